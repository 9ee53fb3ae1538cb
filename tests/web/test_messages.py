"""An administrator sees what became of each message, and decides what is open."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from elearn.services.mailing import queue_message
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Message, Person
from tests.pages import Browser, Form, Page
from tests.people import People
from tests.site import Clock


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


@pytest.fixture
def message_id(database: Database, people: People, clock: Clock) -> int:
    """An invitation for Lena, whose link works for a week."""
    with database.writing() as session:
        session.get_one(Person, people.lena).email = "lena@example.org"
        queue_message(
            session, Moment(clock.now, Random(1)), people.lena, "invitation",
            key="i:1", link="https://x.example/a-secret",
            expires=clock.now + timedelta(days=7),
        )  # fmt: skip
        return session.scalars(select(Message.id)).one()


def change(database: Database, **columns: object) -> None:
    with database.writing() as session:
        session.execute(update(Message).values(**columns))


def row(database: Database) -> Message:
    return database.read(lambda s: s.scalars(select(Message)).one())


def form_of(page: Page, message_id: int) -> Form:
    return page.form(f"/messages/{message_id}")


def buttons(page: Page) -> list[str]:
    return [
        (b.text or "").strip()
        for b in page.main.iter("button")
        if b.get("name") == "decision"
    ]


def test_an_empty_outbox_says_so(ada: Browser) -> None:
    page = ada.get("admin.messages")
    assert "Nothing waits and nothing failed." in page.words
    assert "No messages yet" in page.words
    assert "Mail is not set up, so messages wait." in page.words


def test_a_message_says_for_whom_and_why_and_no_secret(
    ada: Browser, message_id: int
) -> None:
    page = ada.get("admin.messages")
    assert "1 message waits." in page.words
    for words in ("Lena Kowalska", "Invitation", "An account was made", "Waiting"):
        assert words in page.words
    assert "a-secret" not in page.html
    assert buttons(page) == ["Send now", "Do not send"]


@pytest.mark.parametrize(
    ("state", "words", "choices"),
    [
        ("doubtful", "1 message is doubtful", ["Send anyway", "Leave it"]),
        ("failed", "1 message failed", ["Try again", "Leave it"]),
        ("sending", "Nothing waits", []),
    ],
)
def test_each_state_offers_what_can_be_done(
    ada: Browser,
    message_id: int,
    database: Database,
    state: str,
    words: str,
    choices: list[str],
) -> None:
    change(database, state=state, reason="The server refused the address: 550 no")
    page = ada.get("admin.messages")
    assert words in page.words
    assert "550 no" in page.words
    assert buttons(page) == choices


def test_a_doubtful_message_is_sent_anyway_once(
    ada: Browser, message_id: int, database: Database, people: People
) -> None:
    change(database, state="doubtful", claim="c")
    page = ada.get("admin.messages", state="doubtful")
    form = page.form(f"/messages/{message_id}?state=doubtful")
    page = form.send(decision="send").follow()
    assert "The message will be sent in a moment." in page.words
    assert page.form("/messages").fields["state"] == ["doubtful"]
    assert (row(database).state, row(database).claim) == ("waiting", None)
    change(database, state="sent")
    page = form.send(decision="send").follow()
    assert "decided already" in page.words
    assert row(database).state == "sent"
    query = select(AuditEvent).where(AuditEvent.thing_kind == "message")
    events = database.read(lambda s: s.scalars(query).all())
    assert [(e.action, e.actor_id) for e in events] == [
        ("sent message again", people.ada)
    ]


def test_a_dropped_message_keeps_no_secret(
    ada: Browser, message_id: int, database: Database
) -> None:
    form = form_of(ada.get("admin.messages"), message_id)
    for _ in range(2):
        assert form.send(decision="drop").status == 303
    assert (row(database).state, row(database).facts) == ("dropped", {})
    page = ada.get("admin.messages")
    assert "An administrator decided not to send it." in page.words
    assert buttons(page) == []


def test_what_is_of_no_use_any_more_is_not_sent(
    ada: Browser, message_id: int, database: Database, clock: Clock
) -> None:
    change(database, state="failed")
    clock.move(days=7)
    ada.sign_in("ada")
    form = form_of(ada.get("admin.messages"), message_id)
    assert "decided already" in form.send(decision="send").follow().words
    assert row(database).state == "failed"
    assert buttons(ada.get("admin.messages")) == ["Leave it"]


def test_it_tells_why_somebody_gets_no_mail(
    ada: Browser, message_id: int, database: Database, people: People
) -> None:
    with database.writing() as session:
        session.get_one(Person, people.lena).wants_reminders = False
    page = ada.get("admin.messages", words="Kowal")
    assert "Lena Kowalska : Reminders are turned off." in page.words
    page = ada.get("admin.messages", words="otto")
    assert "Otto Lindqvist : There is no e-mail address" in page.words
    assert "No message fits what you chose" in page.words


def test_a_decision_that_is_none_changes_nothing(
    ada: Browser, message_id: int, database: Database
) -> None:
    form = form_of(ada.get("admin.messages"), message_id)
    assert form.send(decision="burn").status == 400
    assert form.send().status == 400
    assert row(database).state == "waiting"
    assert ada.post("admin.decide", {"decision": "drop"}, message_id=99).status == 404
    assert ada.get("admin.messages", state="lost").status == 404


@pytest.mark.parametrize("name", ["lena", "mara", "tariq"])
def test_only_administrators_find_it(
    open_browser: Callable[..., Browser], message_id: int, name: str
) -> None:
    browser = open_browser(name)
    assert browser.get("admin.messages").status == 404
    data = {"decision": "drop"}
    assert browser.post("admin.decide", data, message_id=message_id).status == 404
