"""Pages of somebody who comes in by a link or a code and chooses a password.

A link only opens a page and puts its secret into the visitor's own session: programs
that look at mail open links too, so only the form uses it up, and the address of the
form tells nothing.
"""

from flask import (
    Blueprint,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.services import accounts, handing_out, ways_in
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.signing_in import open_visit

blueprint = Blueprint("joining", __name__)

_KEPT = "way_in"
_TOO_MANY = "Too many tries. Wait 15 minutes, then try again."
_NO_SUCH_CODE = (
    "This code does not open anything. Check each letter, or ask for a new code."
)
_CODE_FAULTS: dict[ways_in.ClosedReason, str] = {
    "used": "This code has been used. If that was you, sign in with your password.",
    "replaced": "This code was replaced by a newer one. Use the newest you were given.",
    "expired": "This code has run out. Ask whoever gave it to you for a new one.",
}


@blueprint.after_request
def keep_secret(response: Response) -> Response:
    """Tell no other page which address somebody came from."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/join/<secret>")
@allow("public")
def join(secret: str) -> ResponseReturnValue:
    way = current.read(ways_in.find_way, secret, current.now())
    if isinstance(way, ways_in.ClosedWay):
        return _closed_page(way)
    session[_KEPT] = secret
    return redirect(url_for("joining.choose_password"), 303)


@blueprint.get("/code")
@allow("public")
def code() -> str:
    return render_template("joining/code.html", code="", error=None)


@blueprint.post("/code")
@allow("public")
def submit_code() -> ResponseReturnValue:
    typed = request.form.get("code", "")[:80]
    way = current.write(ways_in.try_code, current.moment(), typed)
    if isinstance(way, ways_in.OpenWay):
        session[_KEPT] = ways_in.tidy_code(typed)
        return redirect(url_for("joining.choose_password"), 303)
    if way is None:
        error = _TOO_MANY
    elif not typed.strip():
        error = "Type the code from your paper."
    else:
        error = _CODE_FAULTS.get(way.reason, _NO_SUCH_CODE)
    return render_template("joining/code.html", code=typed, error=error), 400


@blueprint.get("/choose-password")
@allow("public")
def choose_password() -> ResponseReturnValue:
    secret = session.get(_KEPT, "")
    if not secret:
        return redirect(url_for("joining.code"), 303)
    way = current.read(ways_in.find_way, secret, current.now())
    if isinstance(way, ways_in.ClosedWay):
        return _closed_page(way)
    return _password_page(way)


@blueprint.post("/choose-password")
@allow("public")
def submit_password() -> ResponseReturnValue:
    secret, keep = session.get(_KEPT, ""), request.form.get("keep") == "yes"
    outcome = current.write(
        ways_in.use_way,
        current.moment(),
        secret,
        request.form.get("password", ""),
        accounts.OWN_PHONE if keep else accounts.SHIFT,
    )
    if isinstance(outcome, ways_in.ClosedWay):
        return _closed_page(outcome)
    if isinstance(outcome, ways_in.Unfit):
        way = current.read(ways_in.find_way, secret, current.now())
        if isinstance(way, ways_in.ClosedWay):
            return _closed_page(way)
        return _password_page(way, error=outcome.sentence, keep=keep), 400
    if current_user.is_authenticated:
        current.write(accounts.sign_out, current_user.token, current.now())
    open_visit(outcome, lasting=keep)
    return redirect(url_for("learner.home"), 303)


@blueprint.get("/forgotten")
@allow("public")
def forgotten() -> str:
    if request.args.get("sent") == "yes":
        return render_template("joining/sent.html")
    return render_template("joining/forgotten.html", name="", error=None)


@blueprint.post("/forgotten")
@allow("public")
def submit_forgotten() -> ResponseReturnValue:
    name = request.form.get("name", "").strip()
    if not name:
        error = "Type your sign-in name or your e-mail address."
    elif current.write(handing_out.ask_for_reset, current.moment(), name):
        return redirect(url_for("joining.forgotten", sent="yes"), 303)
    else:
        error = _TOO_MANY
    return render_template("joining/forgotten.html", name=name, error=error), 400


def _password_page(
    way: ways_in.OpenWay, *, error: str | None = None, keep: bool = False
) -> str:
    return render_template(
        "joining/choose_password.html",
        way=way,
        error=error,
        keep=keep,
        shortest=accounts.SHORTEST_PASSWORD,
    )


def _closed_page(way: ways_in.ClosedWay) -> tuple[str, int]:
    session.pop(_KEPT, None)
    return render_template("joining/closed.html", way=way), 410
