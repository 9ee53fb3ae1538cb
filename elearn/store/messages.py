"""Queries about the outbox."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    and_,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from elearn.domain.messages import SENDING_LASTS, State, wait_after
from elearn.store.tables import Message


def has_due(session: Session, now: datetime) -> bool:
    """Tell whether any message is to be sent now."""
    return _exists(session, _is_due(now))


def has_untidy(session: Session, now: datetime) -> bool:
    """Tell whether any message is to be doubted or given up now."""
    return _exists(session, or_(_is_stale(now), _is_old(now)))


def claim_next(session: Session, now: datetime, claim: str) -> Message | None:
    """Take the message that waits longest, so that no other process takes it."""
    message = session.scalars(
        select(Message)
        .where(_is_due(now))
        .order_by(Message.next_try_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if message is not None:
        message.state = "sending"
        message.claim = claim
        message.claimed_at = now
    return message


def note(
    session: Session, message_id: int, claim: str, state: State, **columns: object
) -> bool:
    """Note what became of a claimed message, unless somebody else decided since."""
    result = session.execute(
        update(Message)
        .where(Message.id == message_id, Message.claim == claim)
        .values(state=state, claim=None, claimed_at=None, **columns)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def postpone_due(session: Session, now: datetime, reason: str) -> None:
    """Let everything that is due wait together, longer with every try."""
    tries = session.scalar(select(func.max(Message.tries)).where(_is_due(now))) or 0
    session.execute(
        update(Message)
        .where(_is_due(now))
        .values(
            tries=Message.tries + 1,
            next_try_at=now + wait_after(tries + 1),
            reason=reason,
        )
    )


def doubt_stale(session: Session, now: datetime, reason: str) -> None:
    """Doubt what a process was sending when it died."""
    session.execute(
        update(Message).where(_is_stale(now)).values(state="doubtful", reason=reason)
    )


def doubt_unsent(session: Session, reason: str) -> None:
    """Doubt everything that is not sent yet."""
    session.execute(
        update(Message)
        .where(Message.state.in_(("waiting", "sending")))
        .values(state="doubtful", reason=reason)
    )


def give_up_old(session: Session, now: datetime, reason: str) -> None:
    """Fail what still waits and helps nobody any more; forget what it would have said.

    What failed or is doubtful stays so, and can no longer be tried again.
    """
    old = _is_old(now)
    session.execute(
        update(Message)
        .where(old, Message.state == "waiting")
        .values(state="failed", reason=func.substr(reason + Message.reason, 1, 400))
    )
    session.execute(update(Message).where(old).values(facts={}, ended_at=now))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(Message.state == "waiting", Message.next_try_at <= now)


def _is_stale(now: datetime) -> ColumnElement[bool]:
    return and_(Message.state == "sending", Message.claimed_at <= now - SENDING_LASTS)


def _is_old(now: datetime) -> ColumnElement[bool]:
    return and_(
        Message.state.in_(("waiting", "failed", "doubtful")),
        Message.ended_at.is_(None),
        Message.useful_until <= now,
    )


def _exists(session: Session, condition: ColumnElement[bool]) -> bool:
    return session.scalar(select(exists().where(condition))) or False
