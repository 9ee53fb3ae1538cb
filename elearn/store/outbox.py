"""Queries about the outbox, as administrators look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, true
from sqlalchemy.orm import Session

from elearn.domain.messages import State
from elearn.store.people import Sought
from elearn.store.tables import Message, Person


@dataclass(frozen=True)
class Wanted:
    """Which messages to list; empty means all."""

    words: str = ""
    state: State | None = None

    def holds(self) -> ColumnElement[bool]:
        """Make the condition on rows of Message and Person together."""
        return and_(
            Sought(self.words).holds() if self.words else true(),
            Message.state == self.state if self.state else true(),
        )


def count_messages(session: Session, wanted: Wanted) -> int:
    """Count the messages that are wanted."""
    query = select(func.count(Message.id)).join(Person, Person.id == Message.person_id)
    return session.scalar(query.where(wanted.holds())) or 0


def list_messages(
    session: Session, wanted: Wanted, *, most: int, after: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List a stretch of messages, newest first; never what they say."""
    return session.execute(
        select(
            Message.id,
            Message.kind,
            Message.cause,
            Message.state,
            Message.reason,
            Message.queued_at,
            Message.useful_until,
            Message.next_try_at,
            Message.ended_at,
            Person.name,
        )
        .join(Person, Person.id == Message.person_id)
        .where(wanted.holds())
        .order_by(Message.id.desc())
        .limit(most)
        .offset(after)
    ).all()


def count_states(session: Session) -> dict[str, int]:
    """Count the messages in each state."""
    rows = session.execute(
        select(Message.state, func.count(Message.id)).group_by(Message.state)
    )
    return {state: number for state, number in rows}  # noqa: C416 - rows are no dict


def find_last_sent(session: Session) -> datetime | None:
    """Find when a message was sent last."""
    query = select(func.max(Message.ended_at)).where(Message.state == "sent")
    return session.scalar(query)


def list_recipients(
    session: Session, words: str, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the first people whose name holds these words."""
    return session.execute(
        select(Person.id, Person.name, Person.email, Person.active,
               Person.wants_reminders)
        .where(Sought(words).holds())
        .order_by(Person.name, Person.id)
        .limit(most)
    ).all()  # fmt: skip


def lock_message(session: Session, message_id: int) -> Message | None:
    """Find a message, and keep others from changing it until the end."""
    return session.scalars(
        select(Message).where(Message.id == message_id).with_for_update()
    ).one_or_none()
