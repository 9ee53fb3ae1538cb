"""Upload a course as a zip, look at what it changes, publish it or let it go."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.coursefiles.zipped import MAX_ZIP
from elearn.errors import NotFound, UploadRefused
from elearn.services.publishing import Published
from elearn.services.releasing import Seen, is_online, release_upload
from elearn.services.training import list_trained_courses
from elearn.services.uploading import Upload, drop_upload, keep_upload, read_upload
from elearn.web import current
from elearn.web.audience import allow, takes_file
from elearn.web.reading import check_id
from elearn.web.trainer.publishing import Answer, Sent, show_page, take_decision
from elearn.web.trainer.routes import blueprint


@blueprint.get("/upload")
@allow("trainer")
def upload() -> str:
    return _upload_page(request.args.get("course", ""))


@blueprint.post("/upload")
@allow("trainer")
@takes_file(MAX_ZIP + 64 * 1024)
def submit_upload() -> tuple[str, int] | Response:
    slug = request.form.get("course", "")
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise UploadRefused("file", "Choose a zip file first.")
        if slug and slug not in _known():
            raise NotFound(slug)
        content = file.read(MAX_ZIP + 1)
        file.close()
        upload_id = current.write(
            keep_upload,
            content,
            file.filename,
            current.moment(),
            current.person().person_id,
            slug=slug,
        )
    except UploadRefused as refused:
        return _upload_page(slug, refused.sentence), 400
    return redirect(url_for("trainer.show_upload", upload_id=upload_id), 303)


@blueprint.get("/uploads/<int:upload_id>")
@allow("trainer")
def show_upload(upload_id: int) -> str:
    found = _read(upload_id)
    return show_page(found.built, url_for("trainer.courses"), sent=_sent(found))


@blueprint.post("/uploads/<int:upload_id>")
@allow("trainer")
def publish_upload(upload_id: int) -> Answer:
    def release(seen: Seen, material: dict[tuple[str, str], str]) -> Published:
        return current.write(
            release_upload,
            upload_id,
            seen,
            current.moment(),
            current.person().person_id,
            material=material,
        )

    try:
        found = _read(upload_id)
        back = url_for("trainer.courses")
        return take_decision(found.built, release, back, sent=_sent(found))
    except NotFound:
        # Publishing took the upload away; the second click finds what the first did.
        slug = request.form.get("course", "")
        seen_hash = request.form.get("content_hash", "")
        if not current.read(is_online, slug, seen_hash):
            raise
        return redirect(url_for("trainer.course", slug=slug, said="published"), 303)


@blueprint.post("/uploads/<int:upload_id>/drop")
@allow("trainer")
def drop(upload_id: int) -> Response:
    check_id(upload_id)
    current.write(drop_upload, upload_id, current.person().person_id, current.moment())
    return redirect(url_for("trainer.courses", said="dropped"), 303)


def _read(upload_id: int) -> Upload:
    check_id(upload_id)
    return current.read(
        read_upload, upload_id, current.person().person_id, current.now()
    )


def _sent(found: Upload) -> Sent:
    drop_url = url_for("trainer.drop", upload_id=found.upload_id)
    return Sent(found.left_out, drop_url)


def _known() -> set[str]:
    page = current.read(list_trained_courses, current.courses_folder(), current.today())
    return {course.slug for course in page.courses}


def _upload_page(slug: str, error: str = "") -> str:
    if slug and slug not in _known():
        raise NotFound(slug, "There is no course with this name.")
    return render_template(
        "trainer/upload.html",
        slug=slug,
        error=error,
        most=f"{MAX_ZIP // 10**6} MB",
    )
