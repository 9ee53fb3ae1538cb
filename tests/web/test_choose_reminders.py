"""Turning reminders by e-mail off and on again."""

from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Person
from tests.pages import Browser
from tests.people import People


def wanted(database: Database, people: People) -> bool:
    return database.read(lambda s: s.get_one(Person, people.lena)).wants_reminders


def test_reminders_are_turned_off_and_on(
    lena: Browser, database: Database, people: People
) -> None:
    form = lena.get("account.account").form("/account/reminders")
    assert form.fields["wanted"] == ["yes"]
    for _ in range(2):
        page = form.send(wanted=[]).follow()
        assert "You will get no reminders by e-mail." in page.words
        assert not wanted(database, people)
    form = page.form("/account/reminders")
    assert "wanted" not in form.fields
    assert "You will be reminded by e-mail." in form.send(wanted="yes").follow().words
    assert wanted(database, people)
    query = select(AuditEvent.action).where(AuditEvent.actor_id == people.lena)
    said = database.read(lambda s: s.scalars(query).all())
    assert said == ["turned reminders off", "turned reminders on"]
