"""Hand out ways in: an invitation, a link for a new password, a code on paper.

The secret is shown or sent, and never kept: the database has a hash of it. Using one
is in ways_in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Select, func, insert, or_, select
from sqlalchemy.orm import Session

from elearn.errors import NotFound
from elearn.services.accounts import end_ways
from elearn.services.audit import record_event, record_events
from elearn.services.mailing import queue_message, queue_messages
from elearn.services.moment import Moment
from elearn.services.tries import MOST_BY_ACCOUNT, MOST_BY_ADDRESS, note_try, too_many
from elearn.services.ways_in import CODE_GROUP, hash_secret, tidy_code
from elearn.store.people import Sought
from elearn.store.tables import Person, WayIn
from elearn.store.tables.people import WayKind

LASTING: dict[WayKind, timedelta] = {
    "invitation": timedelta(days=7),
    "reset": timedelta(hours=1),
    "code": timedelta(days=7),
}
CODES_ON_A_SHEET = 300
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""What nobody takes for another sign on paper: no I, L, O, U, 0 or 1."""
_CODE_GROUPS = 3
_AT_ONCE = 500
_EVENTS: dict[WayKind, str] = {
    "invitation": "made invitation",
    "reset": "made password link",
    "code": "made code",
}


@dataclass(frozen=True)
class HandedOut:
    """A link or a code, to be shown now and never again."""

    person_id: int
    name: str
    sign_in_name: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True)
class CodesWanted:
    """How many people could be given a code now: all, and those of them without one."""

    waiting: int
    without: int


def hand_out_code(
    session: Session, moment: Moment, admin_id: int, person_id: int
) -> HandedOut:
    """Make a one-time code to write down or to print. Raise NotFound."""
    return hand_out_codes(session, moment, admin_id, [person_id])[0]


def hand_out_codes(
    session: Session, moment: Moment, admin_id: int, person_ids: Iterable[int]
) -> list[HandedOut]:
    """Make a code for each of these people; raise NotFound if one cannot sign in."""
    return [
        _hand_out(
            session,
            moment,
            admin_id,
            _hold_person(session, person_id),
            "code",
            _make_code(moment.rng),
        )
        for person_id in person_ids
    ]


def hand_out_link(
    session: Session, moment: Moment, admin_id: int, person_id: int
) -> HandedOut:
    """Make an invitation whose link the administrator passes on. Raise NotFound."""
    person = _hold_person(session, person_id)
    secret = _make_secret(moment.rng)
    made = _hand_out(session, moment, admin_id, person, "invitation", secret)
    return HandedOut(
        made.person_id,
        made.name,
        made.sign_in_name,
        write_link(moment, secret),
        made.expires_at,
    )


def invite(session: Session, moment: Moment, admin_id: int, person_id: int) -> bool:
    """Send an invitation; tell whether the person has an e-mail address for it."""
    return _send(session, moment, admin_id, person_id, "invitation")


def count_codes_wanted(
    session: Session, now: datetime, team_id: int | None = None
) -> CodesWanted:
    """Count who has no e-mail address and has not signed in yet."""
    waiting = session.scalars(_select_waiting(team_id)).all()
    holding = set(session.scalars(_select_holding(now)))
    return CodesWanted(len(waiting), sum(1 for i in waiting if i not in holding))


def hand_out_sheet(
    session: Session,
    moment: Moment,
    admin_id: int,
    team_id: int | None = None,
    *,
    again: bool = False,
) -> list[HandedOut]:
    """Make codes for those without an address, as many as a sheet holds.

    `again` includes those whose code still works; it is then replaced.
    """
    waiting = session.scalars(_select_waiting(team_id)).all()
    holding = set() if again else set(session.scalars(_select_holding(moment.now)))
    wanted = [person_id for person_id in waiting if person_id not in holding]
    return hand_out_codes(session, moment, admin_id, wanted[:CODES_ON_A_SHEET])


def invite_new(
    session: Session, moment: Moment, admin_id: int, person_ids: Sequence[int]
) -> int:
    """Invite many who have just been added; count those with an address for it."""
    able: list[int] = []
    for start in range(0, len(person_ids), _AT_ONCE):
        some = person_ids[start : start + _AT_ONCE]
        query = select(Person.id).where(Person.id.in_(some), Person.email != "")
        able += session.scalars(query.order_by(Person.id))
    expires_at = moment.now + LASTING["invitation"]
    secrets = {person_id: _make_secret(moment.rng) for person_id in able}
    rows = [
        _write_way(moment, person_id, "invitation", secret)
        for person_id, secret in secrets.items()
    ]
    if rows:
        session.execute(insert(WayIn), rows)
    events: dict[int, dict[str, object]] = {person_id: {} for person_id in able}
    record_events(session, moment, admin_id, _EVENTS["invitation"], "person", events)
    links = {
        person_id: {"link": write_link(moment, secret), "expires": expires_at}
        for person_id, secret in secrets.items()
    }
    key = f"invitation:{_make_secret(moment.rng)[:32]}"
    return queue_messages(session, moment, able, "invitation", key=key, own_facts=links)


