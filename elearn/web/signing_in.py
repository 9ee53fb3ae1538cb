"""Who is behind a request, whether the page is for them, and what expiry keeps."""

from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, login_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import NotFound as PageNotFound
from werkzeug.wrappers import Response as AnyResponse

from elearn.domain.access import may_open
from elearn.services.accounts import (
    OWN_PHONE,
    find_earlier_person,
    find_signed_in,
)
from elearn.services.drafts import save_draft
from elearn.web.audience import audience_of
from elearn.web.current import Visitor, find_person, now, read, write

csrf = CSRFProtect()
login = LoginManager()

_CARRY_SECONDS = 12 * 60 * 60
_CARRY_MOST = 60_000
_NOT_CARRIED = ("csrf_token", "draft_key")


def init_signing_in(app: Flask) -> None:
    """Guard every route by its audience, and every form by its token."""
    # People read for longer than any token should have to last.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["PERMANENT_SESSION_LIFETIME"] = OWN_PHONE
    # A phone changes its address on the way to the next visit.
    login.session_protection = None
    login.init_app(app)
    login.user_loader(_load_visitor)
    app.before_request(_guard)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _form_too_old)


def open_visit(token: str, *, lasting: bool) -> None:
    """Begin a fresh browser session, so that an older one cannot be fixed on it."""
    session.clear()
    session.permanent = lasting
    visitor = _load_visitor(token)
    if visitor is not None:
        login_user(visitor)


def local_path(target: str) -> str:
    """Give a path on this site, or the start page for anything else."""
    parts = urlsplit(target)
    # Browsers read a backslash as a slash, so “/\host” would lead away.
    local = target.startswith("/") and target[1:2] not in ("/", "\\")
    if parts.scheme or parts.netloc or not local or not target.isprintable():
        return "/"
    return target


def restore_carried(carried: str, person_id: int) -> str | None:
    """Keep what an expired form carried, as a draft, and give the page to return to.

    None when there is nothing to restore, or when somebody else signed in.
    """
    try:
        kept = _carrier().loads(carried, max_age=_CARRY_SECONDS)
    except BadSignature:
        return None
    if kept["person"] not in (None, person_id):
        return None
    if kept["fields"] and kept["key"]:
        write(save_draft, person_id, kept["key"], kept["fields"], now())
    return local_path(kept["key"] or kept["page"])


def _load_visitor(token: str) -> Visitor | None:
    found = read(find_signed_in, token, now())
    return Visitor(found, token) if found else None


def _guard() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    audience = audience_of(current_app, request.endpoint)
    if audience == "public":
        return None
    person = find_person()
    if person is None:
        return _ask_to_sign_in()
    if not may_open(audience, person.roles):
        raise PageNotFound
    return None


def _ask_to_sign_in() -> AnyResponse:
    if request.method == "POST":
        return _expired()
    target = request.full_path.rstrip("?")
    return redirect(url_for("account.sign_in", next=target), 303)


def _expired() -> AnyResponse:
    """Answer a form whose sign-in is over: keep what it carries, ask to sign in."""
    token = session.get("_user_id")
    page = urlsplit(request.referrer or "").path or "/"
    fields = {
        name: values
        for name, values in request.form.lists()
        if name not in _NOT_CARRIED
    }
    kept = {
        "person": read(find_earlier_person, token) if token else None,
        "key": local_path(request.form.get("draft_key", page)),
        "page": local_path(page),
        "fields": fields if "draft_key" in request.form else {},
    }
    carried = str(_carrier().dumps(kept))
    if len(carried) > _CARRY_MOST:
        carried = str(_carrier().dumps(kept | {"fields": {}}))
    return Response(
        render_template("account/sign_in.html", carried=carried, **SIGN_IN_BLANK), 401
    )


SIGN_IN_BLANK = {"sign_in_name": "", "error": None, "next": "", "expired": True}


def _form_too_old(error: CSRFError) -> AnyResponse:
    """A form from before the last sign-in: ask again rather than lose it.

    Nothing is done until the person presses the button on our own page.
    """
    if find_person() is None:
        if request.endpoint in (None, "account.sign_in"):
            return redirect(url_for("account.sign_in", again="yes"), 303)
        audience = audience_of(current_app, request.endpoint or "")
        if audience != "public":
            return _expired()
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name != "csrf_token"
        for value in values
    ]
    page = render_template("errors/send_again.html", fields=fields, url=request.path)
    return Response(page, 400)


def _carrier() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        str(current_app.secret_key), salt="elearn what an expired form carried"
    )
