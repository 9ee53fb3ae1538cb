"""What a manager sees of her team: who stands where, page by page or as a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from elearn.domain.standings import BY_BEGUN, STATES, State
from elearn.errors import NotFound
from elearn.services.standings import (
    Measured,
    Standing,
    TeamPerson,
    load_people,
    load_standings,
)
from elearn.services.team_choices import TeamChoice, list_team_choices
from elearn.services.team_courses import CourseColumn, list_columns
from elearn.store.reach import Reach, load_reach
from elearn.store.standings import CourseBits

PEOPLE_ON_A_PAGE = 25
_PEOPLE_AT_ONCE = 250
"""For how many people of a whole list the records are loaded at a time."""


@dataclass(frozen=True)
class TeamMember:
    """One row: a person, the teams they are in, and a standing for each course."""

    person_id: int
    name: str
    teams: tuple[str, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class TeamFilter:
    """What was asked for; empty means all. `urgent` lists the most urgent first."""

    team_id: int | None = None
    slug: str = ""
    state: str = ""
    words: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class TeamPage:
    """One page of people.

    `everybody` counts the team that is looked at, or who of it has the words in their
    name; `overdue` those of them with something overdue, and `matching` those whom
    the state leaves.
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
class TeamList:
    """All people of a filter, for a file. `team_name` is the team that was chosen."""

    team_name: str
    columns: tuple[CourseColumn, ...]
    members: Iterator[TeamMember]
    count: int


@dataclass(frozen=True)
class _View:
    """A filter that was found to be this manager's to ask."""

    reach: Reach
    teams: tuple[TeamChoice, ...]
    courses: tuple[CourseColumn, ...]
    columns: tuple[CourseColumn, ...]
    state: State | None


@dataclass(frozen=True)
class _Found:
    """The people of a filter in order, and how many they were counted among."""

    people: list[TeamPerson]
    everybody: int
    overdue: int


def show_team(
    session: Session, manager_id: int, asked: TeamFilter, number: int, today: date
) -> TeamPage:
    """Gather a page of people in a fixed number of queries.

    A page beyond the last is the last. Raise NotFound for a team, a course or a
    state that is not there to be asked for.
    """
    view = _open(session, manager_id, asked)
    found = _find(session, view, asked, today)
    last = max(1, -(-len(found.people) // PEOPLE_ON_A_PAGE))
    number = min(max(1, number), last)
    after = (number - 1) * PEOPLE_ON_A_PAGE
    page = found.people[after : after + PEOPLE_ON_A_PAGE]
    return TeamPage(
        view.teams,
        view.courses,
        view.columns,
        tuple(_make_members(session, view, page, today)),
        found.everybody,
        found.overdue,
        len(found.people),
        number,
    )


def list_team(
    session: Session, manager_id: int, asked: TeamFilter, today: date
) -> TeamList:
    """List all people of a filter, not only a page of them; raises as `show_team`.

    Their standings are loaded while the list is read, so it is to be read at once.
    """
    view = _open(session, manager_id, asked)
    found = _find(session, view, asked, today)
    stretches = (
        found.people[after : after + _PEOPLE_AT_ONCE]
        for after in range(0, len(found.people), _PEOPLE_AT_ONCE)
    )
    measured: Measured = {}
    members = (
        member
        for some in stretches
        for member in _make_members(session, view, some, today, measured)
    )
    names = [t.name for t in view.teams if t.team_id == asked.team_id]
    return TeamList("".join(names), view.columns, members, len(found.people))


def _open(session: Session, manager_id: int, asked: TeamFilter) -> _View:
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
    return _View(reach, teams, courses, columns, state)


def _find(session: Session, view: _View, asked: TeamFilter, today: date) -> _Found:
    bits = CourseBits(tuple(column.course_id for column in view.columns))
    every = bits.every
    state = view.state
    begun = asked.urgent or state in BY_BEGUN
    everybody = load_people(
        session, view.reach, bits, today, words=asked.words, begun=begun
    )
    people = everybody
    if state is not None:
        people = [one for one in everybody if one.sets.find(state, every)]
    if asked.urgent:
        people = sorted(people, key=lambda one: one.sets.most_urgent(every))
    overdue = sum(1 for one in everybody if one.sets.find("overdue", every))
    return _Found(people, len(everybody), overdue)


def _make_members(
    session: Session,
    view: _View,
    people: Sequence[TeamPerson],
    today: date,
    measured: Measured | None = None,
) -> Iterator[TeamMember]:
    names = {team.team_id: team.name for team in view.teams}
    ids = [person.person_id for person in people]
    standings = load_standings(session, ids, view.columns, today, measured)
    for person in people:
        # Which other teams somebody is in is not this manager's to know.
        teams = sorted(names[i] for i in person.team_ids if i in names)
        yield TeamMember(
            person.person_id,
            person.name,
            tuple(teams),
            standings[person.person_id],
        )
