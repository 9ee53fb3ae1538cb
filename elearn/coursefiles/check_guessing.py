"""How likely an attempt is to pass by choosing at random, exactly."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb, factorial, prod
from typing import Any

from elearn.domain.course import Course
from elearn.domain.questions import (
    Blanks,
    Choosing,
    Match,
    Order,
    Question,
    Sort,
    TrueFalse,
)

Chances = Mapping[Fraction, Fraction]
"""How likely each number of points is. What is missing to 1 fails at once."""

Shares = Iterator[tuple[Fraction, Fraction]]
"""Shares of a question's points, each with how likely it is."""

Count = Callable[[Any], Shares]


def guess_question(question: Question) -> Chances:
    """Work out what a random response earns, when every response is as likely.

    A critical choice fails the attempt, whatever else it earns, so it is left out.
    """
    count, parts = _see_shape(question)
    return _guess(count, parts, question.points)


def guess_draw(questions: Sequence[Question], pass_percent: Fraction) -> Fraction:
    """Work out how likely random responses to these questions are to pass."""
    together: Chances = {Fraction(0): Fraction(1)}
    for question in questions:
        together = _add(together, guess_question(question))
    wanted = pass_percent * sum(question.points for question in questions) / 100
    return sum((c for points, c in together.items() if points >= wanted), Fraction(0))


def limit_guessing(course: Course) -> float:
    """Give a number that the chance of passing by guessing cannot be above.

    Chernoff's bound: for every z > 1 the chance to reach t points is at most
    E[z^points] / z^t, and a draw's expectation is the product of its questions'. So
    the questions with the largest factors bound every draw, without a search.
    """
    rules = course.assessment
    if rules is None or not course.bank:
        return 0.0
    count = rules.draw.count
    chances = [
        [(float(points), float(chance)) for points, chance in guess.items()]
        for guess in map(guess_question, course.bank)
    ]
    least = sorted(question.points for question in course.bank)[:count]
    wanted = float(rules.pass_percent) / 100 * sum(least)
    bound = 1.0
    for z in range(3, 31):
        factors = sorted(
            sum(chance * z**points for points, chance in guess) for guess in chances
        )
        bound = min(bound, prod(factors[-count:]) / float(z**wanted))
    return bound


def find_easiest_draw(course: Course) -> tuple[Question, ...]:
    """Find a draw that guessing passes most easily.

    Starts from the questions that guess best and changes single ones as long as that
    helps; a draw that is a little easier still may be missed.
    """
    rules = course.assessment
    if rules is None or len(course.bank) < rules.draw.count:
        return ()
    search = _Search(course, Fraction(rules.pass_percent), rules.draw.count)
    return search.run()


def _see_shape(question: Question) -> tuple[Count, Hashable]:
    """Tell how its shares are counted and from what: all that guessing sees of it."""
    match question:
        case Choosing():
            answers = tuple((o.right, o.critical) for o in question.answers)
            return _shares_of_several if question.several else _shares_of_one, answers
        case TrueFalse():
            return _shares_of_one, ((False, False), (True, False))
        case Order():
            return _shares_of_order, len(question.order)
        case Match() | Sort():
            values = len(question.value_words())
            return _shares_of_rows, (values,) * len(question.offered_ids)
        case Blanks():
            # Nobody types the right word by chance.
            return _shares_of_rows, tuple(len(b.listed) for b in question.holes)
    # A scale has no right answer, and a trainer reads what is written.
    return _shares_of_nothing, None


# A bank has many questions of few shapes, and exact numbers are slow.
@lru_cache(maxsize=1024)
def _guess(count: Count, parts: Hashable, points: int) -> Chances:
    chances: dict[Fraction, Fraction] = {}
    for share, chance in count(parts):
        earned = share * points
        chances[earned] = chances.get(earned, Fraction(0)) + chance
    return chances


def _shares_of_nothing(_: None) -> Shares:
    yield Fraction(0), Fraction(1)


def _shares_of_one(answers: Sequence[tuple[bool, bool]]) -> Shares:
    each = Fraction(1, len(answers))
    for right, critical in answers:
        if not critical:
            yield Fraction(right), each


def _shares_of_several(answers: Sequence[tuple[bool, bool]]) -> Shares:
    right = sum(right for right, _ in answers)
    wrong = len(answers) - right
    safe_right = sum(right and not critical for right, critical in answers)
    safe_wrong = sum(not right and not critical for right, critical in answers)
    # Choosing nothing is not a response.
    each = Fraction(1, 2 ** len(answers) - 1)
    for good in range(safe_right + 1):
        for bad in range(safe_wrong + 1):
            if good + bad:
                share = Fraction(good, right) - Fraction(bad, max(wrong, 1))
                ways = comb(safe_right, good) * comb(safe_wrong, bad)
                yield max(share, Fraction(0)), ways * each


