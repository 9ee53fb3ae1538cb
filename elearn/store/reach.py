"""Whom somebody with a role reaches: everyone, or the people of some teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, select, true
from sqlalchemy.orm import Session, aliased

from elearn.domain.access import Role
from elearn.store.tables import Membership, Person, RoleGrant, Team


def _select_above() -> CTE:
    above = select(Team.id.label("team_id"), Team.id.label("above_id")).cte(
        "above", recursive=True
    )
    parent = aliased(Team)
    return above.union(
        select(above.c.team_id, parent.parent_id)
        .join(parent, parent.id == above.c.above_id)
        .where(parent.parent_id.is_not(None))
    )


ABOVE = _select_above()
"""Every team with itself and each team above it; one, as a query names it often."""


@dataclass(frozen=True)
class Reach:
    """Whom somebody reaches: everyone, or the people of these teams and below."""

    everyone: bool
    roots: tuple[int, ...]

    def within(self, team_id: int) -> "Reach":
        """Narrow it to one team and those below, which the caller knows it holds."""
        return Reach(everyone=False, roots=(team_id,))

    def holds(self) -> ColumnElement[bool]:
        """Make the condition that a row of Person is reached."""
        if self.everyone:
            return true()
        return Person.id.in_(
            select(Membership.person_id).where(
                Membership.team_id.in_(select(self.teams().c.id))
            )
        )

    def teams(self) -> CTE:
        """Select the ids of the teams in reach."""
        query = select(Team.id)
        if not self.everyone:
            query = query.where(Team.id.in_(self.roots))
        reached = query.cte(recursive=True)
        return reached.union(
            select(Team.id).join(reached, Team.parent_id == reached.c.id)
        )


def load_reach(
    session: Session, person_id: int, roles: Sequence[Role] = ("manager",)
) -> Reach:
    """Load whom somebody reaches in these roles; one without a team means everyone."""
    roots = session.scalars(
        select(RoleGrant.team_id).where(
            RoleGrant.person_id == person_id, RoleGrant.role.in_(roles)
        )
    ).all()
    return Reach(None in roots, tuple(root for root in roots if root is not None))


def list_teams(session: Session, reach: Reach) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the teams in reach by name, each with its id and the team above."""
    return session.execute(
        select(Team.id, Team.name, Team.parent_id)
        .where(Team.id.in_(select(reach.teams().c.id)))
        .order_by(Team.name, Team.id)
    ).all()
