"""See what became of each message, and decide about those that need a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from elearn.domain.messages import KINDS, State
from elearn.errors import NotFound
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.store import messages as store_messages
from elearn.store import outbox as store
from elearn.store.outbox import Wanted
from elearn.store.tables import Message

MESSAGES_ON_A_PAGE = 25
STATES: tuple[State, ...] = (
    "waiting", "doubtful", "failed", "sending", "sent", "dropped",
)  # fmt: skip
Decision = Literal["send", "drop"]

_OPEN: frozenset[State] = frozenset(("waiting", "doubtful", "failed"))
_MOST_EXPLAINED = 5


@dataclass(frozen=True)
class MessageLine:
    """One message without its words, and whether it may still be decided about."""

    message_id: int
    name: str
    title: str
    cause: str
    state: State
    reason: str
    queued_at: datetime
    next_try_at: datetime
    ended_at: datetime | None
    may_send: bool


@dataclass(frozen=True)
class Recipient:
    """Somebody who was searched for, and why mail may not reach them."""

    name: str
    why_not: tuple[str, ...]


@dataclass(frozen=True)
class OutboxPage:
    """A stretch of the outbox, and how many messages there are in each state."""

    lines: tuple[MessageLine, ...]
    recipients: tuple[Recipient, ...]
    counts: dict[str, int]
    last_sent_at: datetime | None
    matching: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.matching // MESSAGES_ON_A_PAGE))


def show_outbox(
    session: Session, wanted: Wanted, number: int, now: datetime
) -> OutboxPage:
    """Gather a page of messages, newest first; a page beyond the last is the last.

    Where people are searched for, it tells of the first few why mail may not reach
    them: for who gets no mail there is no message.
    """
    matching = store.count_messages(session, wanted)
    last = max(1, -(-matching // MESSAGES_ON_A_PAGE))
    number = min(max(1, number), last)
    rows = store.list_messages(
        session,
        wanted,
        most=MESSAGES_ON_A_PAGE,
        after=(number - 1) * MESSAGES_ON_A_PAGE,
    )
    return OutboxPage(
        tuple(
            MessageLine(
                row.id,
                row.name,
                KINDS[row.kind].title if row.kind in KINDS else row.kind,
                row.cause,
                row.state,
                row.reason,
                row.queued_at,
                row.next_try_at,
                row.ended_at,
                _may_send(row.state, row.useful_until, now),
            )
            for row in rows
        ),
        _explain_recipients(session, wanted.words),
        store.count_states(session),
        store.find_last_sent(session),
        matching,
        number,
    )


def decide_message(
    session: Session,
    moment: Moment,
    message_id: int,
    decision: Decision,
    by_id: int,
) -> bool:
    """Send a message after all, or drop it; tell whether it was still open.

    One that is of no use any more can only be dropped. Raise NotFound.
    """
    message = store.lock_message(session, message_id)
    if message is None:
        raise NotFound(message_id)
    if not _is_open(message, decision, moment.now):
        return False
    if decision == "send":
        message.state, message.next_try_at = "waiting", moment.now
        action = "sent message again"
    else:
        message.state, message.ended_at = "dropped", moment.now
        message.facts = {}
        message.reason = "An administrator decided not to send it."
        action = "dropped message"
    # Whoever still holds it, and only hung, must not note over this.
    message.claim = message.claimed_at = None
    record_event(session, moment, by_id, action, "message", message_id)
    return True


def doubt_restored(session: Session) -> None:
    """Doubt what waited when a backup was made: it was probably sent since."""
    store_messages.doubt_unsent(
        session, "It waited in the backup that was restored, and may have been sent."
    )


def _is_open(message: Message, decision: Decision, now: datetime) -> bool:
    if decision == "drop":
        return message.state in _OPEN
    return _may_send(message.state, message.useful_until, now)


def _may_send(state: str, useful_until: datetime, now: datetime) -> bool:
    return state in _OPEN and useful_until > now


def _explain_recipients(session: Session, words: str) -> tuple[Recipient, ...]:
    if not words:
        return ()
    found = []
    for row in store.list_recipients(session, words, _MOST_EXPLAINED):
        why_not = []
        if not row.active:
            why_not.append("The account is deactivated, so no mail is sent.")
        elif not row.email:
            why_not.append("There is no e-mail address, so no mail is sent.")
        elif not row.wants_reminders:
            why_not.append("Reminders are turned off. Other mail is sent.")
        found.append(Recipient(row.name, tuple(why_not)))
    return tuple(found)
