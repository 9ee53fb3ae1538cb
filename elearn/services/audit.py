"""Leave a trace of every change to a person, role, award or course."""

from collections.abc import Mapping

from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearn.services.moment import Moment
from elearn.store.tables import AuditEvent


def record_event(
    session: Session,
    moment: Moment,
    actor_id: int | None,
    action: str,
    thing_kind: str,
    thing_id: object,
    **detail: object,
) -> None:
    """Add an event: ids, never names. `actor_id` None means the command line."""
    session.add(
        AuditEvent(
            at=moment.now,
            actor_id=actor_id,
            action=action,
            thing_kind=thing_kind,
            thing_id=str(thing_id),
            detail=detail,
            address=moment.address,
        )
    )


def record_events(
    session: Session,
    moment: Moment,
    actor_id: int | None,
    action: str,
    thing_kind: str,
    details: Mapping[int, Mapping[str, object]],
) -> None:
    """Add the same event for many things, by their ids, in one go."""
    rows = [
        {
            "at": moment.now,
            "actor_id": actor_id,
            "action": action,
            "thing_kind": thing_kind,
            "thing_id": str(thing_id),
            "detail": dict(detail),
            "address": moment.address,
        }
        for thing_id, detail in details.items()
    ]
    if rows:
        session.execute(insert(AuditEvent), rows)
