"""Who is behind a request, and whether the page is for them."""

from flask import Flask, current_app, redirect, request, session, url_for
from flask_login import LoginManager, login_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import NotFound as PageNotFound
from werkzeug.wrappers import Response

from elearn.domain.access import may_open
from elearn.services.accounts import OWN_PHONE, find_signed_in
from elearn.web.audience import audience_of
from elearn.web.carrying import ask_again, ask_to_send_again, draft_fields
from elearn.web.current import Visitor, find_person, now, read

csrf = CSRFProtect()
login = LoginManager()

ANSWERED_BY_THEIR_PAGE = {
    "account.submit_sign_in": "account.sign_in",
    "account.change_password": "account.account",
    "joining.submit_code": "joining.code",
    "joining.submit_password": "joining.choose_password",
}
"""Forms with a password in them, which must not be written into another page."""


def init_signing_in(app: Flask) -> None:
    """Guard every route by its audience, and every form by its token."""
    # People read for longer than any token should have to last.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["PERMANENT_SESSION_LIFETIME"] = OWN_PHONE
    # Some networks take the referrer away; the token proves enough.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    # A phone changes its address on the way to the next visit.
    login.session_protection = None
    login.init_app(app)
    login.user_loader(_load_visitor)
    app.before_request(_guard)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _form_too_old)
    app.jinja_env.globals.update(draft_fields=draft_fields)


def open_visit(token: str, *, lasting: bool) -> None:
    """Begin a fresh browser session, so that an older one cannot be fixed on it."""
    session.clear()
    session.permanent = lasting
    visitor = _load_visitor(token)
    if visitor is not None:
        login_user(visitor)


def _load_visitor(token: str) -> Visitor | None:
    found = read(find_signed_in, token, now())
    return Visitor(found, token) if found else None


def _guard() -> Response | None:
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


def _ask_to_sign_in() -> Response:
    if request.method == "POST":
        return ask_again()
    target = request.full_path.rstrip("?")
    return redirect(url_for("account.sign_in", next=target), 303)


def _form_too_old(error: CSRFError) -> Response:
    """A form without a token of this visit: ask again rather than lose it."""
    endpoint = request.endpoint or ""
    if endpoint == "account.sign_out" and find_person() is None:
        return redirect(url_for("account.signed_out"), 303)
    if endpoint in ANSWERED_BY_THEIR_PAGE:
        page = ANSWERED_BY_THEIR_PAGE[endpoint]
        return redirect(url_for(page, again="yes"), 303)
    return ask_to_send_again()
