"""Rules of the final assessment: draw, attempts and waits, pass mark, critical."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from elearn.domain.course import AssessmentRules, Course
from elearn.domain.marks import Judgement, Mark
from elearn.domain.questions import Question, Response, Written
from elearn.domain.text import short_hash


@dataclass(frozen=True)
class Drawn:
    """One drawn question with the order in which its parts are offered."""

    question_id: str
    order: tuple[str, ...]


@dataclass(frozen=True)
class AttemptResult:
    """What a handed-in attempt earned. `points` and `out_of` are exact.

    While a trainer has yet to mark an answer (`waits`), `points` are those so far and
    `passed` is None, unless a critical choice decided already.
    """

    points: Fraction
    out_of: int
    passed: bool | None
    critical_question_ids: tuple[str, ...]
    marks: dict[str, Mark]

    @property
    def right_count(self) -> int:
        return sum(mark.state == "right" for mark in self.marks.values())

    @property
    def waits(self) -> bool:
        return any(mark.waits for mark in self.marks.values())


def draw_questions(course: Course, rng: Random) -> tuple[Drawn, ...]:
    """Draw an attempt's questions: one for each outcome first, then at random.

    Raise ValueError if the bank is too small; the checker refuses such a course.
    """
    rules = course.assessment
    if rules is None or len(course.bank) < rules.draw.count:
        raise ValueError(f"{course.slug} has too few questions to draw from")
    left = list(course.bank)
    rng.shuffle(left)
    drawn: list[Question] = []
    if rules.draw.cover == "outcomes":
        for outcome_id in course.outcomes:
            found = next((q for q in left if q.outcome == outcome_id), None)
            if found:
                left.remove(found)
                drawn.append(found)
    drawn = (drawn + left)[: rules.draw.count]
    rng.shuffle(drawn)
    return tuple(Drawn(q.id, mixed_order(q, rng)) for q in drawn)


def mixed_order(question: Question, rng: Random) -> tuple[str, ...]:
    """Mix what is offered, unless the author asked for the order to stay."""
    order = list(question.offered_ids)
    if question.in_mixed_order:
        rng.shuffle(order)
    return tuple(order)


def steady_order(question: Question, key: str) -> tuple[str, ...]:
    """Mix what is offered, always alike for the same key: for practice on cards."""
    if not question.in_mixed_order:
        return question.offered_ids
    return tuple(
        sorted(
            question.offered_ids, key=lambda i: short_hash(f"{key}/{question.id}/{i}")
        )
    )


def mark_attempt(
    course: Course,
    rules: AssessmentRules,
    drawn: Sequence[Drawn],
    responses: Mapping[str, Response],
    judgements: Mapping[str, Judgement] = {},
) -> AttemptResult:
    """Mark an attempt. What was left unanswered earns nothing.

    `judgements` are what trainers gave for answers in own words, by question.
    """
    by_id = {question.id: question for question in course.bank}
    marks = {
        q: mark_response(by_id[q], responses.get(q, {}), judgements.get(q))
        for q in (d.question_id for d in drawn)
    }
    points = sum(
        (by_id[q].points * (m.share or Fraction(0)) for q, m in marks.items()),
        Fraction(0),
    )
    out_of = sum(by_id[q].points for q in marks)
    critical = tuple(q for q, mark in marks.items() if mark.critical)
    passed: bool | None = points >= marks_needed(rules, out_of) and not critical
    if not critical and any(mark.waits for mark in marks.values()):
        passed = None
    return AttemptResult(points, out_of, passed, critical, marks)


def mark_response(
    question: Question, response: Response, judgement: Judgement | None
) -> Mark:
    """Mark a response by itself, or as a trainer judged it."""
    if isinstance(question, Written) and judgement is not None:
        return question.judge(response, judgement)
    return question.mark(response)


def marks_needed(rules: AssessmentRules, out_of: int) -> Fraction:
    """Give the fewest marks that pass, exactly: 48/5 for 80 % of 12."""
    return Fraction(rules.pass_percent) * out_of / 100


def attempts_left(rules: AssessmentRules, made: int, allowed: int = 0) -> int | None:
    """Count the attempts that are left; None when there is no limit.

    `allowed` is how many more than the course's own limit a manager has allowed.
    """
    limit = rules.attempts.limit
    return None if limit is None else max(0, limit + allowed - made)


def next_attempt_from(
    rules: AssessmentRules,
    last_handed_in: datetime | None,
    allowed_at: datetime | None = None,
) -> datetime | None:
    """Say when the next attempt may start; None means at once.

    What a manager allowed after the last attempt (`allowed_at`) ends its wait.
    """
    if last_handed_in is None or not rules.attempts.wait_minutes:
        return None
    if allowed_at is not None and allowed_at >= last_handed_in:
        return None
    return last_handed_in + timedelta(minutes=rules.attempts.wait_minutes)