def _shares_of_order(items: int) -> Shares:
    """Count the orders with so many items in their own place."""
    all_wrong = [1, 0]
    for n in range(2, items + 1):
        all_wrong.append((n - 1) * (all_wrong[n - 1] + all_wrong[n - 2]))
    for right in range(items + 1):
        ways = comb(items, right) * all_wrong[items - right]
        yield Fraction(right, items), Fraction(ways, factorial(items))


def _shares_of_rows(values: Sequence[int]) -> Shares:
    """Count the rows that are right, each with so many values to take; 0 for any."""
    chances = [Fraction(1)]
    for hit in (Fraction(1, count) if count else Fraction(0) for count in values):
        longer = [chance * (1 - hit) for chance in chances] + [Fraction(0)]
        for right, chance in enumerate(chances):
            longer[right + 1] += chance * hit
        chances = longer
    for right, chance in enumerate(chances):
        yield Fraction(right, len(values)), chance


def _add(one: Chances, other: Chances) -> Chances:
    together: dict[Fraction, Fraction] = {}
    for points, chance in one.items():
        for more, likely in other.items():
            total = points + more
            together[total] = together.get(total, Fraction(0)) + chance * likely
    return together


class _Search:
    """Changes one question of a draw at a time, with quick sums instead of exact."""

    def __init__(self, course: Course, pass_percent: Fraction, count: int) -> None:
        self._bank = course.bank
        self._pass = float(pass_percent) / 100
        self._count = count
        covers = course.assessment is not None and course.assessment.draw.cover
        tested = {question.outcome for question in course.bank}
        self._outcomes = [o for o in course.outcomes if covers and o in tested]
        self._chances = [
            {float(p): float(c) for p, c in guess_question(q).items()}
            for q in course.bank
        ]
        self._alike = [
            (q.outcome, q.points, tuple(sorted(chances.items())))
            for q, chances in zip(course.bank, self._chances, strict=True)
        ]

    def run(self) -> tuple[Question, ...]:
        numbers = range(len(self._bank))
        orders = [
            sorted(numbers, key=self._chance_of_all, reverse=True),
            sorted(numbers, key=self._usual_share, reverse=True),
        ]
        _, drawn = max(self._climb(self._first_draw(order)) for order in orders)
        return tuple(self._bank[n] for n in drawn)

    def _climb(self, drawn: list[int]) -> tuple[float, list[int]]:
        best, improved = self._chance(drawn), True
        while improved:
            improved = False
            for at in range(len(drawn)):
                found = self._best_in(drawn, at)
                if found is not None and found[0] > best * (1 + 1e-9):
                    best, drawn[at] = found
                    improved = True
        return best, drawn

    def _first_draw(self, order: list[int]) -> list[int]:
        """Take one question for each outcome, then the first ones that are left."""
        firsts = [
            next(n for n in order if self._bank[n].outcome == outcome)
            for outcome in self._outcomes
        ]
        return list(dict.fromkeys(firsts + order))[: self._count]

    def _chance_of_all(self, number: int) -> float:
        wanted = self._pass * self._bank[number].points
        return sum(c for p, c in self._chances[number].items() if p >= wanted - 1e-9)

    def _usual_share(self, number: int) -> float:
        points = sum(p * c for p, c in self._chances[number].items())
        return points / self._bank[number].points

    def _best_in(self, drawn: list[int], at: int) -> tuple[float, int] | None:
        """Find the question that guesses best in one place of the draw."""
        others = drawn[:at] + drawn[at + 1 :]
        kept = {self._bank[n].outcome for n in others}
        owed = [outcome for outcome in self._outcomes if outcome not in kept]
        sums = self._sums(others)
        points = sum(self._bank[n].points for n in others)
        tried: dict[object, int] = {}
        for n in range(len(self._bank)):
            if n not in others and all(self._bank[n].outcome == o for o in owed):
                tried.setdefault(self._alike[n], n)
        rated = [(self._tail(sums, points, n), n) for n in tried.values()]
        return max(rated, default=None)

    def _sums(self, numbers: list[int]) -> dict[float, float]:
        sums = {0.0: 1.0}
        for n in numbers:
            added: dict[float, float] = {}
            for points, chance in sums.items():
                for more, likely in self._chances[n].items():
                    total = round(points + more, 6)
                    added[total] = added.get(total, 0.0) + chance * likely
            sums = added
        return sums

    def _tail(self, sums: dict[float, float], points: int, number: int) -> float:
        wanted = self._pass * (points + self._bank[number].points) - 1e-6
        return sum(
            chance * likely
            for more, likely in self._chances[number].items()
            for total, chance in sums.items()
            if total + more >= wanted
        )

    def _chance(self, drawn: list[int]) -> float:
        return self._tail(self._sums(drawn[1:]), self._points(drawn[1:]), drawn[0])

    def _points(self, numbers: list[int]) -> int:
        return sum(self._bank[n].points for n in numbers)
