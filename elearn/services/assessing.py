"""The final assessment: begin, answer, look over, hand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from elearn.domain.assessment import (
    attempts_left,
    draw_questions,
    next_attempt_from,
)
from elearn.domain.course import AssessmentRules
from elearn.domain.progress import (
    NOTHING_DONE,
    CourseProgress,
    ItemProgress,
    measure_progress,
)
from elearn.domain.questions import Form
from elearn.errors import AlreadyHandedIn, AttemptsUsedUp, NotFound, NotOpenYet
from elearn.services.answering import record_response
from elearn.services.attempts import (
    AskedQuestion,
    get_attempt,
    list_asked,
    pinned_snapshot,
    rules_of,
    settle,
)
from elearn.services.awarding import award_if_complete
from elearn.services.drafts import drop_draft, find_drafts
from elearn.services.moment import Moment
from elearn.services.places import Place, enter_place, get_place
from elearn.services.snapshots import Snapshot
from elearn.store.enrolments import load_facts
from elearn.store.responses import (
    ASSESSMENT,
    list_allowances,
    list_attempts,
    list_responses,
)
from elearn.store.tables import Attempt, AttemptAllowance


@dataclass(frozen=True)
class AttemptRecord:
    """A handed-in attempt as the assessment's page lists it.

    `passed` is None while an answer waits for a trainer's mark.
    """

    number: int
    handed_in_at: datetime
    points: Fraction
    out_of: int
    passed: bool | None
    critical: bool


@dataclass(frozen=True)
class OpenAttempt:
    """An attempt in progress; `next_position` is its first question without an answer.

    None when all have one.
    """

    number: int
    answered: int
    total: int
    next_position: int | None


@dataclass(frozen=True)
class AssessmentPage:
    """The assessment before it is begun: whether it is open, and how it went so far.

    `to_do` lists what has to be done first; `wait_until` and `left` say when and how
    often another attempt may start; `allowed` counts those a manager allowed beyond
    the limit. `tests_out` tells that a pass now stands for the modules.
    """

    place: Place
    rules: AssessmentRules
    to_do: tuple[ItemProgress, ...]
    open: OpenAttempt | None
    handed_in: tuple[AttemptRecord, ...]
    left: int | None
    wait_until: datetime | None
    passed: bool
    allowed: int = 0
    tests_out: bool = False

    @property
    def waits_for_mark(self) -> bool:
        return bool(self.handed_in) and self.handed_in[-1].passed is None


@dataclass(frozen=True)
class AttemptPage:
    """An attempt in progress. `snapshot` is the version it is pinned to."""

    place: Place
    snapshot: Snapshot
    number: int
    asked: tuple[AskedQuestion, ...]
    drafts: dict[str, dict[str, list[str]]]

    @property
    def answered_count(self) -> int:
        return sum(question.given is not None for question in self.asked)


def show_assessment(session: Session, person_id: int, slug: str) -> AssessmentPage:
    """Gather the assessment's own page."""
    return measure_standing(session, get_place(session, person_id, slug))


def measure_standing(session: Session, place: Place) -> AssessmentPage:
    """Work out whether the assessment is open to somebody, and how it went so far."""
    rules = rules_of(place.snapshot)
    progress = _measure(session, place)
    if place.enrolment_id is None:
        return AssessmentPage(
            place, rules, to_do_first(place, progress), None, (), rules.attempts.limit,
            None, passed=False,
        )  # fmt: skip
    attempts = list_attempts(session, place.enrolment_id)
    ended = tuple(_record(a, a.handed_in_at) for a in attempts if a.handed_in_at)
    allowances = list_allowances(session, place.enrolment_id)
    return AssessmentPage(
        place=place,
        rules=rules,
        to_do=to_do_first(place, progress),
        open=next(
            (_open(session, a) for a in attempts if a.handed_in_at is None), None
        ),
        handed_in=ended,
        left=attempts_left(rules, len(ended), len(allowances)),
        wait_until=next_attempt_from(
            rules,
            ended[-1].handed_in_at if ended else None,
            allowances[-1].given_at if allowances else None,
        ),
        passed=any(record.passed for record in ended),
        allowed=len(allowances),
        tests_out=progress.may_test_out,
    )


def start_attempt(session: Session, person_id: int, slug: str, moment: Moment) -> int:
    """Draw the questions and give the attempt's number; an open one goes on.

    Raise NotOpenYet, AttemptsUsedUp, or AlreadyHandedIn once it is passed or while an
    answer waits for a trainer's mark.
    """
    place, enrolment_id = enter_place(session, person_id, slug, moment.now)
    rules = rules_of(place.snapshot)
    attempts = list_attempts(session, enrolment_id)
    if attempts and attempts[-1].handed_in_at is None:
        return attempts[-1].number
    if any(attempt.passed for attempt in attempts):
        raise AlreadyHandedIn(slug, "You have already passed this assessment.")
    if attempts and attempts[-1].passed is None:
        raise AlreadyHandedIn(slug, "Your trainer is marking your answers.")
    if to_do_first(place, _measure(session, place)):
        raise NotOpenYet(slug, "Finish the modules and scenarios first.")
    allowances = list_allowances(session, enrolment_id)
    _check_limits(slug, rules, attempts, allowances, moment.now)
    attempt = Attempt(
        enrolment_id=enrolment_id,
        kind=ASSESSMENT,
        content_id=ASSESSMENT,
        number=len(attempts) + 1,
        version_id=place.snapshot.version_id,
        drawn=[
            {"question": drawn.question_id, "order": list(drawn.order)}
            for drawn in draw_questions(place.course, moment.rng)
        ],
        started_at=moment.now,
    )
    session.add(attempt)
    session.flush()
    return attempt.number


