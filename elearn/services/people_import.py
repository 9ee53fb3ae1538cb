"""Import a list of people: keep the file, show what would happen, do it at once."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from elearn.domain.people_list import (
    ListedPerson,
    PeopleList,
    RowProblem,
    UnreadableList,
    read_people,
    split_path,
)
from elearn.domain.text import fold_name
from elearn.errors import BadResponse, NotFound
from elearn.services.accounts_admin import hold_organisation, set_teams, set_values
from elearn.services.audit import record_event, record_events
from elearn.services.handing_out import invite_new
from elearn.services.job_roles import add_job_role
from elearn.services.moment import Moment
from elearn.services.teams import list_team_tree, make_team
from elearn.store.tables import JobRole, Membership, PeopleFile, Person
from elearn.store.tables.people import make_search_name

RowState = Literal["new", "changed", "unchanged", "refused"]

_AT_ONCE = 1000


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
class Imported:
    """What an import did."""

    new: int
    changed: int
    invited: int


@dataclass(frozen=True)
class _Known:
    """What stands in the database, as the plan needs it."""

    people: dict[str, Row[*tuple[Any, ...]]]
    signing_in_as: dict[str, str]
    teams_of: dict[int, frozenset[int]]
    job_roles: dict[str, int]
    teams: dict[str, list[int]]
    paths: tuple[str, ...]
    job_role_names: tuple[str, ...]


@dataclass(frozen=True)
class _Resolved:
    """A row with its job role and teams found, or what is not known of them."""

    listed: ListedPerson
    job_role_id: int | None
    team_ids: tuple[int, ...]
    unknown_teams: tuple[str, ...]
    unknown_job_role: str
    fault: str


def keep_people_file(
    session: Session, moment: Moment, admin_id: int, data: bytes
) -> str:
    """Keep a list until it is imported, and give its number.

    Raise BadResponse for a file of which nothing can be taken.
    """
    found = read_people(data)
    if isinstance(found, UnreadableList):
        raise BadResponse("file", found.sentence)
    number = moment.rng.randbytes(8).hex()
    kept = session.get(PeopleFile, admin_id) or PeopleFile(person_id=admin_id)
    kept.number, kept.content, kept.sent_at = number, zlib.compress(data), moment.now
    session.add(kept)
    return number


def preview_import(
    session: Session, admin_id: int, number: str, choices: Choices
) -> Plan | None:
    """Say what an import would do; None when it was done already. Raise NotFound."""
    found = _load(session, admin_id, number)
    if found is None:
        return None
    known = _load_known(session)
    return _plan(found, known, choices)


def import_people(
    session: Session,
    moment: Moment,
    admin_id: int,
    number: str,
    choices: Choices,
    mark: str,
    *,
    inviting: bool,
) -> Imported | Plan | None:
    """Do what the plan with this mark says, all of it or nothing.

    Gives the new plan when something changed meanwhile, and None when this list was
    imported already. Raise NotFound.
    """
    hold_organisation(session)
    found = _load(session, admin_id, number)
    if found is None:
        return None
    plan = _plan(found, _load_known(session), choices)
    if plan.mark != mark:
        return plan
    _add_what_is_missing(session, moment, admin_id, plan, choices)
    known = _load_known(session)
    resolved = [_resolve(row, known) for row in found.people]
    taking = {row.line: row.state for row in plan.rows}
    new = [r for r in resolved if taking[r.listed.line] == "new"]
    changed = [r for r in resolved if taking[r.listed.line] == "changed"]
    ids = _add_people(session, moment, admin_id, new)
    for row in changed:
        _change_person(session, moment, admin_id, row, known)
    session.flush()
    invited = invite_new(session, moment, admin_id, ids) if inviting else 0
    session.get_one(PeopleFile, admin_id).content = b""
    record_event(
        session, moment, admin_id, "imported", "people", number,
        new=len(new), changed=len(changed),
    )  # fmt: skip
    return Imported(len(new), len(changed), invited)


def _load(session: Session, admin_id: int, number: str) -> PeopleList | None:
    kept = session.get(PeopleFile, admin_id)
    if kept is None or kept.number != number:
        raise NotFound(number, "A newer list took the place of this one.")
    if not kept.content:
        return None
    found = read_people(zlib.decompress(kept.content))
    if isinstance(found, UnreadableList):
        raise NotFound(number, found.sentence)
    return found


def _load_known(session: Session) -> _Known:
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
    return _Known(
        {row.sign_in_name: row for row in people},
        {fold_name(row.name): row.sign_in_name for row in people},
        {person_id: frozenset(ids) for person_id, ids in teams_of.items()},
        {name.casefold(): job_role_id for name, job_role_id in roles},
        teams,
        tuple(" > ".join(team.path) for team in tree),
        tuple(name for name, _ in roles),
    )


def _plan(found: PeopleList, known: _Known, choices: Choices) -> Plan:
    resolved = [_resolve(row, known) for row in found.people]
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


def _resolve(row: ListedPerson, known: _Known) -> _Resolved:
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
    return _Resolved(
        row, job_role_id, tuple(sorted(set(team_ids))), tuple(unknown), missing, fault
    )


def _judge(row: _Resolved, known: _Known, choices: Choices) -> PlannedRow:
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


def _find_namesake(name: str, known: _Known) -> str:
    """Say who has this name already: they may be one person, or two."""
    namesake = known.signing_in_as.get(fold_name(name))
    if namesake is None:
        return ""
    return (
        f"Somebody of this name signs in as {namesake}. Write that sign-in name if it "
        "is the same person, and another one if it is not."
    )


def _find_unknown(row: _Resolved, choices: Choices) -> str:
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
    row: _Resolved, person: Row[*tuple[Any, ...]], known: _Known
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


def _add_what_is_missing(
    session: Session, moment: Moment, admin_id: int, plan: Plan, choices: Choices
) -> None:
    if choices.new_job_roles:
        names = {name.casefold(): name for name in plan.unknown_job_roles}
        for name in names.values():
            add_job_role(session, moment, admin_id, name)
    if not choices.new_teams:
        return
    for path in plan.unknown_teams:
        _add_path(session, moment, admin_id, split_path(path))


def _add_path(
    session: Session, moment: Moment, admin_id: int, path: tuple[str, ...]
) -> None:
    """Add the teams of a path that are missing."""
    parent_id: int | None = None
    for name in path:
        beside = {
            team.name.casefold(): team.team_id
            for team in list_team_tree(session)
            if team.parent_id == parent_id
        }
        parent_id = beside.get(name.casefold()) or make_team(
            session, moment, admin_id, name, parent_id
        )


def _add_people(
    session: Session, moment: Moment, admin_id: int, rows: Sequence[_Resolved]
) -> list[int]:
    ids: list[int] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        # As plain rows, because making an object of each takes several times as long.
        made = session.scalars(
            insert(Person).returning(Person.id, sort_by_parameter_order=True),
            [_write_row(row, moment) for row in some],
        ).all()
        details = {
            i: {"teams": list(r.team_ids)} for i, r in zip(made, some, strict=True)
        }
        record_events(session, moment, admin_id, "added", "person", details)
        members = [
            {"team_id": team_id, "person_id": person_id}
            for person_id, row in zip(made, some, strict=True)
            for team_id in row.team_ids
        ]
        if members:
            session.execute(insert(Membership), members)
        ids += made
    return ids


def _write_row(row: _Resolved, moment: Moment) -> dict[str, object]:
    listed = row.listed
    return {
        "sign_in_name": listed.sign_in_name,
        "name": listed.name,
        "search_name": make_search_name(listed.name, listed.sign_in_name),
        "email": listed.email or None,
        # They choose a password themselves, so there is nothing to hash.
        "password_hash": "",
        "active": True,
        "created_at": moment.now,
        "job_role_id": row.job_role_id,
    }


def _change_person(
    session: Session, moment: Moment, admin_id: int, row: _Resolved, known: _Known
) -> None:
    listed = row.listed
    person = session.get_one(Person, known.people[listed.sign_in_name].id)
    values: dict[str, object] = {"name": listed.name}
    if listed.email:
        values["email"] = listed.email
    if listed.job_role:
        values["job_role_id"] = row.job_role_id
    set_values(session, moment, admin_id, person, values)
    if listed.teams:
        set_teams(session, moment, admin_id, person.id, row.team_ids)
