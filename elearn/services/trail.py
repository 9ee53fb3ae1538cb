"""Read the audit trail: who did what to whom; names are looked up as they are now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from elearn.domain.text import fold_name
from elearn.store.tables import AuditEvent, Award, Course, JobRole, Person, Team

LINES_ON_A_PAGE = 50
LINES_IN_A_FILE = 20_000

_NAMED: dict[str, Any] = {
    "person": Person.name,
    "team": Team.name,
    "job role": JobRole.name,
    "course": Course.slug,
    "award": Award.number,
}
"""What is shown of a thing, by its kind."""

_IN_DETAIL = {
    "team": "team",
    "below": "team",
    "person": "person",
    "course_id": "course",
}
"""Which facts of an event are ids, and of what."""


@dataclass(frozen=True)
class TrailFilter:
    """What to read; empty means all. `about` and `by` are words of a name."""

    about: str = ""
    by: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class TrailLine:
    """One event. `names` has the names of those in `detail`, by the same key."""

    event_id: int
    at: datetime
    actor_id: int | None
    actor: str | None
    action: str
    kind: str
    thing_id: str
    thing: str | None
    detail: Mapping[str, Any]
    names: Mapping[str, str]
    address: str


@dataclass(frozen=True)
class TrailPage:
    """Some events, newest first, and where the next page begins."""

    lines: tuple[TrailLine, ...]
    next_before: int | None


def read_trail(
    session: Session,
    asked: TrailFilter,
    before: int | None = None,
    most: int = LINES_ON_A_PAGE,
) -> TrailPage:
    """Read a page of events in a fixed number of queries."""
    query = select(AuditEvent).where(*_conditions(asked))
    if before is not None:
        query = query.where(AuditEvent.id < before)
    events = session.scalars(query.order_by(AuditEvent.id.desc()).limit(most + 1)).all()
    shown = events[:most]
    names = _load_names(session, shown)
    lines = tuple(_make_line(event, names) for event in shown)
    return TrailPage(lines, shown[-1].id if len(events) > most else None)


def _conditions(asked: TrailFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.about:
        ids = select(cast(Person.id, String)).where(_is_called(asked.about))
        found += [AuditEvent.thing_kind == "person", AuditEvent.thing_id.in_(ids)]
    if asked.by:
        actors = select(Person.id).where(_is_called(asked.by))
        found.append(AuditEvent.actor_id.in_(actors))
    if asked.kind:
        found.append(AuditEvent.thing_kind == asked.kind)
    if asked.since:
        found.append(AuditEvent.at >= asked.since)
    if asked.until:
        found.append(AuditEvent.at < asked.until)
    return found


def _is_called(words: str) -> ColumnElement[bool]:
    """Hold for whoever signs in so, and for all whose name has these words."""
    folded = fold_name(words).split()
    parts = [Person.search_name.contains(word, autoescape=True) for word in folded]
    exact = Person.sign_in_name == words.strip().lower()
    taken = select(Person.id).where(exact).exists()
    return or_(exact, ~taken & (Person.id > 0) & _all(parts))


def _all(parts: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    held: ColumnElement[bool] = Person.id > 0
    for part in parts:
        held = held & part
    return held


Names = dict[tuple[str, str], str]


def _load_names(session: Session, events: Sequence[AuditEvent]) -> Names:
    wanted: dict[str, set[int]] = {kind: set() for kind in _NAMED}
    for event in events:
        for kind, thing_id in _list_ids(event):
            if kind in wanted and thing_id.isdigit():
                wanted[kind].add(int(thing_id))
    return {
        (kind, str(thing_id)): name
        for kind, ids in wanted.items()
        if ids
        for thing_id, name in session.execute(
            select(_NAMED[kind].class_.id, _NAMED[kind]).where(
                _NAMED[kind].class_.id.in_(ids)
            )
        )
    }


def _list_ids(event: AuditEvent) -> Iterable[tuple[str, str]]:
    yield event.thing_kind, event.thing_id
    if event.actor_id is not None:
        yield "person", str(event.actor_id)
    for key, kind in _IN_DETAIL.items():
        if event.detail.get(key) is not None:
            yield kind, str(event.detail[key])


def _make_line(event: AuditEvent, names: Names) -> TrailLine:
    actor = None
    if event.actor_id is not None:
        actor = names.get(("person", str(event.actor_id)), f"Person {event.actor_id}")
    return TrailLine(
        event.id,
        event.at,
        event.actor_id,
        actor,
        event.action,
        event.thing_kind,
        event.thing_id,
        names.get((event.thing_kind, event.thing_id)),
        event.detail,
        {
            key: names[kind, str(event.detail[key])]
            for key, kind in _IN_DETAIL.items()
            if (kind, str(event.detail.get(key))) in names
        },
        event.address,
    )
