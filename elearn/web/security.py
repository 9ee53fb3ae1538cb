"""Headers that every answer carries, and answers made small."""

import gzip
from functools import lru_cache

from flask import Flask, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from elearn.web.audience import upload_limit_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The policy of a drawing: it may hold nothing that acts, whatever slipped past."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SHRINKS = ("text/", "image/svg+xml", "application/json")
_WORTH_SHRINKING = 600


class KeptSigner(SecureCookieSessionInterface):
    """Flask's sessions, with the signer made once instead of for every request."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def init_security(app: Flask, *, https: bool) -> None:
    """Set cookies and headers; `https` is what the site's own address says."""
    app.config.update(
        SESSION_COOKIE_NAME="elearn",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Forms carry text only; this is far above the longest reflection.
        MAX_CONTENT_LENGTH=512 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
    )

    def finish(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if "Cache-Control" not in response.headers:
            # Pages hold names and progress: a shared phone must not keep them.
            response.headers["Cache-Control"] = "no-store"
        return _shrink(response)

    app.session_interface = KeptSigner()
    # Before anything reads a form, and so its files.
    app.before_request(_let_files_in)
    app.before_request(_refuse_nul)
    app.after_request(finish)


def _let_files_in() -> None:
    """Let a page that takes a file have a larger one than forms may be."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit = upload_limit_of(view) if view else None
    if limit:
        request.max_content_length = limit


def _refuse_nul() -> None:
    """Refuse what nobody types and PostgreSQL cannot keep."""
    sent = [request.path]
    if request.query_string:
        sent += request.args.values()
    if request.method == "POST":
        sent += [value for _, values in request.form.lists() for value in values]
    if any("\0" in text for text in sent):
        abort(400)


def _shrink(response: Response) -> Response:
    kind = response.mimetype or ""
    if (
        not request.accept_encodings["gzip"]
        or response.status_code != 200
        or response.content_encoding
        # What is sent while it is made is not gathered again; files are read whole.
        or (response.is_streamed and not response.direct_passthrough)
        or not kind.startswith(_SHRINKS)
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _WORTH_SHRINKING:
        return response
    lasting = "immutable" in response.headers.get("Cache-Control", "")
    response.set_data(_gzip_kept(body) if lasting else gzip.compress(body, 5))
    response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=64)
def _gzip_kept(body: bytes) -> bytes:
    return gzip.compress(body, 9)
