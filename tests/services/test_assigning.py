"""Asking for a course: once for each target, and told to whom it concerns."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from elearn.errors import NotFound
from elearn.services.assigning import (
    Asked,
    Target,
    ask_for_course,
    change_due_day,
    list_assignments,
    withdraw_assignment,
)
from elearn.services.organisations import add_team, grant_role
from elearn.store.tables import Assignment, AuditEvent, Membership, Message, Person
from tests.rosewood import COURSE, NOW, Rosewood

TODAY = NOW.date()
SOON, LATER = TODAY + timedelta(days=10), TODAY + timedelta(days=20)


@pytest.fixture
def team_id(rosewood: Rosewood) -> int:
    """Lena's team, which Otto manages here; both can be reached by mail."""
    moment = rosewood.moment(-600)
    with rosewood.database.writing() as session:
        team_id = add_team(session, "At Home")
        session.add_all(
            Membership(team_id=team_id, person_id=i)
            for i in (rosewood.lena, rosewood.otto)
        )
        grant_role(session, moment, rosewood.otto, "manager", team_id=team_id)
        session.execute(update(Person).values(email=Person.sign_in_name + "@x.example"))
    return team_id


def ask(rosewood: Rosewood, target: Target, days: int = 10) -> tuple[int, ...]:
    return rosewood.database.write(
        ask_for_course, rosewood.otto, COURSE, target,
        TODAY + timedelta(days=days), TODAY, rosewood.moment(),
    )  # fmt: skip


def lines(rosewood: Rosewood) -> list[Asked]:
    page = rosewood.database.read(list_assignments, rosewood.otto, 1)
    assert page.total == len(page.lines)
    return list(page.lines)


def told(rosewood: Rosewood) -> list[tuple[int, str]]:
    query = (
        select(Message.person_id, Message.facts)
        .where(Message.kind == "assigned")
        .order_by(Message.id)
    )
    rows = rosewood.database.read(lambda s: s.execute(query).all())
    return [(person_id, facts["due_on"]) for person_id, facts in rows]


def test_many_clicks_make_one_assignment(rosewood: Rosewood, team_id: int) -> None:
    answers = rosewood.race(lambda: ask(rosewood, Target(team_id=team_id)))
    assert len(set(answers)) == 1
    assert rosewood.count(Assignment) == 1
    assert rosewood.count(AuditEvent, AuditEvent.action == "assigned") == 1
    assert told(rosewood) == [
        (rosewood.lena, SOON.isoformat()), (rosewood.otto, SOON.isoformat()),
    ]  # fmt: skip


def test_a_team_managers_everyone_is_her_teams(
    rosewood: Rosewood, team_id: int
) -> None:
    ask(rosewood, Target())
    (line,) = lines(rosewood)
    assert (line.target, line.everybody, line.done) == (Target(None, team_id), 2, 0)


def test_who_has_done_it_is_counted_and_not_told(
    rosewood: Rosewood, team_id: int
) -> None:
    with rosewood.database.writing() as session:
        rosewood.learner(session, -300).complete(misses=0)
        # In a second team below the first, Lena is still one person.
        below = add_team(session, "North round", team_id)
        session.add(Membership(team_id=below, person_id=rosewood.lena))
    ask(rosewood, Target(team_id=team_id))
    (line,) = lines(rosewood)
    assert (line.everybody, line.done) == (2, 1)
    assert told(rosewood) == [(rosewood.otto, SOON.isoformat())]


def test_a_new_day_is_told_and_the_same_day_is_not(
    rosewood: Rosewood, team_id: int
) -> None:
    (assignment_id,) = ask(rosewood, Target(person_id=rosewood.lena))
    for _ in range(2):
        rosewood.database.write(
            change_due_day, rosewood.otto, assignment_id, LATER, TODAY,
            rosewood.moment(),
        )  # fmt: skip
    assert [day for _, day in told(rosewood)] == [SOON.isoformat(), LATER.isoformat()]
    assert rosewood.count(AuditEvent, AuditEvent.action == "changed due day") == 1


def test_after_withdrawing_it_can_be_asked_again(
    rosewood: Rosewood, team_id: int
) -> None:
    target = Target(person_id=rosewood.lena)
    (first,) = ask(rosewood, target)
    for _ in range(2):
        rosewood.database.write(
            withdraw_assignment, rosewood.otto, first, rosewood.moment()
        )
    assert lines(rosewood) == []
    assert rosewood.count(AuditEvent, AuditEvent.action == "withdrew") == 1
    (second,) = ask(rosewood, target)
    assert second != first
    assert [line.assignment_id for line in lines(rosewood)] == [second]


def test_who_left_is_not_asked(rosewood: Rosewood, team_id: int) -> None:
    ask(rosewood, Target(person_id=rosewood.lena))
    ask(rosewood, Target(team_id=team_id))
    with rosewood.database.writing() as session:
        session.execute(
            update(Person).where(Person.id == rosewood.lena).values(active=False)
        )
    (line,) = lines(rosewood)
    assert line.everybody == 1
    with pytest.raises(NotFound):
        ask(rosewood, Target(person_id=rosewood.lena), days=11)
