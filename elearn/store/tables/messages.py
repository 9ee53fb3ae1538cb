"""Mail: what is to be sent to whom, and which reminders were given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.tables.base import Base


class Message(Base):
    """One message to one person, written in the same transaction as its cause.

    `state` is waiting, sending, sent, doubtful, failed or dropped. `facts` fill the
    template when the message is sent, and may hold a secret link: they are emptied
    at `ended_at`, when nothing more can happen to it. `cause` says in words why there
    is a message, and `reason` why it is in its state. `claim` names the process that
    is sending.
    """

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    cause: Mapped[str] = mapped_column(String(400))
    facts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    reason: Mapped[str] = mapped_column(String(400), default="")
    queued_at: Mapped[datetime]
    useful_until: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_message_state_next_try_at", "state", "next_try_at"),)


class ReminderStep(Base):
    """A step of the reminders for a course and its day that somebody was given."""

    __tablename__ = "reminder_step"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    given_at: Mapped[datetime]
