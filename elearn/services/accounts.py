"""Sign in and out, change a password; every try is counted."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from elearn.domain.access import Role
from elearn.errors import BadResponse
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.services.tries import (
    MOST_BY_ACCOUNT,
    MOST_BY_ADDRESS,
    note_try,
    too_many,
)
from elearn.store.tables import (
    Organisation,
    Person,
    RoleGrant,
    SignIn,
    SignInTry,
    WayIn,
)
from elearn.store.tables.people import WayKind

SHIFT = timedelta(hours=12)
"""How long a sign-in lasts on a shared device: one shift."""
OWN_PHONE = timedelta(days=30)

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200

_KEPT = timedelta(days=1)
"""How long a failed try is remembered; it only counts within the window."""

# OWASP's second choice for argon2id: 19 MiB, two passes. The library's default
# takes five times as long on two cores.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
HASH_OF_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$5aeZ6HOfaB9wGhWFg"
    "LkKuQ$fe8hPehgT8NmQ+1etainwiJXMvxk7QvRj4G9w+kCI5Q"
)
"""Of a password that was thrown away. Written down, because making one takes as long as
it should for a password, at every start."""


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request, and what every page needs to know."""

    person_id: int
    name: str
    roles: frozenset[Role]
    organisation_name: str
    person_word: str
    people_word: str
    logo_sha256: str | None
    safeguarding_contact: str
    time_zone: str


@dataclass(frozen=True)
class Refused:
    """A sign-in that was refused, with the same words whatever the reason."""

    sentence: str


def hash_password(password: str) -> str:
    """Hash a password for keeping."""
    return _hasher.hash(password)


def sign_in(
    session: Session,
    sign_in_name: str,
    password: str,
    *,
    lasting: timedelta,
    moment: Moment,
) -> str | Refused:
    """Open a sign-in and give its token, or say why not.

    A refusal is returned, not raised, because the try that is counted must be kept.
    """
    name = sign_in_name.strip().lower()[:80]
    keys = {f"account:{name}": MOST_BY_ACCOUNT}
    if moment.address:
        keys[f"address:{moment.address}"] = MOST_BY_ADDRESS
    if too_many(session, keys, moment.now):
        return Refused("Too many tries. Wait 15 minutes, or ask your manager for help.")
    person = session.scalars(
        select(Person).where(Person.sign_in_name == name, Person.active)
    ).one_or_none()
    # A made-up hash is checked for unknown names, and for people who have not chosen a
    # password yet, so that the answer takes as long.
    kept = person.password_hash if person and person.password_hash else HASH_OF_NOBODY
    if not _fits(kept, password) or person is None or kept is HASH_OF_NOBODY:
        note_try(session, keys, moment.now)
        return Refused(
            "That name and password do not go together. Check both and try again."
        )
    if _hasher.check_needs_rehash(kept):
        person.password_hash = hash_password(password)
    session.execute(
        delete(SignInTry).where(
            (SignInTry.key == f"account:{name}")
            | (SignInTry.tried_at < moment.now - _KEPT)
        )
    )
    return open_sign_in(session, moment, person.id, lasting)


def open_sign_in(
    session: Session, moment: Moment, person_id: int, lasting: timedelta
) -> str:
    """Sign somebody in who has shown who they are; gives the token."""
    token = moment.rng.randbytes(32).hex()
    session.add(
        SignIn(
            token_hash=_hash_token(token),
            person_id=person_id,
            started_at=moment.now,
            expires_at=moment.now + lasting,
        )
    )
    return token


# Built once: every request asks it.
_BEHIND_TOKEN = (
    select(
        Person.id,
        Person.name,
        RoleGrant.role,
        Organisation.name.label("organisation_name"),
        Organisation.person_word,
        Organisation.people_word,
        Organisation.logo_sha256,
        Organisation.safeguarding_contact,
        Organisation.time_zone,
    )
    .join(SignIn, SignIn.person_id == Person.id)
    .join(Organisation, Organisation.id > 0)
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Person.active,
    )
)


