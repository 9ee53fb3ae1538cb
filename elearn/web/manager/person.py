"""One person’s record for their manager: courses, certificates, attempts, plays."""

from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, url_for
from markupsafe import Markup

from elearn.domain.marks import Mark
from elearn.domain.questions import Blanks, Sorting, Written
from elearn.services.attempts import AskedQuestion
from elearn.services.awarding import AwardState
from elearn.services.person_records import (
    AttemptLine,
    AttemptOfPerson,
    PersonPage,
    show_attempt_of,
    show_person,
    show_play_of,
)
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.csv_files import answer_csv
from elearn.web.learner.presenting import present_mark, present_question
from elearn.web.learner.presenting_assessment import write_marks
from elearn.web.learner.presenting_scenarios import (
    present_ending,
    present_parts,
    present_script,
)
from elearn.web.learner.presenting_texts import present_inline
from elearn.web.manager.allowance import say_held_up
from elearn.web.manager.presenting import (
    plain_words,
    present_member,
    say_cell,
    title_words,
)
from elearn.web.manager.routes import blueprint
from elearn.web.reading import check_id
from elearn.web.wording import day, moment_words

_RESULTS = {
    "good": ("done", "Ended well"),
    "recovered": ("done", "Recovered after a hard moment"),
    "poor": ("todo", "Did not end well"),
    "unsafe": ("overdue", "Ended unsafely"),
}
_AWARDS: dict[AwardState, tuple[str, str]] = {
    "valid": ("done", "Valid"),
    "past refresh": ("missed", "Past its refresh date"),
    "superseded": ("todo", "Replaced by a newer certificate"),
    "revoked": ("overdue", "Withdrawn"),
}
_CSV_HEADINGS = ["Name", "Record", "Of", "On", "State", "Detail"]


@blueprint.get("/team/people/<int:person_id>")
@allow("manager")
def person(person_id: int) -> str:
    return render_template(
        "manager/person.html",
        csv_url=url_for("manager.person_csv", person_id=person_id),
        **_present(person_id, _read(person_id)),
    )


@blueprint.get("/team/people/<int:person_id>.csv")
@allow("manager")
def person_csv(person_id: int) -> Response:
    shown = _present(person_id, _read(person_id))
    name = f"person-{person_id}-{current.today():%Y-%m-%d}.csv"
    return answer_csv(name, [_CSV_HEADINGS, *_list_lines(shown)])


def _read(person_id: int) -> PersonPage:
    check_id(person_id)
    return current.read(
        show_person,
        current.person().person_id,
        person_id,
        current.today(),
        current.now(),
    )


def _list_lines(shown: dict[str, Any]) -> Iterator[list[str]]:
    """List what the page says, a line for each row of its tables."""
    name = shown["member"]["name"]
    for course, cell in shown["courses"]:
        yield [name, "Course", course, "", say_cell(cell), ""]
    for row in shown["awards"]:
        state = row["state"][1]
        yield [name, "Certificate", row["course"], row["on"], state, row["number"]]
    for row in shown["attempts"]:
        result, marks = row["result"][1], row["marks"]
        yield [name, "Assessment attempt", row["course"], row["on"], result, marks]
    for row in shown["plays"]:
        what = f"{row['course']}: {row['scenario']}"
        yield [name, "Scenario", what, row["on"], row["result"][1], row["ending"]]


def _present(person_id: int, page: PersonPage) -> dict[str, Any]:
    """Give a person’s record as the page reads it."""
    member = present_member(page.member)
    return {
        "member": member,
        "courses": [
            (title_words(standing.column.snapshot), cell)
            for standing, cell in zip(
                page.member.standings, member["cells"], strict=True
            )
        ],
        "attempts": [_present_attempt(person_id, line) for line in page.attempts],
        "held_up": [
            {
                "course": title_words(held.place.snapshot),
                "words": say_held_up(held),
                "url": url_for(
                    "manager.another_attempt",
                    person_id=person_id,
                    slug=held.place.course.slug,
                ),
            }
            for held in page.held_up
        ],
        "refreshers": [
            {
                "card": plain_words(row.snapshot, row.card.heading),
                "course": title_words(row.snapshot),
                "why": row.why,
                "state": ("done", f"Read again {day(row.done_at)}")
                if row.done_at
                else ("started", "Not read again yet"),
            }
            for row in page.refreshers
        ],
        "plays": [
            {
                "url": url_for(
                    "manager.person_play", person_id=person_id, play_id=line.play_id
                ),
                "on": day(line.ended_at),
                "scenario": plain_words(line.snapshot, line.scenario_title),
                "course": title_words(line.snapshot),
                "result": _RESULTS[line.result],
                "ending": plain_words(line.snapshot, line.ending_title),
            }
            for line in page.plays
        ],
        "awards": [
            {
                "course": award.facts.course_title,
                "number": award.number,
                "on": day(award.facts.passed_on),
                "state": _AWARDS[award.state],
            }
            for award in page.awards
        ],
    }


