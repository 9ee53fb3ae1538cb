"""Where the rows of a course lead, and in words how far somebody is in each."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from elearn.domain.course import Course, ModuleItem
from elearn.domain.progress import CourseProgress, ItemProgress
from elearn.domain.renewal import Due
from elearn.services.home import CourseOnHome
from elearn.services.places import Place
from elearn.web.learner.presenting_texts import present_words
from elearn.web.wording import count, day

_STATES = {"open": "todo", "waiting": "started"}
_DUE_STATES = {
    "overdue": "overdue",
    "due soon": "due",
    "due": "due",
    "past refresh": "due",
}


def title_of(place: Place, item: ItemProgress) -> Markup:
    """Name a row of the contents."""
    course, snapshot = place.course, place.snapshot
    if item.kind == "module":
        return present_words(snapshot, course.modules[item.id].title)
    if item.kind == "scenario":
        return present_words(snapshot, course.scenarios[item.id].title)
    return Markup("Final assessment")


def url_of(place: Place, item: ItemProgress) -> str:
    """Give the exact place to go on, in a module the first card not done."""
    slug = place.course.slug
    if item.kind == "module":
        cards = place.course.modules[item.id].cards
        card_id = item.next_card_id or cards[0].id
        return url_for("learner.card", slug=slug, module_id=item.id, card_id=card_id)
    if item.kind == "scenario":
        return url_for("learner.scenario", slug=slug, scenario_id=item.id)
    return url_for("learner.assessment", slug=slug)


def next_words(place: Place, item: ItemProgress) -> str:
    """Say where exactly somebody goes on."""
    course = place.course
    if item.kind == "module":
        cards = course.modules[item.id].cards
        number = next(
            (n for n, card in enumerate(cards, 1) if card.id == item.next_card_id), 1
        )
        heading = present_words(place.snapshot, cards[number - 1].heading).striptags()
        return f"Card {number} of {len(cards)}: {heading}"
    if item.kind == "scenario":
        scenario = course.scenarios[item.id]
        return f"A scenario to play, about {scenario.minutes} minutes"
    return "Questions about the whole course"


def present_rows(place: Place, progress: CourseProgress) -> list[dict[str, Any]]:
    """Give the contents as parts/courses.html lists them."""
    return [_row(place, item) for item in progress.items]


def present_next(place: Place, progress: CourseProgress) -> dict[str, Any] | None:
    """Give where to start or go on; None when nothing is left."""
    item = progress.next
    if item is None:
        return None
    return {
        "title": title_of(place, item),
        "url": url_of(place, item),
        "words": next_words(place, item),
        "verb": "Continue" if progress.started else "Start",
        "course": present_words(place.snapshot, place.course.title),
        "kicker": "Continue where you left off" if progress.started else "Begin here",
    }


def present_tile(row: CourseOnHome) -> dict[str, Any]:
    """Give a course as a tile of the home page."""
    course, progress = row.place.course, row.progress
    state, words = _course_state(row)
    return {
        "title": present_words(row.place.snapshot, course.title),
        "url": url_for("learner.course", slug=course.slug),
        "summary": present_words(row.place.snapshot, course.summary),
        "state": state,
        "words": words,
        "minutes": course.cpd_minutes,
        "done": progress.done_count,
        "total": len(progress.items),
    }


def due_words(due: Due) -> tuple[str, str] | None:
    """Give the state and the words of what is due; None where nothing is."""
    if due.due_on is None or due.state not in _DUE_STATES:
        return None
    words = {
        "overdue": f"Overdue: was due by {day(due.due_on)}",
        "due soon": f"Due soon: by {day(due.due_on)}",
        "due": f"Due by {day(due.due_on)}",
        "past refresh": f"Time to refresh: it was good until {day(due.due_on)}",
    }[due.state]
    return _DUE_STATES[due.state], words


def facts_of(course: Course) -> list[str]:
    """Say how much there is in a course."""
    facts = [f"About {course.cpd_minutes} minutes"]
    # A module that is read instead of a scenario is no part of its own.
    modules = [item for item in course.contents if isinstance(item, ModuleItem)]
    facts.append(count(len(modules), "module"))
    if course.scenarios:
        facts.append(count(len(course.scenarios), "scenario"))
    if course.assessment:
        facts.append("Final assessment")
    return facts


def _course_state(row: CourseOnHome) -> tuple[str, str]:
    due = due_words(row.due)
    progress = row.progress
    if due:
        return due
    if any(item.state == "waiting" for item in progress.items):
        return "started", "Waits for your trainer"
    if row.begun and progress.done_count:
        so_far = f"{progress.done_count} of {len(progress.items)} parts done"
        return "started", f"Started: {so_far}"
    if row.begun:
        return "started", "Started"
    if row.award_number or progress.complete:
        return "done", "Done"
    return "todo", "Not started"


def _row(place: Place, item: ItemProgress) -> dict[str, Any]:
    return {
        "title": title_of(place, item),
        "kind": item.kind,
        "state": _STATES.get(item.state, item.state),
        "url": url_of(place, item),
        "minutes": _minutes_of(place.course, item),
        "note": _note_on(place, item),
    }


def _minutes_of(course: Course, item: ItemProgress) -> int | None:
    if item.kind == "module":
        return course.modules[item.id].minutes
    if item.kind == "scenario":
        return course.scenarios[item.id].minutes
    return course.assessment.minutes if course.assessment else None


_ASSESSMENT_NOTES = {
    "locked": "Opens when everything above is done.",
    "started": "You have answers to hand in.",
    "waiting": "Handed in. A trainer marks what you wrote.",
}


def _note_on(place: Place, item: ItemProgress) -> str | None:
    """Say what is worth knowing of a row before it is opened."""
    if item.kind == "assessment":
        return _ASSESSMENT_NOTES.get(item.state)
    if item.kind == "scenario":
        begun = item.state == "started"
        return "Begun. It counts once you play it to a good end." if begun else None
    if item.state in ("started", "next") and item.done:
        return f"{item.done} of {count(item.total, 'card')} done"
    note = place.course.modules[item.id].content_note
    return present_words(place.snapshot, note) if note and not item.done else None
