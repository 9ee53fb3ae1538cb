"""Send the messages that wait: claim one, hand it over, note what became of it.

Each step is a transaction of its own, because a hand-over cannot be undone. A process
that dies before the note leaves a message that is claimed; after a while it counts as
doubtful, and only a person sends it again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from elearn.documents.mail import Letterhead, write_message
from elearn.documents.post import (
    Delayed,
    Doubtful,
    Post,
    PostAway,
    Refused,
    make_mail,
    open_post,
)
from elearn.domain.messages import KINDS, State, wait_after
from elearn.post_office import PostOffice
from elearn.services.moment import Moment
from elearn.store import messages as store
from elearn.store.awards import load_organisation
from elearn.store.database import Database
from elearn.store.tables import Message, Organisation, Person

log = logging.getLogger(__name__)

_DIED = (
    "elearn was stopped while it handed this message over. It may have arrived, or not."
)
_TOO_LATE = "It could not be sent while it was of use. "
_LONGEST_REASON = 400


@dataclass(frozen=True)
class Sender:
    """Where mail is handed over, and the address it comes from."""

    office: PostOffice | None
    address: str


@dataclass(frozen=True)
class _Claimed:
    """A message that this process alone may send now."""

    claim: str
    message: Message
    person: Person
    organisation: Organisation


@dataclass(frozen=True)
class _Outcome:
    state: State
    reason: str = ""


def send_waiting(
    database: Database,
    sender: Sender,
    make_moment: Callable[[], Moment],
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due, one by one, and count what was sent.

    Without a mail server messages wait; those that are of no use any more are given
    up all the same.
    """
    now = make_moment().now
    if database.read(store.has_untidy, now):
        database.write(_tidy, make_moment())
    if sender.office is None or not database.read(store.has_due, now):
        return 0
    try:
        with open_post(sender.office) as post:
            return _send_all(database, sender, post, make_moment, is_stopping)
    except PostAway as away:
        log.warning("no mail is sent for now: %s", away)
        database.write(store.postpone_due, make_moment().now, _cut(str(away)))
        return 0


def _send_all(
    database: Database,
    sender: Sender,
    post: Post,
    make_moment: Callable[[], Moment],
    is_stopping: Callable[[], bool],
) -> int:
    sent = 0
    while not is_stopping():
        moment = make_moment()
        claimed = database.write(_claim, moment)
        if claimed is None:
            break
        try:
            outcome = _send_one(claimed, sender, post, moment)
        except PostAway:
            # Back to those that wait; they are postponed together.
            database.write(_note, claimed, _Outcome("waiting"), moment)
            raise
        database.write(_note, claimed, outcome, make_moment())
        sent += outcome.state == "sent"
        if outcome.state == "doubtful":
            break
    return sent


def _tidy(session: Session, moment: Moment) -> None:
    store.doubt_stale(session, moment.now, _DIED)
    store.give_up_old(session, moment.now, _TOO_LATE)


def _claim(session: Session, moment: Moment) -> _Claimed | None:
    claim = moment.rng.randbytes(16).hex()
    message = store.claim_next(session, moment.now, claim)
    if message is None:
        return None
    person = session.get_one(Person, message.person_id)
    return _Claimed(claim, message, person, load_organisation(session))


def _send_one(
    claimed: _Claimed, sender: Sender, post: Post, moment: Moment
) -> _Outcome:
    needless = _why_not(claimed)
    if needless:
        return _Outcome("dropped", needless)
    message, person = claimed.message, claimed.person
    try:
        mail = make_mail(
            write_message(message.kind, message.facts, _letterhead(claimed, moment)),
            message_id=_message_id(message, sender.address),
            sender=(claimed.organisation.name, sender.address),
            recipient=(person.name, person.email or ""),
            at=moment.now,
        )
        post.hand_over(mail)
    except Delayed as delayed:
        return _Outcome("waiting", str(delayed))
    except Refused as refused:
        return _Outcome("failed", str(refused))
    except Doubtful as doubtful:
        return _Outcome("doubtful", f"{doubtful}. It may have arrived, or not.")
    except PostAway:
        raise
    except Exception:
        # One message that cannot be written must not hold up all others.
        log.exception("message %s could not be written", message.id)
        return _Outcome("failed", "It could not be written. The log says more.")
    return _Outcome("sent")


def _why_not(claimed: _Claimed) -> str:
    """Say why a message need not be sent after all."""
    if not claimed.person.active:
        return "The account was closed."
    if not claimed.person.email:
        return "There is no e-mail address any more."
    kind = KINDS.get(claimed.message.kind)
    if kind is not None and kind.reminder and not claimed.person.wants_reminders:
        return "They turned reminders off."
    return ""


def _note(
    session: Session, claimed: _Claimed, outcome: _Outcome, moment: Moment
) -> None:
    message = claimed.message
    columns: dict[str, object] = {}
    if outcome.reason:
        columns["reason"] = _cut(outcome.reason)
    if outcome.state == "waiting" and outcome.reason:
        columns["tries"] = message.tries + 1
        columns["next_try_at"] = moment.now + wait_after(message.tries + 1)
    if outcome.state in {"sent", "dropped"}:
        columns |= {"ended_at": moment.now, "facts": {}}
    if outcome.state == "sent":
        columns["reason"] = ""
    store.note(session, message.id, claimed.claim, outcome.state, **columns)


def _letterhead(claimed: _Claimed, moment: Moment) -> Letterhead:
    organisation = claimed.organisation
    return Letterhead(
        organisation_name=organisation.name,
        organisation_contact=organisation.contact,
        site_url=moment.site_url,
        time_zone=organisation.time_zone,
        person_name=claimed.person.name,
    )


def _message_id(message: Message, address: str) -> str:
    # The same at every try, so that mail programs show a message once.
    named = sha256(f"{message.key}:{message.queued_at.timestamp()}".encode())
    domain = address.rpartition("@")[2]
    return f"<{message.id}.{named.hexdigest()[:16]}@{domain}>"


def _cut(reason: str) -> str:
    return reason[:_LONGEST_REASON]
