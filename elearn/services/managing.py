"""What a manager sees: where her people stand, and one person's record.

Nothing here reads a reflection, a draft, or what somebody answered for practice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, get_args

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.domain.progress import NOTHING_DONE, Facts, measure_progress
from elearn.domain.renewal import judge_due
from elearn.errors import NotFound
from elearn.services.team_choices import TeamChoice, list_team_choices
from elearn.services.team_courses import CourseColumn, list_columns
from elearn.store import teams as store
from elearn.store.enrolments import load_facts
from elearn.store.reach import Reach, load_reach
from elearn.store.teams import State, Wanted

PEOPLE_ON_A_PAGE = 25
_PEOPLE_AT_ONCE = 250
"""For how many people of a whole list the records are loaded at a time."""

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True)
class Standing:
    """Where one person stands in one course.

    `done` and `total` count the parts of the course in a round that is begun and
    not complete; both are 0 otherwise. `due_on` is empty once an award stands.
    `withdrawn` says that the course was completed and its award has been revoked.
    """

    column: CourseColumn
    state: State
    due_on: date | None
    passed_on: date | None
    refresh_on: date | None
    begun: bool
    withdrawn: bool
    done: int
    total: int


@dataclass(frozen=True)
class TeamMember:
    """One row: a person, the teams they are in, and a standing for each course."""

    person_id: int
    name: str
    teams: tuple[str, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class TeamFilter:
    """What was asked for; empty means all."""

    team_id: int | None = None
    slug: str = ""
    state: str = ""


@dataclass(frozen=True)
class TeamPage:
    """One page of people.

    `everybody` counts the team that is looked at, `overdue` those of them with
    something overdue, and `matching` those whom the state leaves.
    """

    teams: tuple[TeamChoice, ...]
    courses: tuple[CourseColumn, ...]
    columns: tuple[CourseColumn, ...]
    members: tuple[TeamMember, ...]
    everybody: int
    overdue: int
    matching: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.matching // PEOPLE_ON_A_PAGE))


@dataclass(frozen=True)
class _View:
    """A filter that was found to be this manager's to ask."""

    reach: Reach
    wanted: Wanted
    teams: tuple[TeamChoice, ...]
    courses: tuple[CourseColumn, ...]
    columns: tuple[CourseColumn, ...]


def show_team(
    session: Session, manager_id: int, asked: TeamFilter, number: int, today: date
) -> TeamPage:
    """Gather a page of people in a fixed number of queries.

    A page beyond the last is the last. Raise NotFound for a team, a course or a
    state that is not there to be asked for.
    """
    view = _open(session, manager_id, asked, today)
    counts = store.count_people(session, view.reach, view.wanted)
    last = max(1, -(-counts.matching // PEOPLE_ON_A_PAGE))
    number = min(max(1, number), last)
    rows = store.list_people(
        session,
        view.reach,
        view.wanted,
        most=PEOPLE_ON_A_PAGE,
        after=(number - 1) * PEOPLE_ON_A_PAGE,
    )
    members = make_members(session, rows, view.columns, today)
    return TeamPage(
        view.teams,
        view.courses,
        view.columns,
        members,
        counts.everybody,
        counts.overdue,
        counts.matching,
        number,
    )


def list_team(
    session: Session, manager_id: int, asked: TeamFilter, today: date
) -> tuple[tuple[CourseColumn, ...], list[TeamMember]]:
    """List all people of a filter, not only a page of them; raises as `show_team`."""
    view = _open(session, manager_id, asked, today)
    return view.columns, list(_load_all(session, view))


def _open(session: Session, manager_id: int, asked: TeamFilter, today: date) -> _View:
    reach = load_reach(session, manager_id)
    teams = list_team_choices(session, reach)
    courses = list_columns(session)
    columns = courses
    if asked.team_id is not None:
        if asked.team_id not in {team.team_id for team in teams}:
            raise NotFound(asked.team_id, "This team is not among yours.")
        reach = reach.within(asked.team_id)
    if asked.slug:
        columns = tuple(c for c in courses if c.slug == asked.slug)
        if not columns:
            raise NotFound(
                asked.slug, "This course is not here. It may have been withdrawn."
            )
    state = next((s for s in STATES if s == asked.state), None)
    if asked.state and state is None:
        raise NotFound(asked.state)
    course_id = columns[0].course_id if asked.slug else None
    return _View(reach, Wanted(today, course_id, state), teams, courses, columns)


def _load_all(session: Session, view: _View) -> Iterator[TeamMember]:
    rows = store.list_people(session, view.reach, view.wanted)
    people = [list(group) for _, group in groupby(rows, lambda row: row.id)]
    for after in range(0, len(people), _PEOPLE_AT_ONCE):
        some = [
            row for group in people[after : after + _PEOPLE_AT_ONCE] for row in group
        ]
        yield from make_members(session, some, view.columns, view.wanted.today)


def make_members(
    session: Session,
    rows: Sequence[Row[*tuple[Any, ...]]],
    columns: tuple[CourseColumn, ...],
    today: date,
) -> tuple[TeamMember, ...]:
    """Give the people of these rows, each with a standing for each of the columns."""
    people = [
        (key, tuple(row.team_name for row in group if row.team_name))
        for key, group in groupby(rows, lambda row: (row.id, row.name))
    ]
    standings = _load_standings(session, [key[0] for key, _ in people], columns, today)
    return tuple(
        TeamMember(
            person_id,
            name,
            teams,
            tuple(standings[person_id, column.course_id] for column in columns),
        )
        for (person_id, name), teams in people
    )


def _load_standings(
    session: Session,
    person_ids: list[int],
    columns: tuple[CourseColumn, ...],
    today: date,
) -> dict[tuple[int, int], Standing]:
    by_id = {column.course_id: column for column in columns}
    if not person_ids or not by_id:
        return {}
    rows = store.list_standings(session, person_ids, list(by_id))
    facts = load_facts(session, [row.enrolment_id for row in rows if _is_begun(row)])
    return {
        (row.person_id, row.course_id): _judge(
            by_id[row.course_id], row, facts.get(row.enrolment_id, NOTHING_DONE), today
        )
        for row in rows
    }


def _is_begun(row: Row[*tuple[Any, ...]]) -> bool:
    return row.enrolment_id is not None and row.completed_at is None


def _judge(
    column: CourseColumn, row: Row[*tuple[Any, ...]], facts: Facts, today: date
) -> Standing:
    due = judge_due(row.due_on, row.passed_on, row.refresh_on, today)
    begun = _is_begun(row)
    state: State
    if due.state == "none":
        state = "in progress" if begun else "not started"
    else:
        state = due.state
    done = total = 0
    if begun:
        progress = measure_progress(column.snapshot.course, facts)
        done, total = progress.done_count, len(progress.items)
    due_on = None if row.passed_on else row.due_on
    return Standing(
        column,
        state,
        due_on,
        row.passed_on,
        row.refresh_on,
        begun,
        row.completed_at is not None and row.passed_on is None,
        done,
        total,
    )
