"""A message waits if and only if its cause was committed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.services.mailing import queue_message, queue_messages
from elearn.store.tables import Message, Person
from tests.rosewood import NOW, Rosewood

LINK = "https://learn.example.org/invitations/secret"


@pytest.fixture
def lena_has_mail(rosewood: Rosewood) -> Rosewood:
    change(rosewood, rosewood.lena, email="lena@example.org")
    return rosewood


def change(rosewood: Rosewood, person_id: int, **columns: object) -> None:
    with rosewood.database.writing() as session:
        session.execute(update(Person).where(Person.id == person_id).values(**columns))


def assigned(session: Session, rosewood: Rosewood, key: str = "a:1") -> bool:
    return queue_message(
        session, rosewood.moment(), rosewood.lena, "assigned", key=key,
        course="Empathy", due_on=date(2027, 3, 9), link="https://x.example/courses/e",
    )  # fmt: skip


def test_a_message_keeps_its_facts_and_says_its_cause(lena_has_mail: Rosewood) -> None:
    assert lena_has_mail.database.write(assigned, lena_has_mail)
    with lena_has_mail.database.writing() as session:
        message = session.scalars(select(Message)).one()
    assert message.state == "waiting"
    assert message.cause == "They were asked to do “Empathy”."
    assert message.facts["due_on"] == "2027-03-09"
    assert message.useful_until == NOW + timedelta(days=14)


def test_the_same_key_is_one_message(lena_has_mail: Rosewood) -> None:
    lena_has_mail.race(lambda: lena_has_mail.database.write(assigned, lena_has_mail), 4)
    assert lena_has_mail.count(Message) == 1


def test_without_its_cause_there_is_no_message(lena_has_mail: Rosewood) -> None:
    class PowerCut(Exception):
        pass

    def assigned_then_cut(session: Session) -> None:
        assert assigned(session, lena_has_mail)
        raise PowerCut

    with pytest.raises(PowerCut):
        lena_has_mail.database.write(assigned_then_cut)
    assert lena_has_mail.count(Message) == 0


@pytest.mark.parametrize(
    "columns",
    [{"email": None}, {"email": ""}, {"email": "x@y.example", "active": False}],
)
def test_who_cannot_get_mail_gets_none(
    rosewood: Rosewood, columns: dict[str, object]
) -> None:
    change(rosewood, rosewood.lena, **columns)
    assert not rosewood.database.write(assigned, rosewood)
    assert rosewood.count(Message) == 0


def test_a_link_is_useful_until_it_expires_and_is_no_cause(
    lena_has_mail: Rosewood,
) -> None:
    expires = NOW + timedelta(hours=2)
    with lena_has_mail.database.writing() as session:
        queue_message(
            session, lena_has_mail.moment(), lena_has_mail.lena, "password-reset",
            key="r:1", link=LINK, expires=expires,
        )  # fmt: skip
        message = session.scalars(select(Message)).one()
        assert message.useful_until == expires
        assert "secret" not in message.cause


def test_facts_must_fit_the_kind(lena_has_mail: Rosewood) -> None:
    with (
        lena_has_mail.database.writing() as session,
        pytest.raises(ValueError, match="needs"),
    ):
        queue_message(
            session, lena_has_mail.moment(), lena_has_mail.lena, "invitation",
            key="i:1", link=LINK,
        )  # fmt: skip


def test_many_get_one_each(lena_has_mail: Rosewood) -> None:
    people = [lena_has_mail.lena, lena_has_mail.otto]
    for _ in range(2):
        with lena_has_mail.database.writing() as session:
            reached = queue_messages(
                session, lena_has_mail.moment(), people, "assigned", key="a:7",
                course="Empathy", due_on=None, link="https://x.example/",
            )  # fmt: skip
            assert reached == 1
            keys = session.scalars(select(Message.key)).all()
    assert keys == [f"a:7:{lena_has_mail.lena}"]
