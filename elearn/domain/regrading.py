"""What a handed-in attempt would have earned under a later answer key.

Only the key is taken from the later version: points and pass mark stay those that
the attempt was taken under.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from elearn.domain.assessment import marks_needed
from elearn.domain.course import AssessmentRules, Course
from elearn.domain.marks import Mark
from elearn.domain.questions import CHOSEN, Blanks, Question, Response, Sorting, Written

_NOT_THE_KEY = {
    "id", "was", "ask", "points", "hint", "explain", "shuffle", "outcome",
    "difficulty", "tags", "source",
}  # fmt: skip


_MOST_KNOWN = 5_000


@dataclass(frozen=True)
class Result:
    """What an attempt earned. `critical` names the questions that fail it."""

    points: Fraction
    passed: bool
    critical: tuple[str, ...]


@dataclass(frozen=True)
class Rekeyed:
    """A question as an attempt was taken with it, and as it is marked now."""

    old: Question
    new: Question
    _known: dict[tuple[tuple[str, str], ...], "_Step | None"] = field(
        default_factory=dict, compare=False, repr=False
    )

    def compare(self, response: Response) -> "_Step | None":
        """Mark a response both ways; None where the new question cannot mark it.

        Thousands of people give the same few answers, so each is marked once.
        """
        key = tuple(response.items())
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._compare(response)
        return self._known[key]

    def _compare(self, response: Response) -> "_Step | None":
        if not fits(self.new, response):
            return None
        was, now = self.old.mark(response), self.new.mark(response)
        if was.share is None or now.share is None:
            return _Step(Fraction(0), now.critical)
        return _Step((now.share - was.share) * self.old.points, now.critical)


@dataclass(frozen=True)
class _Step:
    """How many points more an answer is worth, and whether it fails the attempt."""

    points: Fraction
    is_critical: bool


def find_rekeyed(old: Course, new: Course) -> dict[str, Rekeyed]:
    """Map the id of each question of the old bank that may be marked otherwise now.

    A question that is gone, or is asked in another way, cannot be marked again.
    """
    found: dict[str, Rekeyed] = {}
    by_id = {question.id: question for question in new.bank}
    by_id |= {q.was: q for q in new.bank if q.was and q.was not in by_id}
    for question in old.bank:
        other = by_id.get(question.id)
        # What a trainer marked by a rubric is the trainer's to change.
        by_trainer = isinstance(question, Written)
        if other is None or other.kind != question.kind or by_trainer:
            continue
        if _key_of(question) != _key_of(other):
            found[question.id] = Rekeyed(question, other)
    return found


def mark_again(
    rules: AssessmentRules,
    out_of: int,
    before: Result,
    rekeyed: Mapping[str, Rekeyed],
    given: Mapping[str, Response],
) -> Result:
    """Give the result under the new key; `before` is the one at handing in.

    An answer whose words are no longer offered keeps the mark it had.
    """
    points = before.points
    critical = list(before.critical)
    for question_id, response in given.items():
        pair = rekeyed.get(question_id)
        step = pair.compare(response) if pair is not None else None
        if step is None:
            continue
        points += step.points
        if step.is_critical and question_id not in critical:
            critical.append(question_id)
        if not step.is_critical and question_id in critical:
            critical.remove(question_id)
    passed = points >= marks_needed(rules, out_of) and not critical
    return Result(points, passed, tuple(critical))


def mark_parts_again(
    rekeyed: Mapping[str, Rekeyed], given: Mapping[str, Response]
) -> dict[str, Mark]:
    """Give the marks of the answers that the new key marks, to explain a result."""
    return {
        question_id: pair.new.mark(given[question_id])
        for question_id, pair in rekeyed.items()
        if question_id in given and fits(pair.new, given[question_id])
    }


def takes_nothing_away(before: Result, after: Result) -> bool:
    """Tell whether somebody with the new result has all that they had before."""
    if after.passed != before.passed:
        return after.passed
    return after.points >= before.points and set(after.critical) <= set(before.critical)


def fits(question: Question, response: Response) -> bool:
    """Tell whether a response can be read as an answer to this question."""
    if not set(response) <= set(question.offered_ids):
        return False
    if isinstance(question, Sorting):
        values = question.value_words()
        return set(response) == set(question.offered_ids) and all(
            value in values for value in response.values()
        )
    if isinstance(question, Blanks):
        return set(response) == set(question.offered_ids)
    return bool(response) and set(response.values()) == {CHOSEN}


def _key_of(question: Question) -> object:
    return question.model_dump(exclude=_NOT_THE_KEY)
