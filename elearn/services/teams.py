"""The tree of teams: see it, add to it, rename, move and remove."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.store.tables import Membership, Team


@dataclass(frozen=True)
class TeamPlace:
    """A team and where it stands; `path` names the teams above it, then itself."""

    team_id: int
    name: str
    parent_id: int | None
    path: tuple[str, ...]
    members: int

    @property
    def depth(self) -> int:
        return len(self.path) - 1


def list_team_tree(session: Session) -> tuple[TeamPlace, ...]:
    """List all teams, each below the one it belongs to, with its own members."""
    rows = session.execute(
        select(Team.id, Team.name, Team.parent_id, func.count(Membership.person_id))
        .outerjoin(Membership, Membership.team_id == Team.id)
        .group_by(Team.id, Team.name, Team.parent_id)
        .order_by(Team.name, Team.id)
    ).all()
    below: dict[int | None, list[tuple[int, str, int | None, int]]] = {}
    for team_id, name, parent_id, members in rows:
        below.setdefault(parent_id, []).append((team_id, name, parent_id, members))

    def walk(parent_id: int | None, above: tuple[str, ...]) -> Iterator[TeamPlace]:
        for team_id, name, parent, members in below.get(parent_id, ()):
            path = (*above, name)
            yield TeamPlace(team_id, name, parent, path, members)
            yield from walk(team_id, path)

    return tuple(walk(None, ()))
