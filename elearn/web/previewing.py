"""What only `elearn preview` shows: its start page, its banner, its version."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.coursefiles.problems import Problem
from elearn.domain.course import Course
from elearn.services.accounts import SHIFT, open_sign_in
from elearn.web import current
from elearn.web.audience import allow, check_audiences
from elearn.web.signing_in import open_visit


@dataclass(frozen=True)
class Shown:
    """What a preview shows now; replaced as a whole when files change.

    `course` is the last one without errors, and `person_id` whoever looks at it.
    """

    folder: str
    version: int = 0
    course: Course | None = None
    person_id: int = 0
    problems: tuple[Problem, ...] = ()


blueprint = Blueprint("previewing", __name__)


def init_previewing(app: Flask) -> None:
    """Make an app the preview of its extension `elearn_preview`, a `Shown`."""
    # Whoever opens a page is signed in, so no other site may lead a browser here.
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    # Before the guard, which would ask them to sign in.
    app.before_request_funcs.setdefault(None, []).insert(0, _sign_in)
    app.context_processor(lambda: {"preview": _shown()})
    app.register_blueprint(blueprint)
    check_audiences(app)


@blueprint.get("/preview")
@allow("public")
def start() -> str:
    """List the problems, and lead to every part of the course."""
    shown = _shown()
    links = _list_parts(shown.course) if shown.course else []
    return render_template("preview.html", links=links)


@blueprint.get("/preview/version")
@allow("public")
def version() -> Response:
    """Tell pages whether they are of today."""
    answer = Response(str(_shown().version), mimetype="text/plain")
    answer.cache_control.no_store = True
    return answer


def _shown() -> Shown:
    shown: Shown = current_app.extensions["elearn_preview"]
    return shown


def _sign_in() -> None:
    shown, person = _shown(), current.find_person()
    is_somebody = person is not None and person.person_id == shown.person_id
    if request.method != "GET" or is_somebody or not shown.person_id:
        return
    if request.endpoint in {None, "static", "previewing.version"}:
        return
    token = current.write(open_sign_in, current.moment(), shown.person_id, SHIFT)
    open_visit(token, lasting=False)


def _list_parts(course: Course) -> list[tuple[str, list[tuple[str, str]]]]:
    def link(endpoint: str, **ids: Any) -> str:
        return url_for(endpoint, slug=course.slug, **ids)

    whole = [("The course’s page", link("learner.course"))]
    if course.assessment:
        whole.append(("Assessment", link("learner.assessment")))
    parts = [("The course", whole)]
    for module in course.modules.values():
        cards = [
            (card.heading, link("learner.card", module_id=module.id, card_id=card.id))
            for card in module.cards
        ]
        parts.append((module.title, cards))
    for scenario in course.scenarios.values():
        of_scenario = {"scenario_id": scenario.id}
        pages = [
            ("Play it", link("learner.scenario", **of_scenario)),
            ("Its map", link("trainer.story_map", **of_scenario)),
        ]
        parts.append((scenario.title, pages))
    return parts
