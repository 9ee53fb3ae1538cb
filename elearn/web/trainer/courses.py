"""All courses as a trainer sees them."""

from typing import Any

from flask import render_template, request, url_for

from elearn.services.training import TrainedCourse, list_trained_courses
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.trainer.routes import blueprint
from elearn.web.wording import count, day

_SAID = {"dropped": "The upload is gone. Nothing was changed."}
_FILES = {
    "same": ("done", "Same as online"),
    "changed": ("started", "Changed since it was published"),
    "broken": ("overdue", "Has errors"),
    "gone": ("todo", "No folder on this machine"),
    "not read": ("todo", "Not looked at yet"),
}


@blueprint.get("/courses")
@allow("trainer")
def courses() -> str:
    page = current.read(list_trained_courses, current.courses_folder(), current.today())
    return render_template(
        "trainer/courses.html",
        folder=page.folder,
        has_folder=page.has_folder,
        rows=[_row(course) for course in page.courses],
        said=_SAID.get(request.args.get("said", ""), ""),
    )


def _row(course: TrainedCourse) -> dict[str, Any]:
    return {
        "title": course.title,
        "slug": course.slug,
        "url": url_for("trainer.course", slug=course.slug),
        "online": say_online(course),
        "files": say_files(course),
        "middle": str(course.in_the_middle),
        "awards": str(course.awards),
    }


def say_who(name: str | None) -> str:
    """Name who published; nobody's name is kept of what was done on the server."""
    return name or "whoever runs the server"


def say_online(course: TrainedCourse) -> tuple[str, str, str]:
    """Give the look, the words and a note on the version that is online."""
    version = course.published
    if version is None:
        return "todo", "Not published yet", ""
    if not version.online:
        since = f"since {day(version.withdrawn_at)}" if version.withdrawn_at else ""
        return (
            "overdue",
            f"Withdrawn {since}".strip(),
            f"Last online was version {version.number}",
        )
    return (
        "done",
        f"Version {version.number}, {day(version.published_at)}",
        f"Published by {say_who(version.published_by)}",
    )


def say_files(course: TrainedCourse) -> tuple[str, str, str]:
    """Give the look, the words and a note on the files."""
    look, words = _FILES[course.files_state]
    if course.published is None and course.files_state == "changed":
        look, words = "started", "Ready to publish"
    if course.files_state == "not read":
        return look, words, "There are many; open this page again to go on"
    problems = []
    if course.files and course.files.error_count:
        problems.append(count(course.files.error_count, "error"))
    if course.files and course.files.warning_count:
        problems.append(count(course.files.warning_count, "warning"))
    return look, words, ", ".join(problems)
