"""The bar above every page of a preview, with the problems of what the page shows."""

from typing import Any

from flask import request, url_for

from elearn.coursefiles.locating import Located
from elearn.coursefiles.places import Location
from elearn.domain.course import Course
from elearn.services.previewing import find_scene
from elearn.web import current
from elearn.web.preview.desk import Shown, find_desk
from elearn.web.trainer.presenting import present_problem
from elearn.web.wording import count

_OF_ASSESSMENT = {
    "learner.assessment",
    "learner.attempt",
    "learner.attempt_question",
    "learner.result",
    "learner.save_answer",
}


def give_bar() -> dict[str, Any]:
    """Give templates `authoring`; without it they show no bar."""
    shown = find_desk().shown
    here = _list_here(shown)
    return {
        "authoring": {
            "version": shown.version,
            "was_sent": request.method == "POST",
            "folder": shown.folder,
            "state": _find_state(shown),
            "words": say_state(shown),
            "here": present_located(here, shown.course),
            "here_words": _say_here(len(here), len(shown.problems) - len(here)),
            "has_error_here": any(p.problem.severity == "error" for p in here),
            "links": _list_links(shown),
        }
    }


def say_state(shown: Shown) -> str:
    """Say in a sentence how the files stand."""
    warnings = len(shown.problems) - shown.errors
    counted = [count(shown.errors, "error")] if shown.errors else []
    counted += [count(warnings, "warning")] if warnings else []
    told = " and ".join(counted)
    if shown.is_current:
        return f"{told}." if told else "No problems."
    if not told:
        return "elearn cannot show this; see the terminal. Undo your last change."
    if shown.course is None:
        return f"{told}. The course is shown once it can be read."
    return f"{told}. You see the course as it was before."


def present_located(
    problems: list[Located], course: Course | None
) -> list[dict[str, str]]:
    """Give problems, errors first, each with what it concerns and where to see that."""
    ordered = sorted(problems, key=lambda found: found.problem.severity)
    return [
        {
            **present_problem(found.problem),
            "concerns": say_part(found.part, course),
            "url": url_of(found.part, course),
        }
        for found in ordered
    ]


def _say_here(here: int, elsewhere: int) -> str:
    more = f", {elsewhere} elsewhere" if elsewhere else ""
    return f"{count(here, 'problem')} on this page{more}"


def _find_state(shown: Shown) -> str:
    if shown.errors or not shown.is_current:
        return "wrong"
    return "part" if shown.problems else "good"


def _list_here(shown: Shown) -> list[Located]:
    """List the problems of the part of the course that the page shows."""
    starts = _parts_here(request.endpoint or "", request.view_args or {}, shown.course)
    return [
        found
        for found in shown.problems
        if any(_touches(found.part, start) for start in starts)
    ]


def _parts_here(
    endpoint: str, args: dict[str, Any], course: Course | None
) -> list[Location]:
    if endpoint == "learner.course":
        return [("course",)]
    if endpoint == "learner.glossary":
        return [("glossary",)]
    if endpoint == "preview.question":
        return [_question_here(course, **args)] if course else []
    if endpoint in _OF_ASSESSMENT:
        return [("banks",)]
    if "card_id" in args:
        return [("modules", args["module_id"], "cards", args["card_id"])]
    if "number" in args and "scenario_id" in args:
        return [_scene_here(args)]
    return [("scenarios", args["scenario_id"])] if "scenario_id" in args else []


def _question_here(
    course: Course, asked_in: str, part_id: str, question_id: str
) -> Location:
    """Name a question that is asked by itself, by where the files hold it."""
    if asked_in == "modules" and part_id in course.modules:
        for card in course.modules[part_id].cards:
            if any(question.id == question_id for question in card.questions):
                here = ("modules", part_id, "cards", card.id)
                return (*here, "questions", question_id)
    if asked_in == "scenarios" and part_id in course.scenarios:
        for name, scene in course.scenarios[part_id].scenes.items():
            if scene.question and scene.question.id == question_id:
                return ("scenarios", part_id, "scenes", name)
    return ("banks", part_id, question_id)


def _scene_here(args: dict[str, Any]) -> Location:
    """Name the scene or the ending that a play's page shows."""
    place = current.read(
        find_scene,
        find_desk().shown.person_id,
        args["slug"],
        args["scenario_id"],
        args["number"],
        args.get("position"),
    )
    return ("scenarios", args["scenario_id"], *place)


def _touches(part: Location, here: Location) -> bool:
    """Tell whether a problem is of this part, in it, or of all around it."""
    shared = min(len(part), len(here))
    return part[:shared] == here[:shared]


def _list_links(shown: Shown) -> list[tuple[str, str]]:
    """Lead to where one begins, and between a story and its map."""
    links = [("All parts", url_for("preview.start"))]
    scenario_id = (request.view_args or {}).get("scenario_id")
    course = shown.course
    if course and scenario_id in course.scenarios:
        of_story = {"slug": course.slug, "scenario_id": scenario_id}
        if request.endpoint == "preview.story_map":
            links.append(("Play", url_for("learner.scenario", **of_story)))
        else:
            links.append(("Map", url_for("preview.story_map", scenario_id=scenario_id)))
    return links


def url_of(part: Location, course: Course | None) -> str:
    """Give the page that shows a part; empty where no page does."""
    if course is None:
        return ""
    slug, name = course.slug, str(part[1]) if len(part) > 1 else ""
    if part[0] == "modules" and name in course.modules:
        return _url_in_module(part, course)
    if part[0] == "scenarios" and name in course.scenarios:
        place = f"place-{part[3]}" if len(part) > 3 else None
        return url_for("preview.story_map", scenario_id=name, _anchor=place)
    if part[0] == "banks" and len(part) > 2:
        return url_for(
            "preview.question",
            asked_in="questions", part_id=name, question_id=part[2],
        )  # fmt: skip
    if part == ("glossary",) and course.glossary:
        return url_for("learner.glossary", slug=slug)
    return url_for("learner.course", slug=slug) if part == ("course",) else ""


def _url_in_module(part: Location, course: Course) -> str:
    module = course.modules[str(part[1])]
    card_id = str(part[3]) if len(part) > 3 else module.cards[0].id
    if module.find_card(card_id) is None:
        return ""
    return url_for(
        "learner.card",
        slug=course.slug,
        module_id=module.id,
        card_id=card_id,
        _anchor=f"at-q-{part[5]}" if len(part) > 5 else None,
    )


def say_part(part: Location, course: Course | None) -> str:
    """Name what a problem concerns, in the course's own words."""
    name = str(part[1]) if len(part) > 1 else ""
    if course and part[0] == "modules" and name in course.modules:
        module = course.modules[name]
        card = module.find_card(str(part[3])) if len(part) > 3 else None
        words = f"{module.title} › {card.heading}" if card else module.title
        return f"{words} › question {part[5]}" if len(part) > 5 else words
    if course and part[0] == "scenarios" and name in course.scenarios:
        title = course.scenarios[name].title
        kind = {"scenes": "scene", "endings": "ending"}.get(str(part[2:3] and part[2]))
        return f"{title} › {kind} {part[3]}" if kind else title
    if part[0] == "banks":
        question = f" › question {part[2]}" if len(part) > 2 else ""
        return f"Questions of the assessment{question}"
    return {"glossary": "Glossary", "observation": "Observation sheet"}.get(
        str(part[0]), name or "The course"
    )
