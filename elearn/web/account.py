"""Sign in, sign out, change a password, keep a draft."""

from flask import (
    Blueprint,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from elearn.errors import BadResponse
from elearn.services import accounts, reminding
from elearn.services.drafts import can_keep, save_draft
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.carrying import (
    DRAFT_KEY,
    NOT_CARRIED,
    belongs_to,
    is_draft_key,
    local_path,
    restore_carried,
)
from elearn.web.signing_in import open_visit

blueprint = Blueprint("account", __name__)


@blueprint.get("/sign-in")
@allow("public")
def sign_in() -> str | Response:
    next_path = request.args.get("next", "")
    if current.find_person() is not None:
        return redirect(local_path(next_path), 303)
    state = "again" if request.args.get("again") == "yes" else "new"
    return _sign_in_page(next_path=next_path, state=state)


@blueprint.post("/sign-in")
@allow("public")
def submit_sign_in() -> tuple[str, int] | Response:
    form = request.form
    keep = form.get("keep") == "yes"
    outcome = current.write(
        accounts.sign_in,
        form.get("sign_in_name", ""),
        form.get("password", ""),
        lasting=accounts.OWN_PHONE if keep else accounts.SHIFT,
        moment=current.moment(),
    )
    if isinstance(outcome, accounts.Refused):
        page = _sign_in_page(
            name=form.get("sign_in_name", ""),
            next_path=form.get("next", ""),
            carried=form.get("carried", ""),
            state=form.get("state", "new"),
            error=outcome.sentence,
        )
        return page, 400
    if current_user.is_authenticated:
        current.write(accounts.sign_out, current_user.token, current.now())
    open_visit(outcome, lasting=keep)
    back = restore_carried(form.get("carried", ""), current.person().person_id)
    return redirect(back or local_path(form.get("next", "")), 303)


@blueprint.post("/sign-out")
@allow("public")
def sign_out() -> Response:
    if current_user.is_authenticated:
        current.write(accounts.sign_out, current_user.token, current.now())
    logout_user()
    session.clear()
    return redirect(url_for("account.signed_out"), 303)


@blueprint.get("/signed-out")
@allow("public")
def signed_out() -> str:
    return render_template("account/signed_out.html")


@blueprint.get("/account")
@allow("learner")
def account() -> str:
    return _account_page(
        changed=request.args.get("changed") == "yes",
        chosen=request.args.get("chosen") == "yes",
        again=request.args.get("again") == "yes",
    )


@blueprint.post("/account/password")
@allow("learner")
def change_password() -> tuple[str, int] | Response:
    form = request.form
    error = current.write(
        accounts.change_password,
        current.person().person_id,
        current=form.get("current", ""),
        new=form.get("new", ""),
        token=current_user.token,
        moment=current.moment(),
    )
    if error is not None:
        return _account_page(error=error), 400
    return redirect(url_for("account.account", changed="yes"), 303)


@blueprint.post("/account/sign-out-elsewhere")
@allow("learner")
def sign_out_elsewhere() -> Response:
    current.write(
        accounts.sign_out_elsewhere,
        current.moment(),
        current.person().person_id,
        current_user.token,
    )
    return redirect(url_for("account.account", elsewhere="yes"), 303)


@blueprint.post("/account/reminders")
@allow("learner")
def choose_reminders() -> Response:
    current.write(
        reminding.choose_reminders,
        current.moment(),
        current.person().person_id,
        wanted=request.form.get("wanted") == "yes",
    )
    return redirect(url_for("account.account", chosen="yes"), 303)


@blueprint.post("/account/drafts")
@allow("learner")
def keep_draft() -> tuple[str, int]:
    """Keep what is being typed; sent by the script, never by a person."""
    person_id = current.person().person_id
    key = request.form.get(DRAFT_KEY, "")
    fields = {
        name: values for name, values in request.form.lists() if name not in NOT_CARRIED
    }
    if not is_draft_key(key) or not belongs_to(person_id):
        raise BadResponse(key, "This draft belongs to no form of yours.")
    if not can_keep(key, fields):
        raise BadResponse(key, "This is too long to be saved while you type.")
    current.write(save_draft, person_id, key, fields, current.now())
    return "", 204


def _sign_in_page(
    *,
    name: str = "",
    next_path: str = "",
    carried: str = "",
    state: str = "new",
    error: str | None = None,
) -> str:
    return render_template(
        "account/sign_in.html",
        sign_in_name=name,
        next=local_path(next_path) if next_path else "",
        carried=carried,
        error=error,
        state=state,
    )


def _account_page(
    *,
    changed: bool = False,
    chosen: bool = False,
    again: bool = False,
    error: BadResponse | None = None,
) -> str:
    return render_template(
        "account/account.html",
        changed=changed,
        chosen=chosen,
        reminders=current.read(reminding.wants_reminders, current.person().person_id),
        again=again,
        elsewhere=request.args.get("elsewhere") == "yes",
        sign_ins=current.read(
            accounts.list_own_sign_ins,
            current.person().person_id,
            current_user.token,
            current.now(),
        ),
        error=error,
        shortest=accounts.SHORTEST_PASSWORD,
    )
