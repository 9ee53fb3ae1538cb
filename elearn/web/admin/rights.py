"""Hand over what is kept about somebody, and erase somebody."""

from flask import Response as FileResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadForm
from elearn.services import erasure
from elearn.services.personal_data import (
    get_data_subject,
    record_handing_over,
    write_data_to_hand_over,
)
from elearn.web import current
from elearn.web.account_data import send_data
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow
from elearn.web.reading import check_id


@blueprint.get("/people/<int:person_id>/data")
@allow("admin")
def person_data(person_id: int) -> str:
    check_id(person_id)
    subject = current.read(get_data_subject, person_id)
    return render_template("admin/person_data.html", subject=subject)


@blueprint.post("/people/<int:person_id>/data")
@allow("admin")
def hand_over_data(person_id: int) -> FileResponse:
    check_id(person_id)
    by_id = current.person().person_id
    # The trace is kept first, so that nothing leaves without one; reading it all then
    # holds up nobody who writes.
    current.write(record_handing_over, current.moment(), by_id, person_id)
    return send_data(write_data_to_hand_over, person_id, f"person-{person_id}-data")


@blueprint.get("/people/erased")
@allow("admin")
def erased_people() -> str:
    return render_template(
        "admin/erased.html",
        erased=current.read(erasure.list_erased),
        most=erasure.MOST_LISTED,
    )


@blueprint.get("/people/<int:person_id>/erase")
@allow("admin")
def erase_person(person_id: int) -> str:
    check_id(person_id)
    return _erase_page(person_id)


@blueprint.post("/people/<int:person_id>/erase")
@allow("admin")
def erase_person_now(person_id: int) -> tuple[str, int] | Response:
    check_id(person_id)
    try:
        current.write(
            erasure.erase_person,
            current.moment(),
            current.person().person_id,
            person_id,
            extent=request.form.get("extent", ""),
            typed=request.form.get("confirm", ""),
        )
    except BadForm as error:
        return _erase_page(person_id, error), 400
    return redirect(url_for("admin.erase_person", person_id=person_id), 303)


def _erase_page(person_id: int, error: BadForm | None = None) -> str:
    preview = current.read(
        erasure.preview_erasure, current.person().person_id, person_id
    )
    return render_template(
        "admin/erase.html",
        preview=preview,
        faults=error.faults if error else {},
        extent=request.form.get("extent", ""),
        typed=request.form.get("confirm", ""),
    )
