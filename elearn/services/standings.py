"""Where people stand in their courses: in words for some, as sets for very many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.domain.progress import Facts, measure_progress
from elearn.domain.renewal import SOON, is_refresh_near, judge_due
from elearn.domain.standings import BY_BEGUN, AskedCourses, CourseSets, State
from elearn.services.team_courses import CourseColumn
from elearn.store.enrolments import load_facts
from elearn.store.reach import Reach
from elearn.store.standings import CourseBits, list_asked_days, list_course_sets
from elearn.store.teams import list_standings

Measured = dict[tuple[int, Facts], tuple[int, int]]
"""How many parts of how many are done, by course and what was done in it."""


class Standing(NamedTuple):
    """Where one person stands in one course.

    `done` and `total` count the parts of the course in a round that is begun and
    not complete; both are 0 otherwise. `due_on` is empty once an award stands.
    `refresh_near` tells that an award is fresh, though not for much longer.
    `withdrawn` says that the course was completed and its award has been revoked.
    """

    column: CourseColumn
    state: State
    due_on: date | None
    passed_on: date | None
    refresh_on: date | None
    refresh_near: bool
    begun: bool
    withdrawn: bool
    done: int
    total: int


class TeamPerson(NamedTuple):
    """Somebody in reach, with all their teams, and their courses as sets."""

    person_id: int
    name: str
    team_ids: tuple[int, ...]
    sets: CourseSets


def load_people(
    session: Session,
    reach: Reach,
    bits: CourseBits,
    today: date,
    *,
    words: str = "",
    begun: bool = False,
) -> list[TeamPerson]:
    """Load everybody in reach by name, or who has these words in it: two queries.

    What somebody has begun is left out unless asked for.
    """
    asked = _load_asked(session, today)
    rows = list_course_sets(session, reach, bits, today, words=words, begun=begun)
    people: list[TeamPerson] = []
    width = len(bits.parts)
    teams: list[int] = []
    for at, (person_id, name, team_id, *numbers) in enumerate(rows):
        if team_id is not None:
            teams.append(team_id)
        if at + 1 < len(rows) and rows[at + 1][0] == person_id:
            continue
        team_ids = tuple(teams)
        teams.clear()
        held, past = bits.split(numbers[:width])
        open_now = bits.split(numbers[width:])[0] if begun else 0
        sets = CourseSets(asked.of(person_id, team_ids), held, held & ~past, open_now)
        people.append(TeamPerson(person_id, name, team_ids, sets))
    return people


def list_people_in(
    session: Session, reach: Reach, state: State, course_ids: list[int], today: date
) -> list[TeamPerson]:
    """List by name who is in a state in any of these courses."""
    bits = CourseBits(tuple(course_ids))
    everybody = load_people(session, reach, bits, today, begun=state in BY_BEGUN)
    return [one for one in everybody if one.sets.find(state, bits.every)]


@dataclass(frozen=True)
class _Asked:
    everyone: AskedCourses
    teams: dict[int, AskedCourses]
    people: dict[int, AskedCourses]
    known: dict[tuple[int, ...], AskedCourses] = field(default_factory=dict)

    def of(self, person_id: int, team_ids: tuple[int, ...]) -> AskedCourses:
        # Many people are in the same teams.
        found = self.known.get(team_ids)
        if found is None:
            ours = (self.teams[key] for key in team_ids if key in self.teams)
            found = self.known[team_ids] = reduce(or_, ours, self.everyone)
        return found | self.people[person_id] if person_id in self.people else found


def _load_asked(session: Session, today: date) -> _Asked:
    everyone: list[AskedCourses] = []
    teams: defaultdict[int, list[AskedCourses]] = defaultdict(list)
    people: defaultdict[int, list[AskedCourses]] = defaultdict(list)
    for row in list_asked_days(session):
        bit = 1 << row.course_id
        soon, overdue = row.due_on <= today + SOON, row.due_on < today
        one = AskedCourses(bit, bit if soon else 0, bit if overdue else 0)
        if row.team_id is not None:
            teams[row.team_id].append(one)
        elif row.person_id is not None:
            people[row.person_id].append(one)
        else:
            everyone.append(one)
    return _Asked(
        _join(everyone),
        {key: _join(some) for key, some in teams.items()},
        {key: _join(some) for key, some in people.items()},
    )


def _join(asked: Iterable[AskedCourses]) -> AskedCourses:
    return reduce(or_, asked, AskedCourses())


def load_standings(
    session: Session,
    person_ids: Sequence[int],
    columns: tuple[CourseColumn, ...],
    today: date,
    measured: Measured | None = None,
) -> dict[int, tuple[Standing, ...]]:
    """Load where each of these people stands, in the order of the columns.

    `measured` keeps what was measured already, for a long list in several stretches.
    """
    measured = {} if measured is None else measured
    by_id = {column.course_id: column for column in columns}
    if not person_ids or not by_id:
        return dict.fromkeys(person_ids, ())
    rows = list_standings(session, person_ids, list(by_id))
    begun = [row.enrolment_id for row in rows if row.is_begun]
    facts = load_facts(session, begun)
    found = {}
    for row in rows:
        column, parts = by_id[row.course_id], (0, 0)
        if row.is_begun:
            parts = _measure(column, facts[row.enrolment_id], measured)
        found[row.person_id, row.course_id] = _judge(column, row, parts, today)
    return {
        person_id: tuple(found[person_id, course_id] for course_id in by_id)
        for person_id in person_ids
    }


def _measure(column: CourseColumn, facts: Facts, measured: Measured) -> tuple[int, int]:
    """Count the parts that are done, and all; many people have read equally far."""
    key = (column.course_id, facts)
    if key not in measured:
        progress = measure_progress(column.snapshot.course, facts)
        measured[key] = progress.done_count, len(progress.items)
    return measured[key]


def _judge(
    column: CourseColumn,
    row: Row[*tuple[Any, ...]],
    parts: tuple[int, int],
    today: date,
) -> Standing:
    passed_on, refresh_on, begun = row.passed_on, row.refresh_on, bool(row.is_begun)
    due = judge_due(row.due_on, passed_on, refresh_on, today)
    state: State
    if due.state == "none":
        state = "in progress" if begun else "not started"
    else:
        state = due.state
    return Standing(
        column,
        state,
        None if passed_on else row.due_on,
        passed_on,
        refresh_on,
        is_refresh_near(refresh_on, today),
        begun,
        row.completed_at is not None and passed_on is None,
        *parts,
    )
