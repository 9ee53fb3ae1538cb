"""Versions of a course: what each changed, withdraw one, put one back, its files."""

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadResponse, NotFound
from elearn.services.deciding import show_trained_course, show_version
from elearn.services.releasing import return_version
from elearn.services.releasing import withdraw as withdraw_version
from elearn.services.uploading import get_version_files
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.reading import check_id
from elearn.web.trainer.courses import say_who
from elearn.web.trainer.presenting import present_changes, sum_up
from elearn.web.trainer.routes import blueprint

_VERSION = "/courses/<slug>/versions/<int:number>"


@blueprint.get(_VERSION)
@allow("trainer")
def version(slug: str, number: int) -> str:
    check_id(number)
    page = current.read(show_version, slug, number)
    return render_template(
        "trainer/version.html",
        page=page,
        changes=present_changes(page.changes),
        summary=sum_up(page.changes),
        by=say_who(page.line.published_by),
    )


@blueprint.post(f"{_VERSION}/online")
@allow("trainer")
def put_online(slug: str, number: int) -> Response:
    check_id(number)
    current.write(
        return_version,
        slug,
        number,
        request.form.get("online_number", number, type=int),
        current.moment(),
        current.person().person_id,
    )
    return redirect(url_for("trainer.course", slug=slug, said="returned"), 303)


@blueprint.get(f"{_VERSION}/files")
@allow("trainer")
def version_files(slug: str, number: int) -> FlaskResponse:
    check_id(number)
    content = current.read(get_version_files, slug, number)
    name = f"{slug}-version-{number}.zip"
    return FlaskResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/courses/<slug>/withdraw")
@allow("trainer")
def withdraw(slug: str) -> str:
    return _withdraw_page(slug)


@blueprint.post("/courses/<slug>/withdraw")
@allow("trainer")
def submit_withdraw(slug: str) -> tuple[str, int] | Response:
    try:
        current.write(
            withdraw_version,
            slug,
            request.form.get("number", 0, type=int),
            request.form.get("reason", ""),
            current.moment(),
            current.person().person_id,
        )
    except BadResponse as error:
        return _withdraw_page(slug, error), 400
    return redirect(url_for("trainer.course", slug=slug, said="withdrawn"), 303)


def _withdraw_page(slug: str, error: BadResponse | None = None) -> str:
    detail = current.read(
        show_trained_course,
        current.courses_folder(),
        slug,
        current.person().person_id,
        current.now(),
        current.today(),
    )
    if detail.course.published is None:
        raise NotFound(slug, "This course was never published.")
    return render_template(
        "trainer/withdraw.html",
        detail=detail,
        course=detail.course,
        version=detail.course.published,
        reason=request.form.get("reason", ""),
        error=error,
    )
