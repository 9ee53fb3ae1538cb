"""An attempt at the assessment with its questions and answers, and what it earned."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.assessment import AttemptResult, Drawn, mark_attempt
from elearn.domain.course import AssessmentRules
from elearn.domain.marks import JudgedLine, Judgement
from elearn.domain.questions import Question, Written
from elearn.domain.questions import Response as Given
from elearn.errors import NotFound
from elearn.services.places import Place
from elearn.services.snapshots import Snapshot, load_snapshot
from elearn.store.responses import ASSESSMENT, list_responses, list_written_marks
from elearn.store.tables import Attempt, WrittenMark


@dataclass(frozen=True)
class AskedQuestion:
    """One question of an attempt: its place, and what was answered so far."""

    position: int
    question: Question
    order: tuple[str, ...]
    given: Given | None
    tries: int


def rules_of(snapshot: Snapshot) -> AssessmentRules:
    """Give a version's rules. Raise NotFound where it has no assessment."""
    if snapshot.course.assessment is None:
        raise NotFound(snapshot.course.slug, "This course has no assessment.")
    return snapshot.course.assessment


def get_attempt(session: Session, place: Place, number: int) -> Attempt:
    if place.enrolment_id is not None:
        attempt = session.scalars(
            select(Attempt).where(
                Attempt.enrolment_id == place.enrolment_id,
                Attempt.kind == ASSESSMENT,
                Attempt.number == number,
            )
        ).one_or_none()
        if attempt is not None:
            return attempt
    raise NotFound(number, "This attempt is not here.")


def pinned_snapshot(session: Session, place: Place, attempt: Attempt) -> Snapshot:
    if attempt.version_id == place.snapshot.version_id:
        return place.snapshot
    return load_snapshot(session, attempt.version_id)


def list_asked(
    session: Session, snapshot: Snapshot, attempt: Attempt
) -> tuple[AskedQuestion, ...]:
    by_id = {question.id: question for question in snapshot.course.bank}
    last = {row.question_id: row for row in list_responses(session, attempt.id)}
    asked = []
    for position, drawn in enumerate(attempt.drawn, 1):
        question = by_id[drawn["question"]]
        row = last.get(question.id)
        asked.append(
            AskedQuestion(
                position,
                question,
                tuple(drawn["order"]),
                row.response if row else None,
                row.try_number if row else 0,
            )
        )
    return tuple(asked)


def judgement_of(mark: WrittenMark | None) -> Judgement | None:
    """Give what a trainer gave, as it was kept."""
    if mark is None:
        return None
    return Judgement(tuple(JudgedLine(**line) for line in mark.lines), mark.comment)


def mark_asked(
    session: Session,
    snapshot: Snapshot,
    attempt: Attempt,
    asked: tuple[AskedQuestion, ...],
) -> AttemptResult:
    """Mark an attempt as it stands, with what trainers gave so far."""
    drawn = [Drawn(item.question.id, item.order) for item in asked]
    given = {item.question.id: item.given for item in asked if item.given is not None}
    judged = {}
    if any(isinstance(item.question, Written) for item in asked):
        judged = {
            question_id: found
            for question_id, mark in list_written_marks(session, attempt.id).items()
            if (found := judgement_of(mark))
        }
    return mark_attempt(snapshot.course, rules_of(snapshot), drawn, given, judged)


def settle(session: Session, snapshot: Snapshot, attempt: Attempt) -> None:
    """Freeze what a handed-in attempt earned; a pass stays as it was on its day."""
    if attempt.passed:
        return
    asked = list_asked(session, snapshot, attempt)
    result = mark_asked(session, snapshot, attempt, asked)
    attempt.points, attempt.out_of = result.points, result.out_of
    attempt.passed = result.passed
    attempt.critical = list(result.critical_question_ids)
    session.flush()
