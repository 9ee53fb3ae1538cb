"""Give somebody a role, and take one away."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadForm, BadResponse
from elearn.services.people import get_account
from elearn.services.roles import give_role, take_role
from elearn.web import current
from elearn.web.admin.one_person import show_person_page, to_person
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow
from elearn.web.reading import check_id, read_number


@blueprint.post("/people/<int:person_id>/roles")
@allow("admin")
def give_person_role(person_id: int) -> tuple[str, int] | Response:
    check_id(person_id)
    role = request.form.get("role", "")
    try:
        current.write(
            give_role,
            current.moment(),
            current.person().person_id,
            person_id,
            role,
            read_number(request.form, "team"),
        )
    except BadForm as error:
        return show_person_page(person_id, error=error.sentence, role=role), 400
    return to_person(person_id, "role")


@blueprint.post("/people/<int:person_id>/roles/<int:grant_id>/take")
@allow("admin")
def take_person_role(person_id: int, grant_id: int) -> tuple[str, int] | Response:
    check_id(person_id)
    check_id(grant_id)
    admin_id = current.person().person_id
    try:
        current.write(take_role, current.moment(), admin_id, person_id, grant_id)
    except BadResponse as error:
        return show_person_page(person_id, error=error.sentence), 400
    if person_id == admin_id and not current.read(get_account, person_id).is_admin:
        return redirect(url_for("learner.home"), 303)
    return to_person(person_id, "role")
