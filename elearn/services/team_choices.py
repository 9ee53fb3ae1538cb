"""The teams somebody reaches, each below the one it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.store.reach import Reach, list_teams


@dataclass(frozen=True)
class TeamChoice:
    """A team to choose; `depth` says how far below the top of the reach it is."""

    team_id: int
    name: str
    depth: int


def list_team_choices(session: Session, reach: Reach) -> tuple[TeamChoice, ...]:
    """List the teams in reach, from the top down, by name."""
    return tuple(_arrange(list_teams(session, reach)))


def _arrange(rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[TeamChoice]:
    ids = {row.id for row in rows}
    below: dict[int | None, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        above = row.parent_id if row.parent_id in ids else None
        below.setdefault(above, []).append(row)

    def walk(above: int | None, depth: int) -> Iterator[TeamChoice]:
        for row in below.get(above, ()):
            yield TeamChoice(row.id, row.name, depth)
            yield from walk(row.id, depth + 1)

    return walk(None, 0)
