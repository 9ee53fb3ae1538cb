"""Queries about accounts: who is here, in which teams, with which roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session

from elearn.domain.text import fold_name
from elearn.store.reach import Reach
from elearn.store.tables import JobRole, Membership, Person, RoleGrant, Team

AccountState = Literal["active", "waiting", "deactivated"]
"""“waiting” is somebody who has not chosen a password yet."""


@dataclass(frozen=True)
class Sought:
    """Which people to list; empty means all."""

    words: str = ""
    team_id: int | None = None
    role: str = ""
    job_role_id: int | None = None
    state: AccountState | None = None

    def holds(self) -> ColumnElement[bool]:
        """Make the condition that a row of Person is one of them."""
        return and_(Person.erased_at.is_(None), *self._parts())

    def _parts(self) -> list[ColumnElement[bool]]:
        parts = [_has_words(word) for word in fold_name(self.words).split()]
        if self.team_id is not None:
            parts.append(Reach(everyone=False, roots=(self.team_id,)).holds())
        if self.role:
            granted = select(RoleGrant.person_id).where(RoleGrant.role == self.role)
            parts.append(Person.id.in_(granted))
        if self.job_role_id is not None:
            parts.append(Person.job_role_id == self.job_role_id)
        if self.state is not None:
            parts.append(_IN_STATE[self.state])
        return parts


_IN_STATE: dict[AccountState, ColumnElement[bool]] = {
    "active": and_(Person.active, Person.password_hash != ""),
    "waiting": and_(Person.active, Person.password_hash == ""),
    "deactivated": Person.active.is_(False),
}


def _has_words(word: str) -> ColumnElement[bool]:
    return Person.search_name.contains(word, autoescape=True)


def count_accounts(session: Session, sought: Sought) -> int:
    """Count the people who are sought."""
    return session.scalar(select(func.count(Person.id)).where(sought.holds())) or 0


def list_accounts(
    session: Session, sought: Sought, *, most: int, after: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List accounts by name, each with its job role."""
    return session.execute(
        account_query()
        .where(sought.holds())
        .order_by(Person.search_name, Person.id)
        .limit(most)
        .offset(after)
    ).all()


def account_query() -> Any:
    """Select what a list says about an account."""
    return select(
        Person.id,
        Person.name,
        Person.sign_in_name,
        Person.email,
        Person.active,
        (Person.password_hash != "").label("has_password"),
        Person.job_role_id,
        JobRole.name.label("job_role"),
    ).outerjoin(JobRole, JobRole.id == Person.job_role_id)


def list_memberships(
    session: Session, person_ids: Sequence[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the teams of some people: person_id, team_id and its name."""
    return session.execute(
        select(Membership.person_id, Membership.team_id, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id.in_(person_ids))
        .order_by(Team.name, Team.id)
    ).all()


def list_grants(
    session: Session, person_ids: Sequence[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the roles of some people: id, person_id, role, team_id and its name."""
    return session.execute(
        select(
            RoleGrant.id,
            RoleGrant.person_id,
            RoleGrant.role,
            RoleGrant.team_id,
            Team.name.label("team_name"),
        )
        .outerjoin(Team, Team.id == RoleGrant.team_id)
        .where(RoleGrant.person_id.in_(person_ids))
        .order_by(RoleGrant.role, Team.name, RoleGrant.id)
    ).all()


def count_admins(session: Session, *, but_person_id: int = 0) -> int:
    """Count the administrators who can sign in, perhaps without one of them."""
    able = select(Person.id).where(
        Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.role == "admin")),
        Person.active,
        Person.password_hash != "",
        Person.id != but_person_id,
    )
    return len(session.scalars(able).all())
