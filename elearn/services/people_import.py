"""Import a list of people: keep the file, show what would happen, do it at once."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearn.domain.people_list import (
    PeopleList,
    UnreadableList,
    read_people,
    split_path,
)
from elearn.errors import BadResponse, NotFound
from elearn.services.accounts_admin import hold_organisation, set_teams, set_values
from elearn.services.audit import record_event, record_events
from elearn.services.handing_out import invite_new
from elearn.services.import_plan import (
    Choices,
    Known,
    Plan,
    ResolvedRow,
    load_known,
    plan_import,
    resolve_row,
)
from elearn.services.job_roles import add_job_role
from elearn.services.moment import Moment
from elearn.services.teams import list_team_tree, make_team
from elearn.store.tables import Membership, PeopleFile, Person
from elearn.store.tables.people import make_search_name

_AT_ONCE = 1000


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    new: int
    changed: int
    invited: int


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
    known = load_known(session)
    return plan_import(found, known, choices)


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
    plan = plan_import(found, load_known(session), choices)
    if plan.mark != mark:
        return plan
    _add_what_is_missing(session, moment, admin_id, plan, choices)
    known = load_known(session)
    resolved = [resolve_row(row, known) for row in found.people]
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
    session: Session, moment: Moment, admin_id: int, rows: Sequence[ResolvedRow]
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


def _write_row(row: ResolvedRow, moment: Moment) -> dict[str, object]:
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
    session: Session, moment: Moment, admin_id: int, row: ResolvedRow, known: Known
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
