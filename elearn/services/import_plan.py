"""Plan the import of a list of people: what each line would do, and why not."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.domain.people_list import (
    ListedPerson,
    PeopleList,
    RowProblem,
    split_path,
)
from elearn.domain.text import fold_name
from elearn.services.teams import list_team_tree
from elearn.store.tables import JobRole, Membership, Person

RowState = Literal["new", "changed", "unchanged", "refused"]


@dataclass(frozen=True)
class Choices:
    """What an administrator lets an import add besides people."""

    new_teams: bool = False
    new_job_roles: bool = False


@dataclass(frozen=True)
class PlannedRow:
    """What happens with one line of the file, and why or what to do."""

    line: int
    name: str
    sign_in_name: str
    state: RowState
    sentence: str = ""


@dataclass(frozen=True)
class Plan:
    """What an import would do now. `mark` names exactly this plan."""

    rows: tuple[PlannedRow, ...]
    counts: dict[RowState, int]
    unknown_teams: tuple[str, ...]
    unknown_job_roles: tuple[str, ...]
    known_teams: tuple[str, ...]
    known_job_roles: tuple[str, ...]
    ignored: tuple[str, ...]
    with_email: int
    mark: str


@dataclass(frozen=True)
class Known:
    """What stands in the database, as the plan needs it."""

    people: dict[str, Row[*tuple[Any, ...]]]
    signing_in_as: dict[str, str]
    teams_of: dict[int, frozenset[int]]
    job_roles: dict[str, int]
    teams: dict[str, list[int]]
    paths: tuple[str, ...]
    job_role_names: tuple[str, ...]


@dataclass(frozen=True)
class ResolvedRow:
    """A row with its job role and teams found, or what is not known of them."""

    listed: ListedPerson
    job_role_id: int | None
    team_ids: tuple[int, ...]
    unknown_teams: tuple[str, ...]
    unknown_job_role: str
    fault: str


def load_known(session: Session) -> Known:
    """Read everybody, all teams and job roles: a list may name any of them."""
    people = session.execute(
        select(
            Person.id,
            Person.sign_in_name,
            Person.name,
            Person.email,
            Person.active,
            Person.job_role_id,
        )
    ).all()
    teams_of: dict[int, set[int]] = {}
    for person_id, team_id in session.execute(
        select(Membership.person_id, Membership.team_id)
    ):
        teams_of.setdefault(person_id, set()).add(team_id)
    teams: dict[str, list[int]] = {}
    tree = list_team_tree(session)
    for team in tree:
        for words in {team.name, " > ".join(team.path)}:
            teams.setdefault(words.casefold(), []).append(team.team_id)
    job_roles = session.execute(select(JobRole.name, JobRole.id).order_by(JobRole.name))
    roles = [(row.name, row.id) for row in job_roles]
    return Known(
        {row.sign_in_name: row for row in people},
        {fold_name(row.name): row.sign_in_name for row in people},
        {person_id: frozenset(ids) for person_id, ids in teams_of.items()},
        {name.casefold(): job_role_id for name, job_role_id in roles},
        teams,
        tuple(" > ".join(team.path) for team in tree),
        tuple(name for name, _ in roles),
    )


def plan_import(found: PeopleList, known: Known, choices: Choices) -> Plan:
    """Say of every line what would happen, those that cannot be read among them."""
    resolved = [resolve_row(row, known) for row in found.people]
    planned = [_judge(row, known, choices) for row in resolved]
    refused = [_refuse(problem) for problem in found.problems]
    rows = tuple(sorted((*planned, *refused), key=lambda row: row.line))
    counted = Counter(row.state for row in rows)
    states: tuple[RowState, ...] = ("new", "changed", "unchanged", "refused")
    new = {row.line for row in rows if row.state == "new"}
    marked = repr((choices, [(row.line, row.state, row.sentence) for row in rows]))
    return Plan(
        rows,
        {state: counted[state] for state in states},
        tuple(sorted({team for row in resolved for team in row.unknown_teams})),
        tuple(sorted({r.unknown_job_role for r in resolved if r.unknown_job_role})),
        known.paths,
        known.job_role_names,
        found.ignored,
        sum(1 for row in found.people if row.email and row.line in new),
        hashlib.sha256(marked.encode()).hexdigest()[:32],
    )


def _refuse(problem: RowProblem) -> PlannedRow:
    return PlannedRow(problem.line, problem.name, "", "refused", problem.sentence)


def resolve_row(row: ListedPerson, known: Known) -> ResolvedRow:
    """Find what a line names; names are found whatever their capital letters."""
    job_role_id = known.job_roles.get(row.job_role.casefold())
    team_ids: list[int] = []
    unknown: list[str] = []
    fault = ""
    for team in row.teams:
        path = " > ".join(split_path(team))
        ids = known.teams.get(path.casefold(), [])
        if len(ids) > 1:
            fault = (
                f"There are {len(ids)} teams called {path}. Write those above it too, "
                f"such as “House > {path}”."
            )
        if ids:
            team_ids.append(ids[0])
        else:
            unknown.append(path)
    missing = row.job_role if row.job_role and job_role_id is None else ""
    return ResolvedRow(
        row, job_role_id, tuple(sorted(set(team_ids))), tuple(unknown), missing, fault
    )


def _judge(row: ResolvedRow, known: Known, choices: Choices) -> PlannedRow:
    listed = row.listed
    planned = PlannedRow(listed.line, listed.name, listed.sign_in_name, "new")
    person = known.people.get(listed.sign_in_name)
    fault = row.fault or _find_unknown(row, choices)
    if person is None and listed.is_suggested and not fault:
        fault = _find_namesake(listed.name, known)
    if person is not None and not person.active:
        fault = (
            "This account is deactivated. Reactivate it first, or take the line out."
        )
    if fault:
        return replace(planned, state="refused", sentence=fault)
    if person is None:
        return replace(
            planned, sentence="" if listed.email else "No e-mail: needs a code"
        )
    changes = list(_list_changes(row, person, known))
    if not changes:
        return replace(planned, state="unchanged")
    return replace(planned, state="changed", sentence=", ".join(changes))


def _find_namesake(name: str, known: Known) -> str:
    """Say who has this name already: they may be one person, or two."""
    namesake = known.signing_in_as.get(fold_name(name))
    if namesake is None:
        return ""
    return (
        f"Somebody of this name signs in as {namesake}. Write that sign-in name if it "
        "is the same person, and another one if it is not."
    )


def _find_unknown(row: ResolvedRow, choices: Choices) -> str:
    if row.unknown_teams and not choices.new_teams:
        return (
            f"There is no team {row.unknown_teams[0]}. Add it above, or write one "
            "that is here."
        )
    if row.unknown_job_role and not choices.new_job_roles:
        return (
            f"There is no job role {row.unknown_job_role}. Add it above, or write "
            "one that is here."
        )
    return ""


def _list_changes(
    row: ResolvedRow, person: Row[*tuple[Any, ...]], known: Known
) -> Iterator[str]:
    """Name what differs. An empty cell changes nothing."""
    listed = row.listed
    if listed.name != person.name:
        yield "name"
    if listed.email and listed.email != person.email:
        yield "e-mail"
    new_role = row.unknown_job_role or row.job_role_id != person.job_role_id
    if listed.job_role and new_role:
        yield "job role"
    teams = known.teams_of.get(person.id, frozenset())
    if listed.teams and (row.unknown_teams or frozenset(row.team_ids) != teams):
        yield "teams"
