"""Answers in own words: which wait for a trainer, and what a trainer gives for one.

Trainers mark without knowing whose answer it is, and nobody marks their own.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from elearn.domain.assessment import marks_needed
from elearn.domain.course import Course
from elearn.domain.marks import Judgement
from elearn.domain.questions import Form, Question, Written
from elearn.domain.questions.written import TEXT
from elearn.errors import AlreadyMarked, NotFound
from elearn.services.attempts import judgement_of, pinned_snapshot, rules_of, settle
from elearn.services.audit import record_event
from elearn.services.awarding import award_if_complete
from elearn.services.drafts import drop_draft, find_drafts
from elearn.services.moment import Moment
from elearn.services.places import Place, get_place
from elearn.services.snapshots import Snapshot, load_snapshot
from elearn.store.enrolments import lock_enrolment
from elearn.store.responses import (
    ASSESSMENT,
    count_to_mark,
    find_to_mark,
    list_marked,
    list_marks,
    list_to_mark,
)
from elearn.store.tables import Attempt, Enrolment, WrittenMark

ON_A_PAGE = 25


@dataclass(frozen=True)
class AnswerLine:
    """One answer in a list; `marked_at` is None while it waits."""

    response_id: int
    snapshot: Snapshot
    question: Written
    answered_at: datetime
    marked_at: datetime | None


@dataclass(frozen=True)
class MarkingPage:
    """The answers that wait, the oldest first, and those that were marked last."""

    waiting: tuple[AnswerLine, ...]
    count: int
    marked: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class GivenMark:
    """A mark as it was given, by whom and when."""

    judgement: Judgement
    by_name: str
    at: datetime


@dataclass(frozen=True)
class AnswerPage:
    """One answer with its rubric. `marks` are those it got, the latest first.

    `decides` tells that a result waits for it; on a card it is feedback alone.
    """

    response_id: int
    snapshot: Snapshot
    question: Written
    text: str
    answered_at: datetime
    decides: bool
    marks: tuple[GivenMark, ...]
    drafts: dict[str, dict[str, list[str]]]


def show_marking(session: Session, trainer_id: int) -> MarkingPage:
    """Gather the queue."""
    waiting = list_to_mark(session, trainer_id, ON_A_PAGE)
    marked = list_marked(session, trainer_id, ON_A_PAGE)
    lines = [
        AnswerLine(row.id, snapshot, question, row.answered_at, row.marked_at)
        for row in (*waiting, *marked)
        if (snapshot := load_snapshot(session, row.version_id))
        and (question := _find_written(snapshot.course, row.question_id))
    ]
    return MarkingPage(
        tuple(line for line in lines if line.marked_at is None),
        count_to_mark(session, trainer_id),
        tuple(line for line in lines if line.marked_at is not None),
    )


def show_answer(
    session: Session, trainer_id: int, response_id: int, page: str = ""
) -> AnswerPage:
    """Gather one answer; `page` is the path under which drafts are kept.

    Raise NotFound for one's own, or one not handed in.
    """
    found = find_to_mark(session, trainer_id, response_id)
    if found is None:
        raise NotFound(response_id, "This answer is not here to be marked.")
    response, attempt, _ = found
    snapshot = load_snapshot(session, response.version_id)
    question = _find_written(snapshot.course, response.question_id)
    if question is None:
        raise NotFound(response_id, "This answer is not here to be marked.")
    return AnswerPage(
        response.id,
        snapshot,
        question,
        str(response.response.get(TEXT, "")),
        response.answered_at,
        attempt.kind == ASSESSMENT,
        _given(list_marks(session, response_id)),
        find_drafts(session, trainer_id, page) if page else {},
    )


def mark_answer(
    session: Session,
    trainer_id: int,
    response_id: int,
    *,
    form: Form,
    number: int,
    moment: Moment,
    draft_key: str = "",
) -> bool:
    """Keep a mark; the latest counts. Tell whether it gave somebody their award.

    `number` is the one the page was made for: 1 for the first mark, 2 for a change of
    it. Raise AlreadyMarked when somebody was quicker, unless it is the same once more;
    raise BadForm if a line has no points.
    """
    found = find_to_mark(session, trainer_id, response_id)
    if found is None:
        raise NotFound(response_id, "This answer is not here to be marked.")
    response, attempt, enrolment = found
    lock_enrolment(session, enrolment.id)
    page = show_answer(session, trainer_id, response_id)
    judgement = page.question.read_judgement(form)
    if number != len(page.marks) + 1:
        if page.marks and page.marks[0].judgement == judgement:
            return False
        raise AlreadyMarked(
            response_id, "Somebody has marked this answer while you were reading it."
        )
    before = page.marks[0].judgement.share if page.marks else None
    session.add(
        WrittenMark(
            response_id=response.id,
            number=number,
            by_id=trainer_id,
            lines=[asdict(line) for line in judgement.lines],
            share=judgement.share,
            comment=judgement.comment,
            at=moment.now,
        )
    )
    session.flush()
    drop_draft(session, trainer_id, draft_key)
    record_event(
        session, moment, trainer_id, "marked", "response", response.id, number=number
    )
    if attempt.kind != ASSESSMENT:
        return False
    _settle(session, attempt, page.question, before, judgement.share)
    place = _place_of(session, attempt, enrolment, page.snapshot)
    return award_if_complete(session, place, enrolment.id, moment) is not None


def _settle(
    session: Session,
    attempt: Attempt,
    question: Question,
    before: Fraction | None,
    share: Fraction,
) -> None:
    """Decide an attempt, or correct one that was decided.

    A pass stays. Points that were corrected since under a new key stay too, so only
    the difference is added.
    """
    snapshot = load_snapshot(session, attempt.version_id)
    if attempt.passed is None or attempt.points is None or before is None:
        settle(session, snapshot, attempt)
    elif not attempt.passed:
        attempt.points += (share - before) * question.points
        needed = marks_needed(rules_of(snapshot), attempt.out_of or 0)
        attempt.passed = attempt.points >= needed and not attempt.critical
        session.flush()


def _place_of(
    session: Session, attempt: Attempt, enrolment: Enrolment, taken: Snapshot
) -> Place:
    """Give the learner's place, in the version that is online if there is one."""
    try:
        place = get_place(session, enrolment.person_id, taken.course.slug)
    except NotFound:
        place = Place(enrolment.person_id, enrolment.course_id, taken, None, 1, None)
        place = replace(place, snapshot=pinned_snapshot(session, place, attempt))
    return replace(
        place,
        enrolment_id=enrolment.id,
        cycle=enrolment.cycle,
        completed_at=enrolment.completed_at,
    )


def _find_written(course: Course, question_id: str) -> Written | None:
    asked = [q for bank in course.banks.values() for q in bank]
    asked += [q for m in course.modules.values() for c in m.cards for q in c.questions]
    return next(
        (q for q in asked if isinstance(q, Written) and q.id == question_id), None
    )


def _given(rows: Sequence[tuple[WrittenMark, str]]) -> tuple[GivenMark, ...]:
    return tuple(
        GivenMark(judgement, name, mark.at)
        for mark, name in rows
        if (judgement := judgement_of(mark))
    )