def show_attempt(
    session: Session, person_id: int, slug: str, number: int, page: str
) -> AttemptPage:
    """Gather an attempt in progress. Raise AlreadyHandedIn when it is over."""
    place = get_place(session, person_id, slug)
    attempt = get_attempt(session, place, number)
    if attempt.handed_in_at is not None:
        raise AlreadyHandedIn(number)
    snapshot = pinned_snapshot(session, place, attempt)
    asked = list_asked(session, snapshot, attempt)
    drafts = find_drafts(session, person_id, page)
    return AttemptPage(place, snapshot, number, asked, drafts)


def save_answer(
    session: Session,
    person_id: int,
    slug: str,
    number: int,
    position: int,
    *,
    form: Form,
    draft_key: str,
    now: datetime,
) -> int | None:
    """Keep an answer that can still be changed until handing in.

    The last answer that was sent holds, also from an older page or another tab.
    Gives the position of the next question without an answer, None when all have
    one. Raise BadResponse if the form is not whole.
    """
    place, _ = enter_place(session, person_id, slug, now)
    attempt = get_attempt(session, place, number)
    if attempt.handed_in_at is not None:
        raise AlreadyHandedIn(number, "You have already handed in these answers.")
    snapshot = pinned_snapshot(session, place, attempt)
    asked = list_asked(session, snapshot, attempt)
    if not 1 <= position <= len(asked):
        raise NotFound(position, "There is no question with this number.")
    item = asked[position - 1]
    record_response(
        session,
        attempt,
        item.question,
        item.order,
        form,
        try_number=item.tries + 1,
        version_id=attempt.version_id,
        now=now,
    )
    drop_draft(session, person_id, draft_key)
    later = [a.position for a in asked if a.given is None and a.position != position]
    return next((p for p in later if p > position), later[0] if later else None)


def hand_in(
    session: Session, person_id: int, slug: str, number: int, moment: Moment
) -> None:
    """Mark the attempt and end it; handing in twice changes nothing.

    With an answer in own words it stays undecided until a trainer has marked that.
    Raise NotOpenYet while questions are unanswered.
    """
    place, enrolment_id = enter_place(session, person_id, slug, moment.now)
    attempt = get_attempt(session, place, number)
    if attempt.handed_in_at is not None:
        return
    snapshot = pinned_snapshot(session, place, attempt)
    asked = list_asked(session, snapshot, attempt)
    left = [item for item in asked if item.given is None]
    if left:
        count = "1 question" if len(left) == 1 else f"{len(left)} questions"
        raise NotOpenYet(number, f"Answer the last {count} first.")
    attempt.handed_in_at = moment.now
    settle(session, snapshot, attempt)
    award_if_complete(session, place, enrolment_id, moment)


def _measure(session: Session, place: Place) -> CourseProgress:
    facts = load_facts(session, [place.enrolment_id] if place.enrolment_id else [])
    return measure_progress(place.course, next(iter(facts.values()), NOTHING_DONE))


def to_do_first(place: Place, progress: CourseProgress) -> tuple[ItemProgress, ...]:
    """List what has to be done before an attempt may start."""
    if progress.may_test_out:
        return ()
    wanted = {part.removesuffix("s") for part in place.course.complete_when}
    return tuple(
        item
        for item in progress.items
        if item.kind in wanted - {"assessment"} and item.state != "done"
    )


def _check_limits(
    slug: str,
    rules: AssessmentRules,
    attempts: Sequence[Attempt],
    allowances: Sequence[AttemptAllowance],
    now: datetime,
) -> None:
    if attempts_left(rules, len(attempts), len(allowances)) == 0:
        raise AttemptsUsedUp(
            slug, "You have used all your attempts. Talk to your manager."
        )
    last = attempts[-1].handed_in_at if attempts else None
    allowed_at = allowances[-1].given_at if allowances else None
    wait_until = next_attempt_from(rules, last, allowed_at)
    if wait_until is not None and now < wait_until:
        minutes = int((wait_until - now).total_seconds() // 60) + 1
        raise AttemptsUsedUp(slug, f"You can try again in {minutes} minutes.")


def _open(session: Session, attempt: Attempt) -> OpenAttempt:
    answered = {row.question_id for row in list_responses(session, attempt.id)}
    asked = [drawn["question"] for drawn in attempt.drawn]
    left = (at for at, question in enumerate(asked, 1) if question not in answered)
    return OpenAttempt(attempt.number, len(answered), len(asked), next(left, None))


def _record(attempt: Attempt, handed_in_at: datetime) -> AttemptRecord:
    return AttemptRecord(
        attempt.number,
        handed_in_at,
        attempt.points or Fraction(0),
        attempt.out_of or 0,
        attempt.passed,
        bool(attempt.critical),
    )