def find_signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Find who is behind a token that still holds; one query."""
    rows = (
        session.connection()
        .execute(_BEHIND_TOKEN, {"token_hash": _hash_token(token), "now": now})
        .all()
    )
    if not rows:
        return None
    first = rows[0]
    roles: set[Role] = {"learner"}
    roles.update(row.role for row in rows if row.role)
    return SignedIn(
        first.id,
        first.name,
        frozenset(roles),
        first.organisation_name,
        first.person_word,
        first.people_word,
        first.logo_sha256,
        first.safeguarding_contact,
        first.time_zone,
    )


def find_earlier_person(session: Session, token: str) -> int | None:
    """Find whose sign-in a token once was, even if it no longer holds."""
    return session.scalars(
        select(SignIn.person_id).where(SignIn.token_hash == _hash_token(token))
    ).one_or_none()


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End one sign-in."""
    session.execute(
        update(SignIn)
        .where(SignIn.token_hash == _hash_token(token))
        .values(ended_at=now)
    )


def end_sign_ins(
    session: Session, person_id: int, now: datetime, *, but_token: str = ""
) -> None:
    """End a person's sign-ins on every device, except perhaps this one."""
    session.execute(
        update(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.token_hash != _hash_token(but_token),
        )
        .values(ended_at=now)
    )


@dataclass(frozen=True)
class OwnSignIn:
    """A browser somebody is signed in with now."""

    started_at: datetime
    is_this: bool


def list_own_sign_ins(
    session: Session, person_id: int, token: str, now: datetime
) -> list[OwnSignIn]:
    """List where somebody is signed in now, newest first."""
    rows = session.execute(
        select(SignIn.started_at, SignIn.token_hash)
        .where(
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
        )
        .order_by(SignIn.started_at.desc())
    ).all()
    this = _hash_token(token)
    return [OwnSignIn(row.started_at, row.token_hash == this) for row in rows]


def sign_out_elsewhere(
    session: Session, moment: Moment, person_id: int, token: str
) -> None:
    """End one's own sign-ins on every other device."""
    end_sign_ins(session, person_id, moment.now, but_token=token)
    record_event(session, moment, person_id, "ended sign-ins", "person", person_id)


def end_ways(
    session: Session, person_id: int, now: datetime, *, kind: WayKind | None = None
) -> None:
    """Close the ways in of a person that are open, of one kind or of all."""
    query = update(WayIn).where(
        WayIn.person_id == person_id, WayIn.used_at.is_(None), WayIn.ended_at.is_(None)
    )
    if kind is not None:
        query = query.where(WayIn.kind == kind)
    session.execute(query.values(ended_at=now))


def change_password(
    session: Session,
    person_id: int,
    *,
    current: str,
    new: str,
    token: str,
    moment: Moment,
) -> BadResponse | None:
    """Change one's own password and sign out everywhere else.

    What has to be mended is returned, not raised, because the try that is counted
    must be kept; its `thing` names the field.
    """
    person = session.get_one(Person, person_id)
    key = f"password:{person_id}"
    if too_many(session, {key: MOST_BY_ACCOUNT}, moment.now):
        return BadResponse(
            "current", "Too many tries. Wait 15 minutes, then try again."
        )
    unfit = find_password_fault(new, person.name, person.sign_in_name)
    if unfit:
        return BadResponse("new", unfit)
    if not _fits(person.password_hash, current):
        note_try(session, [key], moment.now)
        return BadResponse("current", "That is not your password now. Try again.")
    session.execute(delete(SignInTry).where(SignInTry.key == key))
    person.password_hash = hash_password(new)
    end_sign_ins(session, person_id, moment.now, but_token=token)
    end_ways(session, person_id, moment.now)
    record_event(session, moment, person_id, "changed password", "person", person_id)
    return None


def find_password_fault(new: str, name: str, sign_in_name: str) -> str:
    """Say what is wrong with a new password; empty when nothing is."""
    if len(new) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters. Three words are good."
    if len(new) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    if new.casefold() in {sign_in_name.casefold(), name.casefold()}:
        return "Choose something other than your name."
    return ""


def _fits(kept: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _hasher.verify(kept, password)
    except Argon2Error:
        return False


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
