"""The list of job roles, and one of them."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadForm, BadResponse
from elearn.services import job_roles as service
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow
from elearn.web.reading import check_id


@blueprint.get("/job-roles")
@allow("admin")
def job_roles() -> str:
    return _list_page()


@blueprint.post("/job-roles")
@allow("admin")
def add_job_role() -> tuple[str, int] | Response:
    name, admin_id = request.form.get("name", ""), current.person().person_id
    try:
        current.write(service.add_job_role, current.moment(), admin_id, name)
    except BadForm as error:
        return _list_page(name=name, error=error.sentence), 400
    return redirect(url_for("admin.job_roles", done="added"), 303)


@blueprint.get("/job-roles/<int:job_role_id>")
@allow("admin")
def job_role(job_role_id: int) -> str:
    check_id(job_role_id)
    return _one_page(job_role_id)


@blueprint.post("/job-roles/<int:job_role_id>")
@allow("admin")
def save_job_role(job_role_id: int) -> tuple[str, int] | Response:
    check_id(job_role_id)
    name, admin_id = request.form.get("name", ""), current.person().person_id
    try:
        current.write(
            service.rename_job_role, current.moment(), admin_id, job_role_id, name
        )
    except BadForm as error:
        return _one_page(job_role_id, name=name, fault=error.sentence), 400
    return redirect(url_for("admin.job_roles", done="renamed"), 303)


@blueprint.post("/job-roles/<int:job_role_id>/remove")
@allow("admin")
def take_job_role_away(job_role_id: int) -> tuple[str, int] | Response:
    check_id(job_role_id)
    admin_id = current.person().person_id
    try:
        current.write(service.remove_job_role, current.moment(), admin_id, job_role_id)
    except BadResponse as error:
        return _one_page(job_role_id, refused=error.sentence), 400
    return redirect(url_for("admin.job_roles", done="removed"), 303)


def _list_page(*, name: str = "", error: str = "") -> str:
    return render_template(
        "admin/job_roles.html",
        lines=current.read(service.list_job_role_lines),
        name=name,
        error=error,
        done=request.args.get("done", "") if not error else "",
    )


def _one_page(
    job_role_id: int, *, name: str | None = None, fault: str = "", refused: str = ""
) -> str:
    line = current.read(service.get_job_role, job_role_id)
    return render_template(
        "admin/job_role.html",
        line=line,
        name=line.name if name is None else name,
        fault=fault,
        refused=refused,
    )