@blueprint.get("/team/people/<int:person_id>/attempts/<int:attempt_id>")
@allow("manager")
def person_attempt(person_id: int, attempt_id: int) -> str:
    check_id(person_id)
    check_id(attempt_id)
    page = current.read(
        show_attempt_of, current.person().person_id, person_id, attempt_id
    )
    result = page.result
    return render_template(
        "manager/person_attempt.html",
        page=page,
        course=title_words(page.snapshot),
        handed_in=moment_words(page.handed_in_at),
        published=day(page.snapshot.published_at),
        marks=f"{write_marks(result.points)} of {result.out_of}"
        + (" so far" if result.passed is None else ""),
        result=_result(
            passed=result.passed, critical=bool(result.critical_question_ids)
        ),
        questions=[_present_asked(page, asked) for asked in page.asked],
    )


@blueprint.get("/team/people/<int:person_id>/plays/<int:play_id>")
@allow("manager")
def person_play(person_id: int, play_id: int) -> str:
    check_id(person_id)
    check_id(play_id)
    page = current.read(show_play_of, current.person().person_id, person_id, play_id)
    snapshot = page.snapshot
    return render_template(
        "manager/person_play.html",
        page=page,
        title=plain_words(snapshot, page.scenario.title),
        course=title_words(snapshot),
        ended=moment_words(page.ended_at),
        result=_RESULTS[page.ending.result],
        published=day(snapshot.published_at),
        steps=[
            {
                "lines": present_script(
                    snapshot, page.scenario, page.scenario.scenes[step.before.at].script
                ),
                "parts": present_parts(snapshot, words),
                "grade": step.choice.grade,
                "why": present_inline(snapshot, step.choice.why),
            }
            for step, words in zip(page.steps, page.words, strict=True)
        ],
        ending=present_ending(snapshot, page.ending),
    )


def _present_attempt(person_id: int, line: AttemptLine) -> dict[str, Any]:
    result = _result(passed=line.passed, critical=line.critical)
    return {
        "url": url_for(
            "manager.person_attempt", person_id=person_id, attempt_id=line.attempt_id
        ),
        "on": day(line.handed_in_at),
        "course": title_words(line.snapshot),
        "marks": f"{write_marks(line.points)} of {line.out_of}"
        + (" so far" if line.passed is None else ""),
        "result": result,
    }


def _result(*, passed: bool | None, critical: bool) -> tuple[str, str]:
    """Name how an attempt went: a look, and words."""
    if passed is None:
        return "started", "Waits for a trainer’s marks"
    if passed:
        return "done", "Passed"
    if critical:
        return "overdue", "Not passed: a critical choice"
    return "todo", "Not passed"


def _present_asked(page: AttemptOfPerson, asked: AskedQuestion) -> dict[str, Any]:
    """Give a question as it was put and answered.

    While right answers stay closed nothing here tells them: no verdict, no why, and
    only a critical choice is named, since it has to be talked about.
    """
    question, open_ = asked.question, page.answers_shown
    mark = page.result.marks[question.id]
    shown = present_mark(page.snapshot, question, mark, asked.order, revealed=open_)
    notes = shown["notes"]
    if isinstance(question, Written):
        # What a trainer looks for is the key of such a question.
        notes = notes if open_ else []
    elif not open_:
        notes = [
            {**note, "right": None, "why": note["why"] if mark.critical else None}
            for note in notes
        ]
    return {
        "position": asked.position,
        "asked": present_question(page.snapshot, question, asked.order),
        "in_rows": isinstance(question, Sorting | Blanks),
        "own": shown.get("own"),
        "comment": shown.get("comment"),
        "notes": notes,
        "critical": mark.critical,
        "state": mark.state if open_ or mark.share is None else None,
        "marks": _say_marks(mark, question.points) if open_ else None,
        "explain": (
            present_inline(page.snapshot, question.explain)
            if open_ and question.explain
            else Markup()
        ),
    }


def _say_marks(mark: Mark, points: int) -> str | None:
    if mark.share is None:
        return None
    return f"{write_marks(mark.share * points)} of {points}"
