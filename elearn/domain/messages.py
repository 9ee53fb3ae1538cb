"""The kinds of message elearn sends: what each says why, and for how long it helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LONGEST_CAUSE = 400

State = Literal["waiting", "sending", "sent", "doubtful", "failed", "dropped"]

SENDING_LASTS = timedelta(minutes=10)
"""Longer than any hand-over takes: whoever is still sending then has died."""

_FOR_TWO_WEEKS = timedelta(days=14)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class MessageKind:
    """What a kind of message needs to know, and why it is sent.

    `cause` is for administrators: it may name facts in braces, and never a secret
    one. A message with the fact `expires` is useful until then. A `reminder` is not
    sent to people who turned reminders off.
    """

    title: str
    facts: frozenset[str]
    cause: str
    useful_for: timedelta = _FOR_TWO_WEEKS
    reminder: bool = False

    def explain(self, facts: Mapping[str, object]) -> str:
        """Say why this message is sent."""
        said = self.cause.format_map(facts)
        return said if len(said) <= LONGEST_CAUSE else f"{said[: LONGEST_CAUSE - 1]}…"

    def useful_until(self, facts: Mapping[str, object], now: datetime) -> datetime:
        """Give the moment after which it would only confuse."""
        expires = facts.get("expires")
        return expires if isinstance(expires, datetime) else now + self.useful_for


KINDS: dict[str, MessageKind] = {
    "invitation": MessageKind(
        "Invitation",
        frozenset({"link", "expires"}),
        "An account was made, or an administrator sent the invitation again.",
    ),
    "password-reset": MessageKind(
        "New password",
        frozenset({"link", "expires"}),
        "Somebody asked for a new password for this account.",
    ),
    "assigned": MessageKind(
        "Course to do",
        frozenset({"course", "due_on", "link"}),
        "They were asked to do “{course}”.",
    ),
    "certificate": MessageKind(
        "Certificate",
        frozenset({"course", "refresh_on", "link"}),
        "They completed “{course}”.",
    ),
    "reminder": MessageKind(
        "Reminder",
        frozenset({"soon", "late", "about"}),
        "{about}.",
        useful_for=timedelta(days=2),
        reminder=True,
    ),
    "overdue-summary": MessageKind(
        "Weekly summary",
        frozenset({"people", "listed", "link"}),
        "Once a week, where people they manage have something overdue.",
        useful_for=timedelta(days=3),
        reminder=True,
    ),
}


def wait_after(tries: int) -> timedelta:
    """Give how long to wait after so many tries: a minute, then twice as long each."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(tries - 1, 10)))
