"""Use a way in: a link or a code with which somebody chooses a password.

It works once, for a time, and only until a newer one of its kind is made; handing_out
makes them. The database has no secret, only its hash.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.services.accounts import (
    SHIFT,
    end_sign_ins,
    end_ways,
    find_password_fault,
    hash_password,
    open_sign_in,
)
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.services.tries import MOST_BY_ADDRESS, note_try, too_many
from elearn.store.tables import Person, WayIn
from elearn.store.tables.people import WayKind

CODE_GROUP = 4
"""Signs of a code between two dashes."""


@dataclass(frozen=True)
class OpenWay:
    """A way in that still works, and for whom."""

    way_id: int
    kind: WayKind
    person_id: int
    name: str
    sign_in_name: str
    has_password: bool


ClosedReason = Literal["unknown", "used", "replaced", "expired", "deactivated"]


@dataclass(frozen=True)
class ClosedWay:
    """A way in that does not work, and why."""

    reason: ClosedReason
    kind: WayKind | None = None


@dataclass(frozen=True)
class Unfit:
    """What is wrong with the password that was chosen; the way in stays open."""

    sentence: str


def find_way(session: Session, secret: str, now: datetime) -> OpenWay | ClosedWay:
    """Find what a link or a code opens; reading only, as mail scanners open links."""
    row = session.execute(
        select(
            WayIn,
            Person.name,
            Person.sign_in_name,
            Person.active,
            Person.password_hash,
        )
        .join(Person, Person.id == WayIn.person_id)
        .where(WayIn.secret_hash == hash_secret(secret))
    ).one_or_none()
    if row is None:
        return ClosedWay("unknown")
    way: WayIn = row.WayIn
    kind: WayKind = way.kind  # type: ignore[assignment]  # only these are written
    closed = _why_closed(way, row.active, now)
    if closed:
        return ClosedWay(closed, kind)
    return OpenWay(
        way.id,
        kind,
        way.person_id,
        row.name,
        row.sign_in_name,
        row.password_hash != "",
    )


def try_code(
    session: Session, moment: Moment, typed: str
) -> OpenWay | ClosedWay | None:
    """Find what a typed code opens, and count it if nothing; None: too many tries."""
    keys = {f"code:{moment.address}": MOST_BY_ADDRESS}
    if too_many(session, keys, moment.now):
        return None
    found = find_way(session, tidy_code(typed), moment.now)
    if isinstance(found, ClosedWay):
        note_try(session, keys, moment.now)
    return found


def use_way(
    session: Session,
    moment: Moment,
    secret: str,
    password: str,
    lasting: timedelta = SHIFT,
) -> str | Unfit | ClosedWay:
    """Choose the password and sign in; gives the sign-in's token.

    Every other sign-in and way in of the person ends.
    """
    way = find_way(session, secret, moment.now)
    if isinstance(way, ClosedWay):
        return way
    unfit = find_password_fault(password, way.name, way.sign_in_name)
    if unfit:
        return Unfit(unfit)
    # The database decides which of two at once is the first.
    taken = session.execute(
        update(WayIn)
        .where(
            WayIn.id == way.way_id, WayIn.used_at.is_(None), WayIn.ended_at.is_(None)
        )
        .values(used_at=moment.now)
        .returning(WayIn.id)
    ).all()
    if not taken:
        return ClosedWay("used", way.kind)
    end_ways(session, way.person_id, moment.now)
    end_sign_ins(session, way.person_id, moment.now)
    person = session.get_one(Person, way.person_id)
    person.password_hash = hash_password(password)
    record_event(
        session, moment, person.id, "chose password", "person", person.id, by=way.kind
    )
    return open_sign_in(session, moment, person.id, lasting)


def tidy_code(typed: str) -> str:
    """Read a code as people type it: small letters, spaces and dashes are the same."""
    plain = "".join(c for c in typed.upper() if c.isalnum())
    parts = range(0, len(plain), CODE_GROUP)
    return "-".join(plain[at : at + CODE_GROUP] for at in parts)


def hash_secret(secret: str) -> str:
    """Give what the database keeps of a link's or a code's secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _why_closed(way: WayIn, active: bool, now: datetime) -> ClosedReason | None:
    if way.used_at is not None:
        return "used"
    if way.ended_at is not None:
        return "replaced"
    if way.expires_at <= now:
        return "expired"
    return None if active else "deactivated"
