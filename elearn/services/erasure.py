"""Erase a person, and keep of the training record what the law asks to keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from elearn.domain.text import fold_name
from elearn.errors import BadForm, NotAllowed, NotFound
from elearn.services.accounts_admin import check_admin_stays, hold_organisation
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.services.site_pages import list_site_pages
from elearn.store.awards import NAME_ERASED, load_organisation
from elearn.store.personal_data import is_try_of
from elearn.store.tables import (
    Attempt,
    AttemptAllowance,
    AuditEvent,
    Award,
    AwardEvent,
    CardView,
    Draft,
    Enrolment,
    Membership,
    Message,
    PeopleFile,
    Person,
    Play,
    PlayChoice,
    Reflection,
    ReminderStep,
    Response,
    RoleGrant,
    SignIn,
    SignInTry,
    VersionEvent,
    WayIn,
    WrittenMark,
)

ERASED = "(erased)"
MOST_LISTED = 500
_SHORTEST_PART = 3
_WORD = re.compile(r"\w+")
_NO_PARTS: frozenset[str] = frozenset()

_OF_ACCOUNT: tuple[tuple[str, type[Any]], ...] = (
    ("Reflections", Reflection),
    ("Typed and not yet sent", Draft),
    ("Sign-ins", SignIn),
    ("Links and codes for a password", WayIn),
    ("Messages", Message),
    ("Reminders given", ReminderStep),
    ("Roles", RoleGrant),
    ("Lists of people sent and not read in", PeopleFile),
)
"""What belongs to the account alone, and goes with it."""

_WHY_RECORD = (
    "Evidence that staff were trained, which a provider of care has to be able to show "
    "(in England, Regulation 17 of the Regulated Activities Regulations 2014). Keeping "
    "it is lawful under UK GDPR article 17(3)(b) and (e)."
)
_WHY_TRAIL = (
    "So that it can be told later who changed what. It holds numbers instead of "
    "names; the network addresses go."
)
_RECORD: tuple[tuple[str, Any], ...] = (
    ("Courses taken", Enrolment),
    ("Cards finished", CardView),
    ("Attempts, with their answers", Attempt),
    ("Scenarios played", Play),
)


@dataclass(frozen=True)
class ErasurePreview:
    """What goes and what stays if somebody is erased; or, afterwards, what stayed.

    `refusal` says why it cannot be done at all, `named_in` where the name has to be
    taken out by hand before it can be erased too.
    """

    person_id: int
    name: str
    confirmation: str
    pseudonym: str
    erased_at: datetime | None
    name_erased: bool
    goes: tuple[tuple[str, int], ...]
    stays: tuple[tuple[str, int, str], ...]
    refusal: str
    named_in: tuple[str, ...]


def preview_erasure(session: Session, by_id: int, person_id: int) -> ErasurePreview:
    """Say what would happen. Raise NotFound."""
    person = _find(session, person_id)
    return ErasurePreview(
        person_id=person.id,
        name=person.name,
        confirmation=_confirmation(person),
        pseudonym=_pseudonym(person),
        erased_at=person.erased_at,
        name_erased=person.name_erased,
        goes=tuple(
            (words, _count(session, table, table.person_id == person_id))
            for words, table in _OF_ACCOUNT
        ),
        stays=tuple(_stays(session, person_id)),
        refusal=_YOURSELF if by_id == person_id else "",
        named_in=_named_in(session, person),
    )


@dataclass(frozen=True)
class ErasedPerson:
    """Somebody of whom only the record of training is left."""

    person_id: int
    name: str
    erased_at: datetime
    name_erased: bool


def list_erased(session: Session) -> tuple[ErasedPerson, ...]:
    """List who was erased last, newest first."""
    rows = session.execute(
        select(Person.id, Person.name, Person.erased_at, Person.name_erased)
        .where(Person.erased_at.is_not(None))
        .order_by(Person.erased_at.desc(), Person.id.desc())
        .limit(MOST_LISTED)
    )
    return tuple(
        ErasedPerson(row.id, row.name, row.erased_at, row.name_erased)
        for row in rows
        if row.erased_at is not None
    )


def erase_person(
    session: Session,
    moment: Moment,
    by_id: int,
    person_id: int,
    *,
    extent: str,
    typed: str,
) -> None:
    """Erase an account; with the extent “name”, whose record it is as well.

    Once done, sending it again changes nothing. Raise NotFound, BadForm for what has
    to be mended on the form, NotAllowed for who administers no longer.
    """
    # Two administrators who erase each other queue here; the second is none any more.
    hold_organisation(session)
    _check_administers(session, by_id)
    person = _find(session, person_id, hold=True)
    wants_name = extent == "name"
    if person.erased_at and (person.name_erased or not wants_name):
        return
    _check(session, person, by_id, extent, typed)
    if person.erased_at is None:
        check_admin_stays(session, person_id)
        _erase_account(session, person, moment)
    if wants_name:
        _erase_name(session, person, moment)
    record_event(session, moment, by_id, "erased", "person", person_id, extent=extent)


_YOURSELF = "You cannot erase yourself. Ask another administrator."


def _check(
    session: Session, person: Person, by_id: int, extent: str, typed: str
) -> None:
    faults = {}
    if person.id == by_id:
        raise BadForm({"confirm": _YOURSELF})
    if extent not in ("account", "name"):
        faults["extent"] = "Choose whether the record keeps the name."
    elif extent == "name" and (named_in := _named_in(session, person)):
        faults["extent"] = (
            f"The name still stands in {', '.join(named_in)}. Change that first."
        )
    expected = _confirmation(person)
    if " ".join(typed.split()).casefold() != expected.casefold():
        faults["confirm"] = f"Type {expected}, so that nobody is erased by mistake."
    if faults:
        raise BadForm(faults)


def _check_administers(session: Session, by_id: int) -> None:
    query = select(RoleGrant.id).join(Person, Person.id == RoleGrant.person_id)
    mine = query.where(
        RoleGrant.person_id == by_id, RoleGrant.role == "admin", Person.active
    )
    if session.scalars(mine).first() is None:
        raise NotAllowed(by_id, "You are not an administrator any more.")


def _erase_account(session: Session, person: Person, moment: Moment) -> None:
    session.execute(delete(SignInTry).where(is_try_of(person.id, person.sign_in_name)))
    for _, table in _OF_ACCOUNT:
        session.execute(delete(table).where(table.person_id == person.id))
    session.execute(
        update(AuditEvent).where(AuditEvent.actor_id == person.id).values(address="")
    )
    # No account can be called so: a colon is refused in sign-in names.
    person.sign_in_name = f"erased:{person.id}"
    person.email = None
    person.password_hash = ""
    person.active = False
    person.wants_reminders = False
    person.erased_at = moment.now
    session.flush()


def _erase_name(session: Session, person: Person, moment: Moment) -> None:
    """Leave a record that does not say whose it was."""
    pseudonym = _pseudonym(person)
    for award in session.scalars(select(Award).where(Award.person_id == person.id)):
        # Frozen facts change for this reason only.
        award.facts = {**award.facts, "person_name": pseudonym}
        award.pdf = None
        session.add(AwardEvent(award_id=award.id, kind=NAME_ERASED, at=moment.now))
    _erase_typed_answers(session, person.id)
    _erase_mentions(session, person.name)
    session.execute(delete(PeopleFile))
    session.execute(delete(Membership).where(Membership.person_id == person.id))
    person.name = pseudonym
    person.job_role_id = None
    person.name_erased = True
    session.flush()


def _erase_typed_answers(session: Session, person_id: int) -> None:
    for query in (_own_responses(person_id), _own_answers_in_scenes(person_id)):
        for answered in session.scalars(query):
            answered.response = _without_typed(answered.response, answered.shown)


def _erase_mentions(session: Session, name: str) -> None:
    """Blank what others typed about the person, where it names them."""
    parts = _parts_of(name)
    for reason in _reasons(session):
        if _mentions(reason.reason, name, parts):
            reason.reason = ERASED
    for mark in session.scalars(select(WrittenMark).where(WrittenMark.comment != "")):
        if _mentions(mark.comment, name, parts):
            mark.comment = ERASED
    for message in session.scalars(select(Message)):
        if _mentions(f"{message.cause} {message.facts}", name, _NO_PARTS):
            _empty(message)


def _empty(message: Message) -> None:
    """A message to somebody else that names the person is worth less than the name."""
    message.cause = ERASED
    message.facts = {}
    if message.state in ("waiting", "sending"):
        message.state = "dropped"


def _own_responses(person_id: int) -> Any:
    return (
        select(Response)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .execution_options(yield_per=200)
    )


def _own_answers_in_scenes(person_id: int) -> Any:
    return (
        select(PlayChoice)
        .join(Play, Play.id == PlayChoice.play_id)
        .join(Enrolment, Enrolment.id == Play.enrolment_id)
        .where(Enrolment.person_id == person_id, PlayChoice.shown.is_not(None))
        .execution_options(yield_per=200)
    )


def _without_typed(response: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """Keep what was chosen of what was shown, and not what somebody typed."""
    words = shown.get("words", {})
    known = {*words, *words.values(), "chosen", "bin"}
    return {
        key: value
        if not isinstance(value, str) or value in known or value.isdigit()
        else ERASED
        for key, value in response.items()
    }


def _reasons(session: Session) -> Iterator[Any]:
    for table in (AwardEvent, AttemptAllowance, VersionEvent):
        yield from session.scalars(select(table).where(table.reason != ""))


def _named_in(session: Session, person: Person) -> tuple[str, ...]:
    """Tell where the organisation itself names somebody."""
    organisation = load_organisation(session)
    places = {
        "the contact of the organisation": organisation.contact,
        "who signs certificates": organisation.signatory_name,
        "the safeguarding contact": organisation.safeguarding_contact,
    }
    places |= {f"the page {page.title}": page.text for page in list_site_pages(session)}
    return tuple(
        place
        for place, text in places.items()
        if _mentions(text, person.name, _NO_PARTS)
    )


def _mentions(text: str, name: str, parts: frozenset[str]) -> bool:
    """Tell whether a text has the whole name in it, or one of its parts as a word."""
    folded = fold_name(text)
    return fold_name(name) in folded or not parts.isdisjoint(_WORD.findall(folded))


def _parts_of(name: str) -> frozenset[str]:
    words = _WORD.findall(fold_name(name))
    return frozenset(word for word in words if len(word) >= _SHORTEST_PART)


def _stays(session: Session, person_id: int) -> Iterator[tuple[str, int, str]]:
    awards = _count(session, Award, Award.person_id == person_id)
    yield "Certificates", awards, _WHY_RECORD
    for words, table in _RECORD:
        query = select(func.count()).select_from(table)
        if table is not Enrolment:
            query = query.join(Enrolment, Enrolment.id == table.enrolment_id)
        number = session.scalar(query.where(Enrolment.person_id == person_id)) or 0
        yield words, number, "The same evidence: what was taught, and when."
    changes = _count(session, AuditEvent, AuditEvent.actor_id == person_id)
    yield "Entries in the trail of changes, as who made them", changes, _WHY_TRAIL


def _count(session: Session, table: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def _find(session: Session, person_id: int, *, hold: bool = False) -> Person:
    person = session.get(Person, person_id, with_for_update=hold or None)
    if person is None:
        raise NotFound(person_id)
    return person


def _confirmation(person: Person) -> str:
    return person.sign_in_name if person.erased_at is None else person.name


def _pseudonym(person: Person) -> str:
    return f"Former colleague {person.id}"