def send_reset(session: Session, moment: Moment, admin_id: int, person_id: int) -> bool:
    """Send a link for a new password to somebody who asked an administrator."""
    return _send(session, moment, admin_id, person_id, "reset")


def ask_for_reset(session: Session, moment: Moment, typed: str) -> bool:
    """Send a link to whoever has this sign-in name or e-mail address, if anybody.

    Tells only whether there were too many tries. Who is found must not be told, nor
    be seen from how long it takes: for nobody the same is done for somebody, and
    taken back.
    """
    name = typed.strip().lower()[:254]
    keys = {f"reset:{name}": MOST_BY_ACCOUNT}
    if moment.address:
        keys[f"reset-address:{moment.address}"] = MOST_BY_ADDRESS
    if too_many(session, keys, moment.now):
        return False
    note_try(session, keys, moment.now)
    session.flush()
    found = _find_for_reset(session, name)
    able = select(Person.id).where(Person.email != "", Person.active).limit(1)
    stand_in = session.scalars(able).first()
    work = session.begin_nested()
    if found or stand_in:
        _send(session, moment, None, found or stand_in or 0, "reset")
    if found:
        work.commit()
    else:
        work.rollback()
    return True


def write_link(moment: Moment, secret: str) -> str:
    """Write the address of a way in, as it is sent and copied."""
    return f"{moment.site_url.rstrip('/')}/join/{secret}"


def _send(
    session: Session,
    moment: Moment,
    actor_id: int | None,
    person_id: int,
    kind: WayKind,
) -> bool:
    person = _hold_person(session, person_id)
    if not person.email:
        return False
    secret = _make_secret(moment.rng)
    made = _hand_out(session, moment, actor_id, person, kind, secret)
    return queue_message(
        session,
        moment,
        person.id,
        "password-reset" if kind == "reset" else kind,
        key=f"{kind}:{hash_secret(secret)[:32]}",
        link=write_link(moment, secret),
        expires=made.expires_at,
    )


def _hand_out(
    session: Session,
    moment: Moment,
    actor_id: int | None,
    person: Person,
    kind: WayKind,
    secret: str,
) -> HandedOut:
    end_ways(session, person.id, moment.now, kind=kind)
    row = _write_way(moment, person.id, kind, secret)
    session.execute(insert(WayIn), [row])
    record_event(session, moment, actor_id, _EVENTS[kind], "person", person.id)
    return HandedOut(
        person.id, person.name, person.sign_in_name, secret, moment.now + LASTING[kind]
    )


def _write_way(
    moment: Moment, person_id: int, kind: WayKind, secret: str
) -> dict[str, object]:
    return {
        "person_id": person_id,
        "kind": kind,
        "secret_hash": hash_secret(secret),
        "made_at": moment.now,
        "expires_at": moment.now + LASTING[kind],
    }


def _hold_person(session: Session, person_id: int) -> Person:
    """Get somebody who may sign in, for this transaction alone."""
    person = session.scalars(
        select(Person).where(Person.id == person_id, Person.active).with_for_update()
    ).one_or_none()
    if person is None:
        raise NotFound(person_id, "There is no active account here.")
    return person


def _select_waiting(team_id: int | None) -> Select[int]:
    team = Sought(team_id=team_id, state="waiting")
    return (
        select(Person.id)
        .where(team.holds(), or_(Person.email.is_(None), Person.email == ""))
        .order_by(Person.search_name, Person.id)
    )


def _select_holding(now: datetime) -> Select[int]:
    return select(WayIn.person_id).where(
        WayIn.kind == "code",
        WayIn.used_at.is_(None),
        WayIn.ended_at.is_(None),
        WayIn.expires_at > now,
    )


def _find_for_reset(session: Session, name: str) -> int | None:
    """Find one person; an address that several share finds none of them."""
    rows = session.execute(
        select(Person.id, Person.sign_in_name).where(
            (Person.sign_in_name == name) | (func.lower(Person.email) == name),
            Person.active,
            Person.email != "",
        )
    ).all()
    exact = [row.id for row in rows if row.sign_in_name == name]
    found = exact or [row.id for row in rows]
    return found[0] if len(found) == 1 else None


def _make_secret(rng: Random) -> str:
    return rng.randbytes(32).hex()


def _make_code(rng: Random) -> str:
    signs = rng.choices(_LETTERS, k=_CODE_GROUPS * CODE_GROUP)
    return tidy_code("".join(signs))
