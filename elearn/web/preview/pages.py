"""Where a preview begins: problems, every part of the course, and its maps."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.course import Course
from elearn.services.previewing import list_questions, show_previewed_map
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.preview.bar import present_located
from elearn.web.preview.desk import blueprint, find_desk, get_course
from elearn.web.trainer.maps import render_map
from elearn.web.wording import count

_SAID = {
    "anew": "You are somebody new, who has done nothing yet.",
    "ahead": "All cards are read and all scenarios played. The assessment is open.",
}


@dataclass(frozen=True)
class _Part:
    """One line of the contents: where it leads, and a second place to go."""

    words: str
    url: str
    more: str = ""
    more_url: str = ""


@blueprint.get("")
@allow("learner")
def start() -> str:
    """List the problems, and lead to every part of the course."""
    shown = find_desk().shown
    return render_template(
        "preview/start.html",
        shown=shown,
        said=_SAID.get(request.args.get("said", ""), ""),
        problems=present_located(list(shown.problems), shown.course),
        groups=_list_groups(shown.course) if shown.course else [],
    )


@blueprint.get("/version")
@allow("public")
def version() -> Response:
    """Tell pages whether they show the files as they are."""
    answer = Response(str(find_desk().shown.version), mimetype="text/plain")
    answer.cache_control.no_store = True
    return answer


@blueprint.post("/again")
@allow("learner")
def begin_again() -> Response:
    find_desk().begin_again()
    return redirect(url_for("preview.start", said="anew"), 303)


@blueprint.post("/ahead")
@allow("learner")
def skip_ahead() -> Response:
    desk = find_desk()
    if not desk.shown.may_skip:
        # A file was broken after the page was opened; the page says so now.
        return redirect(url_for("preview.start"), 303)
    desk.skip_ahead()
    return redirect(url_for("preview.start", said="ahead"), 303)


@blueprint.get("/scenarios/<scenario_id>/map")
@allow("learner")
def story_map(scenario_id: str) -> str:
    course = get_course()
    page = current.read(
        show_previewed_map, current.person().person_id, course.slug, scenario_id
    )
    return render_map(page, back=("All parts", url_for("preview.start")))


def _list_groups(course: Course) -> list[tuple[str, list[_Part]]]:
    """List every part in the order of the contents, under a heading each."""
    groups = []
    for item in course.contents:
        if item.id in course.modules:
            groups.append(_of_module(course, item.id))
        else:
            groups.append(("Scenario", [_of_scenario(course, item.id)]))
    named = {item.id for item in course.contents}
    groups += [_of_module(course, name) for name in course.modules if name not in named]
    others = [
        _of_scenario(course, name) for name in course.scenarios if name not in named
    ]
    groups += [("Scenarios on cards", others)] if others else []
    groups.append(("Questions", _of_questions(course)))
    return groups


def _of_module(course: Course, module_id: str) -> tuple[str, list[_Part]]:
    module = course.modules[module_id]
    return module.title, [
        _Part(
            card.heading,
            url_for(
                "learner.card",
                slug=course.slug, module_id=module_id, card_id=card.id,
            ),
        )
        for card in module.cards
    ]  # fmt: skip


def _of_scenario(course: Course, scenario_id: str) -> _Part:
    return _Part(
        course.scenarios[scenario_id].title,
        url_for("learner.scenario", slug=course.slug, scenario_id=scenario_id),
        "Map",
        url_for("preview.story_map", scenario_id=scenario_id),
    )


def _of_questions(course: Course) -> list[_Part]:
    number = count(len(list_questions(course)), "question")
    parts = [_Part(f"{number}, one by one", url_for("preview.all_questions"))]
    if course.assessment:
        url = url_for("learner.assessment", slug=course.slug)
        parts.append(_Part("The assessment as learners take it", url))
    return parts
