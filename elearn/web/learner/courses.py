"""The home page, a course's contents, and its glossary."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.standards import describe_standards
from elearn.services.home import CoursePage, HomePage, show_course, show_home
from elearn.services.home import take_again as take_course_again
from elearn.services.places import Place
from elearn.services.refreshing import Refresher
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.contents import (
    due_words,
    facts_of,
    present_next,
    present_rows,
    present_tile,
    title_of,
)
from elearn.web.learner.presenting_texts import present_words
from elearn.web.learner.routes import blueprint
from elearn.web.wording import count, day


@blueprint.get("/")
@allow("learner")
def home() -> str:
    page = current.read(show_home, current.person().person_id, current.today())
    go_on = page.continue_with or next(iter(page.waiting), None)
    return render_template(
        "learner/home.html",
        state=_home_state(page),
        sentence=_home_sentence(page),
        go_on=go_on and present_next(go_on.place, go_on.progress),
        refreshers=[_present_refresher(row) for row in page.refreshers],
        has_read=request.args.get("read") == "again",
        waiting=[present_tile(row) for row in page.waiting],
        others=[present_tile(row) for row in page.courses if row not in page.waiting],
    )


@blueprint.get("/courses/<slug>")
@allow("learner")
def course(slug: str) -> str:
    page = _read_course(slug)
    place, snapshot = page.place, page.place.snapshot
    just_done = page.progress.find("module", request.args.get("done", ""))
    if just_done is not None and just_done.state != "done":
        just_done = None
    return render_template(
        "learner/course.html",
        page=page,
        course=place.course,
        title=present_words(snapshot, place.course.title),
        summary=present_words(snapshot, place.course.summary),
        audience=present_words(snapshot, place.course.audience),
        outcomes=[
            present_words(snapshot, text) for text in place.course.outcomes.values()
        ],
        facts=facts_of(place.course),
        due=due_words(page.due),
        rows=present_rows(place, page.progress),
        next=present_next(place, page.progress),
        waits=any(item.state == "waiting" for item in page.progress.items),
        observation=_present_observation(place),
        just_done=just_done and title_of(place, just_done),
        standards=describe_standards(place.course.standards),
        local_review=place.course.local_review,
    )


@blueprint.post("/courses/<slug>/again")
@allow("learner")
def take_again(slug: str) -> Response:
    current.write(take_course_again, current.person().person_id, slug, current.moment())
    return redirect(url_for("learner.course", slug=slug), 303)


@blueprint.get("/courses/<slug>/glossary")
@allow("learner")
def glossary(slug: str) -> str:
    place = _read_course(slug).place
    words = [
        (word, present_words(place.snapshot, meaning))
        for word, meaning in place.course.glossary.items()
    ]
    return render_template(
        "learner/glossary.html",
        slug=slug,
        title=present_words(place.snapshot, place.course.title),
        words=words,
    )


def _present_observation(place: Place) -> dict[str, Any] | None:
    """Give what an assessor looks for at work."""
    sheet = place.course.observation
    if sheet is None:
        return None
    return {
        "title": present_words(place.snapshot, sheet.title),
        "minutes": sheet.minutes,
        "points": [present_words(place.snapshot, p.text) for p in sheet.look_for],
    }


def _present_refresher(row: Refresher) -> dict[str, Any]:
    snapshot = row.snapshot
    return {
        "heading": present_words(snapshot, row.card.heading).striptags(),
        "course": present_words(snapshot, snapshot.course.title).striptags(),
        "why": row.why,
        "minutes": count(row.minutes, "minute"),
        "url": url_for("learner.refresher", change_id=row.change_id),
    }


def _read_course(slug: str) -> CoursePage:
    return current.read(show_course, current.person().person_id, slug, current.today())


def _home_state(page: HomePage) -> str:
    """Name what the page is about: waiting, begun, finished, free or empty."""
    if not page.courses:
        return "empty"
    if page.waiting:
        return "waiting"
    if page.continue_with:
        return "begun"
    if all(row.award_number or row.progress.complete for row in page.courses):
        return "finished"
    return "free"


def _home_sentence(page: HomePage) -> str:
    """Say what is due, the most urgent first; empty where a panel says it."""
    overdue = sum(row.due.state == "overdue" for row in page.waiting)
    rest = [row.due for row in page.waiting if row.due.state in ("due soon", "due")]
    parts = []
    if overdue:
        parts.append(f"{count(overdue, 'course')} overdue")
    if rest and rest[0].due_on:
        parts.append(
            f"{count(len(rest), 'course')} due, the first by {day(rest[0].due_on)}"
        )
    if parts:
        return f"You have {' and '.join(parts)}."
    if page.waiting:
        return "It is time to refresh what you know."
    return "Nothing is due. Go on whenever you like." if page.continue_with else ""
