"""Queries about where everybody in reach stands, in all courses at once.

Sets of courses come as numbers with a bit for each course, summed by the database:
rows of people and courses, a hundred thousand of them, would take ten times as long.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from elearn.domain.text import fold_name
from elearn.store.awards import has_ended, stands
from elearn.store.reach import ABOVE, Reach
from elearn.store.tables import Assignment, Award, Enrolment, Membership, Person

BITS = 30
"""How many courses one number holds, in two sets beside each other, so that it fits
where databases keep numbers."""


class CourseBits:
    """Which courses are looked at; each has the bit of its id."""

    def __init__(self, course_ids: Sequence[int]) -> None:
        self.every = sum(1 << course_id for course_id in set(course_ids))
        # The first id of each stretch of ids that one number holds.
        self.parts = tuple(sorted({i // BITS * BITS for i in course_ids})) or (0,)

    def split(self, numbers: Sequence[int]) -> tuple[int, int]:
        """Take apart the two sets that share their columns."""
        one, other = 0, 0
        for first, number in zip(self.parts, numbers, strict=True):
            one |= (number & (1 << BITS) - 1) << first
            other |= (number >> BITS) << first
        return one, other


def list_course_sets(
    session: Session,
    reach: Reach,
    bits: CourseBits,
    today: date,
    *,
    words: str = "",
    begun: bool = False,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List everybody in reach by name, a row for each of their teams.

    After id, name and team_id come numbers for `bits` to split, one for each of its
    parts: awards that stand, and those of them past their refresh date. As many follow
    for rounds that are open, 0 unless asked for by `begun`.
    """
    sets: list[Callable[[int], Any]] = [_held(today), _begun if begun else _none]
    columns = [add_up(first) for add_up in sets for first in bits.parts]
    query = (
        select(Person.id, Person.name, Membership.team_id, *columns)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .where(Person.active, reach.holds(), *has_words(words))
        .order_by(Person.search_name, Person.id)
    )
    return session.connection().execute(query).all()


def has_words(words: str) -> Iterator[ColumnElement[bool]]:
    """Make the conditions that a person's name holds these words, in any order."""
    for word in fold_name(words).split():
        yield Person.search_name.contains(word, autoescape=True)


def list_asked_days(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """List what is asked: course_id and due_on of a team_id, a person_id, or everyone.

    What is asked of a team comes for each team below it too.
    """
    in_force = Assignment.withdrawn_at.is_(None)
    of_teams = (
        select(
            ABOVE.c.team_id,
            null().label("person_id"),
            Assignment.course_id,
            Assignment.due_on,
        )
        .join(ABOVE, ABOVE.c.above_id == Assignment.team_id)
        .where(in_force)
    )
    of_others = select(
        null().label("team_id"),
        Assignment.person_id,
        Assignment.course_id,
        Assignment.due_on,
    ).where(in_force, Assignment.team_id.is_(None))
    return session.execute(union_all(of_others, of_teams)).all()


_Source = type[Award] | type[Enrolment]


def _held(today: date) -> Callable[[int], Any]:
    """Sum the awards that stand, by the first course id of each number.

    Few people have an award that ended, and only theirs are looked at one by one. What
    is left stands for each course once, so it can be summed: a renewal ends the award
    before it. Both sets in one number, because each sum reads all awards.
    """
    of_ended = Person.id.in_(select(Award.person_id).where(has_ended()))
    weight = case((Award.refresh_on <= today, (1 << BITS) + 1), else_=1)

    def add_up(first: int) -> Any:
        bit = _bit(Award, first, weight)
        one_by_one = _sum_of(bit, Award, first, stands())
        return case((of_ended, one_by_one), else_=_sum_of(bit, Award, first))

    return add_up


def _none(first: int) -> Any:
    return literal(0)


def _begun(first: int) -> Any:
    """Sum the rounds that are open; of each course there is one at most."""
    is_open = Enrolment.completed_at.is_(None)
    return _sum_of(_bit(Enrolment, first, literal(1)), Enrolment, first, is_open)


def _bit(table: _Source, first: int, weight: ColumnElement[int]) -> Any:
    return cast(weight, BigInteger).bitwise_lshift(table.course_id - first)


def _sum_of(bit: Any, table: _Source, first: int, *where: ColumnElement[bool]) -> Any:
    # Of no rows the sum is nothing, and of big numbers PostgreSQL makes decimals.
    added = cast(func.coalesce(func.sum(bit), 0), BigInteger)
    return (
        select(added)
        .where(
            table.person_id == Person.id,
            table.course_id >= first,
            table.course_id < first + BITS,
            *where,
        )
        .scalar_subquery()
    )
