"""One person: add, see, change, close and open the account, hand out a way in."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadForm, BadResponse
from elearn.services import accounts_admin, handing_out
from elearn.services.accounts_admin import PersonForm
from elearn.services.people import (
    GRANTED,
    Account,
    get_account,
    list_job_roles,
)
from elearn.services.teams import list_team_tree
from elearn.web import current
from elearn.web.admin.people import ROLES, present_account, say_role
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow
from elearn.web.reading import check_id, read_number

_DONE = {
    "added": "{name} has an account now.",
    "invited": "{name} has an account now, and an invitation is on its way to {email}.",
    "sent": "An e-mail is on its way to {email}. Earlier links do not work any more.",
    "changed": "Your changes are saved.",
    "deactivated": "{name} is deactivated and signed out everywhere. The records stay.",
    "reactivated": "{name} can sign in again.",
    "signed-out": "{name} is signed out everywhere.",
    "role": "The roles are changed.",
}


@blueprint.get("/people/new")
@allow("admin")
def new_person() -> str:
    return _form_page(PersonForm("", ""))


@blueprint.post("/people/new")
@allow("admin")
def add_person() -> tuple[str, int] | Response:
    form = _read_form()
    try:
        person_id = current.write(
            accounts_admin.add_account,
            current.moment(),
            current.person().person_id,
            form,
        )
    except BadForm as error:
        return _form_page(form, faults=error.faults), 400
    return _to_person(person_id, "invited" if form.email.strip() else "added")


@blueprint.get("/people/<int:person_id>")
@allow("admin")
def person(person_id: int) -> str:
    check_id(person_id)
    return _person_page(person_id)


@blueprint.get("/people/<int:person_id>/change")
@allow("admin")
def change_person(person_id: int) -> str:
    check_id(person_id)
    account = current.read(get_account, person_id)
    form = PersonForm(
        account.name,
        account.sign_in_name,
        account.email,
        account.job_role_id,
        account.team_ids,
    )
    return _form_page(form, account)


@blueprint.post("/people/<int:person_id>/change")
@allow("admin")
def save_person(person_id: int) -> tuple[str, int] | Response:
    check_id(person_id)
    form = _read_form()
    try:
        current.write(
            accounts_admin.change_account,
            current.moment(),
            current.person().person_id,
            person_id,
            form,
        )
    except BadForm as error:
        account = current.read(get_account, person_id)
        return _form_page(form, account, faults=error.faults), 400
    return _to_person(person_id, "changed")


@blueprint.post("/people/<int:person_id>/deactivate")
@allow("admin")
def deactivate_person(person_id: int) -> tuple[str, int] | Response:
    check_id(person_id)
    try:
        current.write(
            accounts_admin.deactivate,
            current.moment(),
            current.person().person_id,
            person_id,
        )
    except BadResponse as error:
        return _person_page(person_id, error=error.sentence), 400
    return _to_person(person_id, "deactivated")


@blueprint.post("/people/<int:person_id>/reactivate")
@allow("admin")
def reactivate_person(person_id: int) -> Response:
    check_id(person_id)
    admin_id = current.person().person_id
    current.write(accounts_admin.reactivate, current.moment(), admin_id, person_id)
    return _to_person(person_id, "reactivated")


@blueprint.post("/people/<int:person_id>/sign-out")
@allow("admin")
def sign_person_out(person_id: int) -> Response:
    check_id(person_id)
    admin_id = current.person().person_id
    current.write(
        accounts_admin.sign_out_everywhere, current.moment(), admin_id, person_id
    )
    return _to_person(person_id, "signed-out")


@blueprint.post("/people/<int:person_id>/send-link")
@allow("admin")
def send_link(person_id: int) -> tuple[str, int] | Response:
    """Send an invitation, or a link for a new password to somebody who has one."""
    check_id(person_id)
    account = current.read(get_account, person_id)
    send = handing_out.invite if account.state == "waiting" else handing_out.send_reset
    admin_id = current.person().person_id
    if not current.write(send, current.moment(), admin_id, person_id):
        error = f"{account.name} has no e-mail address. Hand out a code instead."
        return _person_page(person_id, error=error), 400
    return _to_person(person_id, "sent")


@blueprint.post("/people/<int:person_id>/code")
@allow("admin")
def hand_out_code(person_id: int) -> str:
    """Make a code and show it in this answer: it stands nowhere else."""
    check_id(person_id)
    admin_id = current.person().person_id
    made = current.write(
        handing_out.hand_out_code, current.moment(), admin_id, person_id
    )
    return render_template(
        "admin/handed_out.html", made=made, kind="code", site=_site_address()
    )


@blueprint.post("/people/<int:person_id>/link")
@allow("admin")
def hand_out_link(person_id: int) -> str:
    check_id(person_id)
    admin_id = current.person().person_id
    made = current.write(
        handing_out.hand_out_link, current.moment(), admin_id, person_id
    )
    return render_template(
        "admin/handed_out.html", made=made, kind="link", site=_site_address()
    )


def show_person_page(person_id: int, *, error: str = "", role: str = "") -> str:
    """Show one person with what could not be done; for other forms on the page."""
    return _person_page(person_id, error=error, role=role)


def to_person(person_id: int, done: str) -> Response:
    """Lead back to a person and say what was done."""
    return _to_person(person_id, done)


def _to_person(person_id: int, done: str) -> Response:
    return redirect(url_for("admin.person", person_id=person_id, done=done), 303)


def _person_page(person_id: int, *, error: str = "", role: str = "") -> str:
    account = current.read(get_account, person_id)
    done = _DONE.get(request.args.get("done", ""), "") if not error else ""
    return render_template(
        "admin/person.html",
        account=account,
        shown=present_account(account),
        grants=[
            (grant.grant_id, say_role(grant.role, grant.team_name))
            for grant in account.grants
        ],
        role_items=[
            {"value": r, "text": ROLES[r], "selected": r == role} for r in GRANTED
        ],
        team_items=_team_items(None, "Everyone"),
        is_self=account.person_id == current.person().person_id,
        error=error,
        done=done.format(name=account.name, email=account.email),
    )


def _form_page(
    form: PersonForm,
    account: Account | None = None,
    *,
    faults: dict[str, str] | None = None,
) -> str:
    job_roles = current.read(list_job_roles)
    return render_template(
        "admin/person_form.html",
        form=form,
        account=account,
        faults=faults or {},
        job_role_items=[
            {"value": "", "text": "None"},
            *(
                {
                    "value": str(r.job_role_id),
                    "text": r.name,
                    "selected": r.job_role_id == form.job_role_id,
                }
                for r in job_roles
            ),
        ],
        team_choices=[
            {
                "value": str(team.team_id),
                "text": team.name,
                "hint": {"text": " › ".join(team.path[:-1])} if team.depth else None,
                "checked": team.team_id in form.team_ids,
            }
            for team in current.read(list_team_tree)
        ],
    )


def _team_items(chosen: int | None, none: str) -> list[dict[str, Any]]:
    return [
        {"value": "", "text": none},
        *(
            {
                "value": str(team.team_id),
                "text": "– " * team.depth + team.name,
                "selected": team.team_id == chosen,
            }
            for team in current.read(list_team_tree)
        ),
    ]


def _read_form() -> PersonForm:
    fields = request.form
    teams = ({"team": text} for text in fields.getlist("teams"))
    ids = (read_number(team, "team") for team in teams)
    return PersonForm(
        fields.get("name", ""),
        fields.get("sign_in_name", ""),
        fields.get("email", ""),
        read_number(fields, "job_role"),
        tuple(team_id for team_id in ids if team_id is not None),
    )


def _site_address() -> str:
    return current.settings().site_url
