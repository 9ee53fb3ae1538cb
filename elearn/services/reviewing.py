"""The result of an assessment: how it went, and what of it may be seen."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from elearn.domain.assessment import AttemptResult
from elearn.domain.marks import Mark, State
from elearn.domain.questions import Written
from elearn.domain.regrading import find_rekeyed, mark_parts_again
from elearn.errors import NotOpenYet
from elearn.services.assessing import AssessmentPage, measure_standing
from elearn.services.attempts import (
    AskedQuestion,
    get_attempt,
    list_asked,
    mark_asked,
    pinned_snapshot,
    rules_of,
)
from elearn.services.places import Place, get_place
from elearn.services.snapshots import Snapshot, load_snapshot
from elearn.store.regrading import find_regrade
from elearn.store.tables import Attempt


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question after handing in. `mark` is None where the answers stay closed."""

    asked: AskedQuestion
    mark: Mark | None
    state: State
    critical: bool


@dataclass(frozen=True)
class ResultPage:
    """How an attempt went, and what may be shown of it.

    `look_again` lists outcome ids whose questions were missed; `standing` tells what
    can be done next, None where the course has no assessment any more.
    `corrected_at` is when a trainer had the attempt marked again under a mended key.
    """

    place: Place
    snapshot: Snapshot
    number: int
    handed_in_at: datetime
    result: AttemptResult
    answers_shown: bool
    reviewed: tuple[ReviewedQuestion, ...]
    look_again: tuple[str, ...]
    standing: AssessmentPage | None
    corrected_at: datetime | None = None


def show_result(session: Session, person_id: int, slug: str, number: int) -> ResultPage:
    """Gather the result of an attempt. Raise NotOpenYet while it is in progress."""
    place = get_place(session, person_id, slug)
    attempt = get_attempt(session, place, number)
    if attempt.handed_in_at is None or place.enrolment_id is None:
        raise NotOpenYet(number, "You have not handed in these answers yet.")
    snapshot = pinned_snapshot(session, place, attempt)
    rules = rules_of(snapshot)
    asked = list_asked(session, snapshot, attempt)
    result, corrected_at = result_of(session, snapshot, attempt, asked)
    shown = rules.review == "after answering" or (
        rules.review == "after passing" and bool(result.passed)
    )
    return ResultPage(
        place=place,
        snapshot=snapshot,
        number=number,
        handed_in_at=attempt.handed_in_at,
        result=result,
        answers_shown=shown,
        reviewed=tuple(_review(item, result, shown=shown) for item in asked),
        look_again=_look_again(asked, result),
        standing=measure_standing(session, place) if place.course.assessment else None,
        corrected_at=corrected_at,
    )


def result_of(
    session: Session,
    snapshot: Snapshot,
    attempt: Attempt,
    asked: tuple[AskedQuestion, ...],
) -> tuple[AttemptResult, datetime | None]:
    """Give how an attempt went as it stands, and when it was corrected, if ever."""
    regrade = find_regrade(session, attempt.id)
    marked = mark_asked(session, snapshot, attempt, asked)
    if regrade is not None:
        marked = _mark_again(session, regrade.version_id, snapshot, asked, marked)
    return _frozen(attempt, marked), regrade.at if regrade is not None else None


def _mark_again(
    session: Session,
    version_id: int,
    snapshot: Snapshot,
    asked: tuple[AskedQuestion, ...],
    marked: AttemptResult,
) -> AttemptResult:
    """Explain a corrected result by the key it was corrected with."""
    target = load_snapshot(session, version_id).course
    given = {a.question.id: a.given for a in asked if a.given is not None}
    again = mark_parts_again(find_rekeyed(snapshot.course, target), given)
    return replace(marked, marks=marked.marks | again)


def _review(
    item: AskedQuestion, result: AttemptResult, *, shown: bool
) -> ReviewedQuestion:
    mark = result.marks[item.question.id]
    # What a trainer says of an answer is always told to the one who wrote it.
    if shown or isinstance(item.question, Written):
        return ReviewedQuestion(item, mark, mark.state, mark.critical)
    if not mark.critical:
        return ReviewedQuestion(item, None, mark.state, critical=False)
    # A critical choice is always talked about, but only the choice that was made.
    chosen = replace(mark, notes=tuple(note for note in mark.notes if note.chosen))
    return ReviewedQuestion(item, chosen, mark.state, critical=True)


def _look_again(
    asked: tuple[AskedQuestion, ...], result: AttemptResult
) -> tuple[str, ...]:
    missed = dict.fromkeys(
        item.question.outcome
        for item in asked
        if item.question.outcome
        and result.marks[item.question.id].state in ("partly", "wrong")
    )
    return tuple(missed)


def _frozen(attempt: Attempt, marked: AttemptResult) -> AttemptResult:
    """Give the result as it was frozen at handing in, with marks that explain it."""
    return replace(
        marked,
        points=attempt.points or Fraction(0),
        out_of=attempt.out_of or 0,
        passed=attempt.passed,
        critical_question_ids=tuple(attempt.critical or ()),
    )
