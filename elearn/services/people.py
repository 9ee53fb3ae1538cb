"""What an administrator sees of the accounts: a list to search, and one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from elearn.domain.access import Role
from elearn.errors import NotFound
from elearn.services.teams import TeamPlace, list_team_tree
from elearn.store import people as store
from elearn.store.people import AccountState, Sought
from elearn.store.tables import JobRole, Person

PEOPLE_ON_A_PAGE = 50

ACCOUNT_STATES: tuple[AccountState, ...] = get_args(AccountState)
GRANTED: tuple[Role, ...] = ("manager", "trainer", "assessor", "admin")
"""The roles that are given; everybody learns."""


@dataclass(frozen=True)
class JobRoleChoice:
    """A job role to choose."""

    job_role_id: int
    name: str


@dataclass(frozen=True)
class Grant:
    """A role somebody has; `team_name` says where a manager manages, if not all."""

    grant_id: int
    role: Role
    team_id: int | None
    team_name: str | None


@dataclass(frozen=True)
class Account:
    """One person as an administrator sees them."""

    person_id: int
    name: str
    sign_in_name: str
    email: str
    job_role_id: int | None
    job_role: str
    state: AccountState
    team_ids: tuple[int, ...]
    teams: tuple[str, ...]
    grants: tuple[Grant, ...]

    @property
    def is_admin(self) -> bool:
        return any(grant.role == "admin" for grant in self.grants)


@dataclass(frozen=True)
class AccountsPage:
    """One page of accounts, and what they can be narrowed by."""

    accounts: tuple[Account, ...]
    matching: int
    number: int
    teams: tuple[TeamPlace, ...]
    job_roles: tuple[JobRoleChoice, ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.matching // PEOPLE_ON_A_PAGE))


@dataclass(frozen=True)
class Overview:
    """What the first page for administrators says in figures."""

    active: int
    waiting: int
    deactivated: int
    teams: int
    job_roles: int


def show_overview(session: Session) -> Overview:
    """Count accounts by state, teams and job roles."""
    active, waiting, deactivated = (
        store.count_accounts(session, Sought(state=state)) for state in ACCOUNT_STATES
    )
    job_roles = session.scalar(select(func.count(JobRole.id))) or 0
    teams = len(list_team_tree(session))
    return Overview(active, waiting, deactivated, teams, job_roles)


def list_people(session: Session, sought: Sought, number: int) -> AccountsPage:
    """Gather a page of accounts in a fixed number of queries.

    A page beyond the last is the last. Raise NotFound for a team or job role that
    does not exist.
    """
    teams, job_roles = list_team_tree(session), list_job_roles(session)
    if sought.team_id not in {None, *(team.team_id for team in teams)}:
        raise NotFound(sought.team_id, "This team is not here any more.")
    if sought.job_role_id not in {None, *(role.job_role_id for role in job_roles)}:
        raise NotFound(sought.job_role_id, "This job role is not here any more.")
    matching = store.count_accounts(session, sought)
    last = max(1, -(-matching // PEOPLE_ON_A_PAGE))
    number = min(max(1, number), last)
    rows = store.list_accounts(
        session,
        sought,
        most=PEOPLE_ON_A_PAGE,
        after=(number - 1) * PEOPLE_ON_A_PAGE,
    )
    return AccountsPage(
        _make_accounts(session, rows), matching, number, teams, job_roles
    )


def get_account(session: Session, person_id: int) -> Account:
    """Get one account. Raise NotFound."""
    rows = session.execute(
        store.account_query().where(Person.id == person_id, Person.erased_at.is_(None))
    ).all()
    if not rows:
        raise NotFound(person_id)
    return _make_accounts(session, rows)[0]


def list_job_roles(session: Session) -> tuple[JobRoleChoice, ...]:
    """List the job roles by name."""
    rows = session.execute(select(JobRole.id, JobRole.name).order_by(JobRole.name))
    return tuple(JobRoleChoice(row.id, row.name) for row in rows)


def _make_accounts(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]]
) -> tuple[Account, ...]:
    ids = [row.id for row in rows]
    memberships = store.list_memberships(session, ids)
    grants = store.list_grants(session, ids)
    return tuple(
        Account(
            row.id,
            row.name,
            row.sign_in_name,
            row.email or "",
            row.job_role_id,
            row.job_role or "",
            _judge_state(row),
            tuple(m.team_id for m in memberships if m.person_id == row.id),
            tuple(m.name for m in memberships if m.person_id == row.id),
            tuple(
                Grant(grant.id, grant.role, grant.team_id, grant.team_name)
                for grant in grants
                if grant.person_id == row.id
            ),
        )
        for row in rows
    )


def _judge_state(row: Row[*tuple[Any, ...]]) -> AccountState:
    if not row.active:
        return "deactivated"
    return "active" if row.has_password else "waiting"
