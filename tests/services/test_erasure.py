"""Erasing somebody: what goes, what stays, and that a name is gone everywhere."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select, update
from sqlalchemy.orm import undefer

from elearn.domain.award import AwardFacts
from elearn.errors import BadForm, NotAllowed, NotFound
from elearn.services import accounts_admin
from elearn.services.awarding import find_award, get_certificate, revoke_award
from elearn.services.erasure import ERASED, erase_person, preview_erasure
from elearn.services.organisations import add_person, add_team, grant_role
from elearn.store.database import Database
from elearn.store.tables import (
    AttemptAllowance,
    AuditEvent,
    Award,
    AwardEvent,
    Base,
    CardView,
    Draft,
    Enrolment,
    Membership,
    Message,
    Organisation,
    PeopleFile,
    Person,
    PlayChoice,
    Reflection,
    ReminderStep,
    Response,
    RoleGrant,
    SignIn,
    SignInTry,
    WayIn,
    WrittenMark,
)
from tests.databases import Templates, address_of
from tests.rosewood import NO_PASSWORD, NOW, Rosewood

NAME = "Lena Kowalska-Żółć"
SIGN_IN_NAME = "lena.kowalska"
EMAIL = "lena.kowalska@rosewood.example"
TRACES = ("kowalska", "żółć", "zolc", EMAIL)
"""What must stand nowhere, in any case, with accents or without."""

OF_ACCOUNT = (Draft, Reflection, SignIn, WayIn, Message, ReminderStep, RoleGrant)


@dataclass
class Erasing:
    """Lena with something in every table, and Ada who administers."""

    rosewood: Rosewood
    ada: int

    @property
    def lena(self) -> int:
        return self.rosewood.lena

    def erase(self, extent: str, typed: str = SIGN_IN_NAME, *, by: int = 0) -> None:
        self.rosewood.database.write(
            erase_person, self.rosewood.moment(), by or self.ada, self.lena,
            extent=extent, typed=typed,
        )  # fmt: skip

    def person(self) -> Person:
        return self.rosewood.database.read(lambda s: s.get_one(Person, self.lena))

    def award(self) -> Award:
        query = select(Award).options(undefer(Award.pdf))
        return self.rosewood.database.read(lambda s: s.scalars(query).one())

    def events(self) -> list[AuditEvent]:
        query = select(AuditEvent).where(AuditEvent.action == "erased")
        return self.rosewood.database.read(lambda s: list(s.scalars(query)))


@pytest.fixture
def erasing(rosewood: Rosewood, templates: Templates) -> Erasing:
    def fill(database: Database) -> int:
        return _fill(replace(rosewood, database=database))

    # What is open belongs to the database that is copied over.
    rosewood.database.close()
    ada = templates.copy_onto(
        address_of(rosewood.database), "erasing", fill, base="rosewood"
    )
    return Erasing(rosewood, ada)


def _fill(rosewood: Rosewood) -> int:
    moment, lena = rosewood.moment(-600), rosewood.lena
    with rosewood.database.writing() as session:
        person = session.get_one(Person, lena)
        person.name, person.sign_in_name, person.email = NAME, SIGN_IN_NAME, EMAIL
        ada = add_person(session, moment, "ada", "Ada Whitfield",
                         password_hash=NO_PASSWORD)  # fmt: skip
        grant_role(session, moment, ada, "admin")
        grant_role(session, moment, lena, "trainer")
        session.flush()
        rosewood.learner(session, -600).complete(misses=1)
        number = session.scalars(select(Award.number)).one()
        revoke_award(session, number, f"Asked by {NAME}.", moment, ada)
        _fill_other_tables(session, rosewood, add_team(session, "At Home"), ada)
    return ada


def _fill_other_tables(session: Any, rosewood: Rosewood, team: int, ada: int) -> None:
    lena, now = rosewood.lena, NOW
    course = session.scalars(select(Enrolment.course_id)).first()
    enrolment = session.scalars(select(Enrolment.id)).first()
    later = rosewood.moment(60).now
    session.add_all([
        Membership(person_id=lena, team_id=team),
        Draft(person_id=lena, key="at", fields={"written": [NAME]}, saved_at=now),
        Reflection(person_id=lena, course_id=course, reflection_id="r", ask="How?",
                   text=f"I, {NAME}", saved_at=now),
        SignIn(token_hash="a" * 64, person_id=lena, started_at=now, expires_at=later),
        SignInTry(key=f"account:{SIGN_IN_NAME}", tried_at=now),
        WayIn(person_id=lena, kind="reset", secret_hash="b" * 64, made_at=now,
              expires_at=later),
        ReminderStep(person_id=lena, course_id=course, due_on=now.date(), step="due",
                     given_at=now),
        PeopleFile(person_id=ada, number="1", sent_at=now,
                   content=f"name\n{NAME}".encode()),
        AttemptAllowance(enrolment_id=enrolment, after_attempt=1, given_at=now,
                         reason="Kowalska was ill.", given_by_id=ada),
        AuditEvent(at=now, actor_id=lena, action="changed", thing_kind="course",
                   thing_id="1", detail={}, address="192.0.2.7"),
    ])  # fmt: skip
    response = session.scalars(select(Response).order_by(Response.id)).first()
    response.response = {**response.response, "text": f"It is {NAME} here"}
    session.add(
        WrittenMark(response_id=response.id, number=1, by_id=ada, lines=[],
                    share=Fraction(1), comment=f"Well said, {NAME}.", at=now)
    )  # fmt: skip
    choice = session.scalars(select(PlayChoice).order_by(PlayChoice.id)).first()
    choice.response, choice.shown = {"1": NAME}, {"words": {"1": "The blank"}}
    session.add_all(
        Message(key=f"due-{to}", person_id=to, kind="due", cause=f"{NAME} is due",
                facts={"name": NAME}, state="waiting", queued_at=now,
                useful_until=later, next_try_at=now)
        for to in (lena, ada)
    )  # fmt: skip


def everything(rosewood: Rosewood) -> Iterator[tuple[str, str]]:
    """Give every value of every table as text, certificates as what was printed."""
    with rosewood.database.engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            for row in connection.execute(select(table)):
                for column, value in row._mapping.items():
                    where = f"{name}.{column}"
                    if isinstance(value, bytes):
                        yield where, value.decode("utf-8", "ignore")
                    elif isinstance(value, dict | list):
                        yield where, json.dumps(value, ensure_ascii=False)
                    elif isinstance(value, str):
                        yield where, value


def traces(rosewood: Rosewood) -> set[str]:
    return {
        where
        for where, text in everything(rosewood)
        if any(trace in text.casefold() for trace in TRACES)
    }


def test_the_search_for_traces_finds_them_where_they_are(erasing: Erasing) -> None:
    found = traces(erasing.rosewood)
    assert {
        "person.name", "person.sign_in_name", "person.email", "person.search_name",
        "award.facts", "award_event.reason", "reflection.text", "draft.fields",
        "sign_in_try.key", "response.response", "people_file.content",
        "message.facts", "message.cause", "attempt_allowance.reason",
        "written_mark.comment", "play_choice.response",
    } <= found  # fmt: skip


def test_after_the_whole_erasure_the_name_stands_nowhere(erasing: Erasing) -> None:
    erasing.erase("name")
    assert traces(erasing.rosewood) == set()


def test_the_record_stays_without_the_name(erasing: Erasing) -> None:
    before = {t: erasing.rosewood.count(t) for t in (Award, CardView, Response)}
    erasing.erase("name")
    assert {t: erasing.rosewood.count(t) for t in before} == before
    award, person = erasing.award(), erasing.person()
    pseudonym = f"Former colleague {erasing.lena}"
    assert (person.name, person.sign_in_name) == (pseudonym, f"erased:{person.id}")
    assert AwardFacts.model_validate(award.facts).person_name == pseudonym
    database = erasing.rosewood.database
    view = database.read(find_award, award.number, NOW)
    assert view is not None
    assert view.name_erased
    assert view.state == "revoked"
    pdf = database.read(get_certificate, erasing.lena, award.number)
    assert pseudonym.encode() in pdf
    assert b"Kowalska" not in pdf


def test_what_was_chosen_stays_and_what_was_typed_goes(erasing: Erasing) -> None:
    database = erasing.rosewood.database
    first = select(Response).order_by(Response.id).limit(1)
    typed = database.read(lambda s: s.scalars(first).one())
    erasing.erase("name")
    after = database.read(lambda s: s.scalars(first).one())
    assert after.response == {**typed.response, "text": ERASED}
    assert after.share == typed.share


def test_the_first_extent_ends_the_account_and_keeps_the_name(erasing: Erasing) -> None:
    facts = erasing.award().facts
    erasing.erase("account")
    person = erasing.person()
    assert (person.name, person.email, person.active) == (NAME, None, False)
    assert person.password_hash == ""
    assert person.erased_at == NOW
    for table in OF_ACCOUNT:
        assert erasing.rosewood.count(table, table.person_id == erasing.lena) == 0
    assert erasing.rosewood.count(SignInTry) == 0
    assert erasing.award().facts == facts
    assert erasing.award().pdf is not None
    assert erasing.rosewood.count(Membership) == 1
    assert erasing.rosewood.count(AuditEvent, AuditEvent.address != "") == 0
    gone = {"reflection.text", "draft.fields", "person.email", "sign_in_try.key"}
    assert not gone & traces(erasing.rosewood)


def test_the_name_can_follow_later(erasing: Erasing) -> None:
    erasing.erase("account")
    erasing.erase("name", typed=NAME)
    assert traces(erasing.rosewood) == set()
    assert [e.detail for e in erasing.events()] == [
        {"extent": "account"}, {"extent": "name"},
    ]  # fmt: skip


def test_the_second_click_changes_nothing(erasing: Erasing) -> None:
    for _ in range(2):
        erasing.erase("name")
    assert len(erasing.events()) == 1
    assert erasing.rosewood.count(AwardEvent, AwardEvent.kind == "name_erased") == 1


def test_the_trail_tells_of_it_by_number(erasing: Erasing) -> None:
    erasing.erase("account")
    (event,) = erasing.events()
    assert (event.actor_id, event.thing_id) == (erasing.ada, str(erasing.lena))


@pytest.mark.parametrize(
    ("extent", "typed", "field"),
    [
        ("", SIGN_IN_NAME, "extent"),
        ("all", SIGN_IN_NAME, "extent"),
        ("name", "", "confirm"),
        ("account", "otto", "confirm"),
    ],
)
def test_what_is_not_confirmed_is_not_done(
    erasing: Erasing, extent: str, typed: str, field: str
) -> None:
    with pytest.raises(BadForm) as refused:
        erasing.erase(extent, typed)
    assert list(refused.value.faults) == [field]
    assert erasing.person().erased_at is None
    assert erasing.rosewood.count(Reflection) == 1


def test_nobody_erases_themselves(erasing: Erasing) -> None:
    with erasing.rosewood.database.writing() as session:
        grant_role(session, erasing.rosewood.moment(), erasing.lena, "admin")
    with pytest.raises(BadForm, match="yourself"):
        erasing.erase("account", by=erasing.lena)


def test_who_administers_no_longer_erases_nobody(erasing: Erasing) -> None:
    with pytest.raises(NotAllowed):
        erasing.erase("account", by=erasing.rosewood.otto)


def test_two_who_erase_each_other_leave_one(erasing: Erasing) -> None:
    rosewood = erasing.rosewood
    with rosewood.database.writing() as session:
        grant_role(session, rosewood.moment(), erasing.lena, "admin")
    erasing.erase("account")
    with pytest.raises(NotAllowed):
        rosewood.database.write(
            erase_person, rosewood.moment(), erasing.lena, erasing.ada,
            extent="account", typed="ada",
        )  # fmt: skip


def test_a_name_that_the_organisation_prints_comes_out_first(erasing: Erasing) -> None:
    with erasing.rosewood.database.writing() as session:
        session.execute(update(Organisation).values(signatory_name=NAME))
    with pytest.raises(BadForm) as refused:
        erasing.erase("name")
    assert "who signs certificates" in refused.value.faults["extent"]
    preview = erasing.rosewood.database.read(preview_erasure, erasing.ada, erasing.lena)
    assert preview.named_in == ("who signs certificates",)
    erasing.erase("account")


def test_the_preview_counts_what_goes_and_what_stays(erasing: Erasing) -> None:
    preview = erasing.rosewood.database.read(preview_erasure, erasing.ada, erasing.lena)
    goes = dict(preview.goes)
    assert (goes["Reflections"], goes["Messages"], goes["Sign-ins"]) == (1, 2, 1)
    stays = {words: number for words, number, _ in preview.stays}
    assert stays["Certificates"] == 1
    assert stays["Cards finished"] == erasing.rosewood.count(CardView)
    assert all(why for _, _, why in preview.stays)


def test_there_is_no_way_back_in(erasing: Erasing) -> None:
    erasing.erase("account")
    for act in (accounts_admin.reactivate, accounts_admin.deactivate):
        with pytest.raises(NotFound):
            erasing.rosewood.database.write(
                act, erasing.rosewood.moment(), erasing.ada, erasing.lena
            )


def test_nobody_there_is_not_found(erasing: Erasing) -> None:
    with pytest.raises(NotFound):
        erasing.rosewood.database.read(preview_erasure, erasing.ada, 999)


def test_every_text_about_a_person_is_cleared_or_kept_on_purpose(
    erasing: Erasing,
) -> None:
    """A column added later to person has to be thought of here."""
    texts = {
        column.name
        for column in Person.__table__.columns
        if not isinstance(column.type, LargeBinary) and column.type.python_type is str
    }
    assert texts == {"sign_in_name", "name", "email", "password_hash", "search_name"}
