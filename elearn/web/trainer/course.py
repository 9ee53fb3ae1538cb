"""One course: its problems, what changed in its files, and its history."""

from typing import Any

from flask import render_template, request, url_for

from elearn.services.deciding import CourseDetail, VersionLine, show_trained_course
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.trainer.courses import say_files, say_online, say_who
from elearn.web.trainer.presenting import present_problems, sum_up
from elearn.web.trainer.routes import blueprint
from elearn.web.wording import count

_SAID = {
    "published": "It is online. Whoever opens the next card sees it.",
    "same": "This is online already. Nothing was changed.",
    "withdrawn": "It is offline. Records and certificates stay.",
    "returned": "That version is online again.",
}


@blueprint.get("/courses/<slug>")
@allow("trainer")
def course(slug: str) -> str:
    detail = current.read(
        show_trained_course,
        current.courses_folder(),
        slug,
        current.person().person_id,
        current.now(),
        current.today(),
    )
    files = detail.course.files
    return render_template(
        "trainer/course.html",
        detail=detail,
        course=detail.course,
        said=_SAID.get(request.args.get("said", ""), ""),
        online=say_online(detail.course),
        files=say_files(detail.course),
        problems=present_problems(files.problems if files else ()),
        summary=sum_up(detail.changes) if detail.changes else [],
        middle=_say_middle(detail),
        versions=_present_versions(detail),
        scenarios=detail.scenarios,
        may_publish=may_publish(detail),
        publish_url=url_for("trainer.publish", slug=slug),
    )


def may_publish(detail: CourseDetail) -> bool:
    """Tell whether the files can be put online and are not already."""
    version = detail.course.published
    state = detail.course.files_state
    is_back = state == "same" and version is not None and not version.online
    return state == "changed" or is_back


def _say_middle(detail: CourseDetail) -> list[tuple[str, str]]:
    return [
        (
            "Began and not finished",
            count(detail.course.in_the_middle, "person", "people"),
        ),
        ("In an assessment now", count(detail.open_attempts, "attempt")),
        ("In a scenario now", count(detail.open_plays, "play")),
        ("Certificates given", str(detail.course.awards)),
    ]


def _present_versions(detail: CourseDetail) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "state": _state_of(line),
            "by": say_who(line.published_by),
            "events": [e for e in detail.events if e.number == line.number],
        }
        for line in detail.versions
    ]


def _state_of(line: VersionLine) -> tuple[str, str]:
    if line.online:
        return "done", "Online"
    return ("overdue", "Withdrawn") if line.withdrawn_at else ("todo", "Earlier")
