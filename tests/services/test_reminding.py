"""Who is reminded of what, once, on both databases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from elearn.services.assigning import assign_course
from elearn.services.moment import Moment
from elearn.services.organisations import add_team, grant_role
from elearn.services.reminding import (
    Reminder,
    choose_reminders,
    plan_reminders,
    plan_summaries,
    queue_reminders,
    queue_summary,
)
from elearn.store.tables import Membership, Message, Person, ReminderStep
from tests.rosewood import COURSE, NOW, Rosewood

TODAY = NOW.date()
MONDAY = datetime.combine(date(2026, 11, 30), NOW.timetz())


@dataclass
class Reminded:
    """Lena is in Otto's team; both have e-mail."""

    rosewood: Rosewood

    def moment(self, days: float = 0) -> Moment:
        return Moment(NOW + timedelta(days=days), Random(3), "https://x.example")

    def assign(self, due_in: int, asked_ago: int = 60, **whom: int) -> None:
        whom = whom or {"person_id": self.rosewood.lena}
        self.rosewood.database.write(
            assign_course, self.moment(-asked_ago), COURSE,
            TODAY + timedelta(days=due_in), **whom,
        )  # fmt: skip

    def plan(self, days: float = 0) -> list[Reminder]:
        now = self.moment(days).now
        return self.rosewood.database.read(plan_reminders, now)

    def remind(self, days: float = 0) -> int:
        planned = self.plan(days)
        write = self.rosewood.database.write
        return write(queue_reminders, planned, self.moment(days))

    def messages(self, kind: str = "reminder") -> list[Message]:
        query = select(Message).where(Message.kind == kind).order_by(Message.id)
        return list(self.rosewood.database.read(lambda s: s.scalars(query).all()))

    def summarise(self, now: datetime) -> int:
        planned = self.rosewood.database.read(plan_summaries, now)
        moment = Moment(now, Random(3), "https://x.example")
        for summary in planned:
            self.rosewood.database.write(queue_summary, summary, moment)
        return len(planned)


@pytest.fixture
def reminded(rosewood: Rosewood) -> Reminded:
    reminded = Reminded(rosewood)
    with rosewood.database.writing() as session:
        team = add_team(session, "North round")
        session.add(Membership(team_id=team, person_id=rosewood.lena))
        grant_role(session, rosewood.moment(), rosewood.otto, "manager", team_id=team)
        for person in session.scalars(select(Person)):
            person.email = f"{person.sign_in_name}@example.org"
    return reminded


def test_each_step_is_told_once(reminded: Reminded) -> None:
    reminded.assign(14)
    told = [day for day in range(40) if reminded.remind(day)]
    assert told == [0, 11, 15]
    assert reminded.rosewood.count(ReminderStep) == 3
    first, _, last = reminded.messages()
    (line,) = first.facts["soon"]
    assert first.cause == f"Due in two weeks or less: “{line['course']}”."
    assert line["due_on"] == str(TODAY + timedelta(days=14))
    assert line["link"] == f"https://x.example/courses/{COURSE}"
    assert first.facts["late"] == []
    assert last.facts["soon"] == []
    assert len(last.facts["late"]) == 1


def test_two_processes_remind_once(reminded: Reminded) -> None:
    reminded.assign(3)
    reminded.rosewood.race(reminded.remind, 4)
    assert len(reminded.messages()) == 1


def test_who_has_just_been_asked_is_left_in_peace(reminded: Reminded) -> None:
    reminded.assign(10, asked_ago=0)
    assert reminded.plan() == []
    assert reminded.remind(7) == 1


def test_who_is_done_hears_nothing(reminded: Reminded) -> None:
    reminded.assign(3)
    with reminded.rosewood.database.writing() as session:
        reminded.rosewood.learner(session, -200).complete(misses=0)
    assert reminded.plan() == []


def test_an_old_overdue_is_not_brought_up_again(reminded: Reminded) -> None:
    reminded.assign(-30)
    assert reminded.plan() == []


def test_it_says_who_gets_none_and_why(reminded: Reminded) -> None:
    reminded.assign(3, person_id=reminded.rosewood.lena)
    reminded.assign(3, person_id=reminded.rosewood.otto)
    with reminded.rosewood.database.writing() as session:
        session.get_one(Person, reminded.rosewood.lena).email = None
        choose_reminders(
            session, reminded.moment(), reminded.rosewood.otto, wanted=False
        )
    assert [(r.name, r.why_not) for r in reminded.plan()] == [
        ("Lena Kowalska", "has no e-mail address"),
        ("Otto Lindqvist", "turned reminders off"),
    ]
    assert reminded.remind() == 0
    assert reminded.messages() == []
    with reminded.rosewood.database.writing() as session:
        session.get_one(Person, reminded.rosewood.lena).email = "lena@example.org"
    assert reminded.remind() == 1


def test_a_manager_hears_on_monday_what_is_overdue(reminded: Reminded) -> None:
    assert reminded.summarise(MONDAY) == 0
    reminded.assign(-2)
    assert reminded.summarise(MONDAY - timedelta(days=1)) == 0
    assert reminded.summarise(MONDAY) == 1
    assert reminded.summarise(MONDAY + timedelta(days=1)) == 0
    assert reminded.summarise(MONDAY + timedelta(days=7)) == 1
    message, _ = reminded.messages("overdue-summary")
    assert message.person_id == reminded.rosewood.otto
    assert message.facts["people"] == 1
    (one,) = message.facts["listed"]
    assert one["name"] == "Lena Kowalska"
    assert one["courses"][0]["due_on"] == str(TODAY - timedelta(days=2))


def test_a_certificate_is_told_once(reminded: Reminded) -> None:
    with reminded.rosewood.database.writing() as session:
        reminded.rosewood.learner(session, -200).complete(misses=0)
    (message,) = reminded.messages("certificate")
    assert message.person_id == reminded.rosewood.lena
    assert message.facts["link"].endswith("/certificates")
