"""Whether the database can be worked with, and what those who run elearn watch."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearn.store.migrating import is_current
from elearn.store.tables import AuditEvent, Message

BACKED_UP = "backed up"


@dataclass(frozen=True)
class Stock:
    """What waits, and when somebody last made a backup."""

    messages: dict[str, int]
    """How many messages of the outbox are in each state that asks for something."""
    backed_up_at: datetime | None


def is_ready(session: Session) -> bool:
    """Tell whether the database answers and has the form this code needs."""
    try:
        return is_current(session.connection())
    except OperationalError:
        return False


def take_stock(session: Session) -> Stock:
    """Count what waits in the outbox, and find the last backup."""
    states = ("waiting", "doubtful", "failed")
    counted = session.execute(
        select(Message.state, func.count().label("many"))
        .where(Message.state.in_(states))
        .group_by(Message.state)
    )
    messages = dict.fromkeys(states, 0) | {row.state: row.many for row in counted}
    last = session.scalar(
        select(func.max(AuditEvent.at)).where(AuditEvent.action == BACKED_UP)
    )
    return Stock(messages, last)
