"""Whom a manager reaches and what she finds, on both databases."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select

from elearn.domain.standings import STATES
from elearn.errors import NotFound
from elearn.services.assigning import assign_course
from elearn.services.awarding import revoke_award
from elearn.services.managing import (
    TeamFilter,
    TeamPage,
    list_team,
    show_team,
)
from elearn.services.organisations import (
    add_person,
    add_team,
    grant_role,
)
from elearn.services.person_records import PersonPage, show_person
from elearn.services.standings import load_people
from elearn.store.reach import load_reach
from elearn.store.standings import CourseBits
from elearn.store.tables import (
    Award,
    AwardEvent,
    Course,
    CourseVersion,
    Enrolment,
    Membership,
)
from tests.counting import counting
from tests.rosewood import COURSE, NO_PASSWORD, NOW, Rosewood

TODAY = NOW.date()
EVERYBODY = TeamFilter()


@dataclass
class Managed:
    """Mara manages At Home and its North round, where Lena is; Otto manages House."""

    rosewood: Rosewood
    mara: int
    boss: int
    at_home: int
    north: int
    house: int

    def team(
        self, asked: TeamFilter = EVERYBODY, number: int = 1, *, by: int = 0,
        today: date = TODAY,
    ) -> TeamPage:  # fmt: skip
        return self.rosewood.database.read(
            show_team, by or self.mara, asked, number, today
        )

    def person(self, person_id: int, *, by: int = 0) -> PersonPage:
        return self.rosewood.database.read(
            show_person, by or self.mara, person_id, TODAY, NOW
        )

    def assign(self, days: int, **whom: int) -> None:
        self.rosewood.database.write(
            assign_course, self.rosewood.moment(), COURSE,
            TODAY + timedelta(days=days), **whom,
        )  # fmt: skip

    def add(self, name: str, team_id: int | None) -> int:
        return self.rosewood.database.write(
            add_person, self.rosewood.moment(), name.lower(), name,
            password_hash=NO_PASSWORD, team_id=team_id,
        )  # fmt: skip

    def state(self, today: date = TODAY) -> str:
        """Name Lena's state, which must be the one that finds her."""
        lena = self.rosewood.lena
        shown = next(m for m in self.team(today=today).members if m.person_id == lena)
        (standing,) = shown.standings
        found = set()
        for state in STATES:
            page = self.team(TeamFilter(state=state), today=today)
            if lena in {member.person_id for member in page.members}:
                found.add(state)
        beside = [] if standing.passed_on else ["not started", "in progress"]
        expected = {standing.state, *beside[standing.begun :][:1]}
        assert found == expected
        return standing.state


@pytest.fixture
def managed(rosewood: Rosewood) -> Managed:
    moment = rosewood.moment(-600)
    with rosewood.database.writing() as session:
        at_home = add_team(session, "At Home")
        north = add_team(session, "North round", at_home)
        house = add_team(session, "House")
        mara, boss = (
            add_person(session, moment, n.lower(), n, password_hash=NO_PASSWORD)
            for n in ("Mara", "Boss")
        )
        session.add(Membership(team_id=north, person_id=rosewood.lena))
        session.add(Membership(team_id=house, person_id=rosewood.otto))
        grant_role(session, moment, mara, "manager", team_id=at_home)
        grant_role(session, moment, rosewood.otto, "manager", team_id=house)
        grant_role(session, moment, boss, "manager")
    return Managed(rosewood, mara, boss, at_home, north, house)


def names(page: TeamPage) -> list[str]:
    return [member.name for member in page.members]


def test_a_manager_reaches_her_team_and_those_below_and_nobody_else(
    managed: Managed,
) -> None:
    page = managed.team()
    assert names(page) == ["Lena Kowalska"]
    assert [(t.name, t.depth) for t in page.teams] == [
        ("At Home", 0), ("North round", 1),
    ]  # fmt: skip
    otto = managed.rosewood.otto
    assert names(managed.team(by=otto)) == ["Otto Lindqvist"]
    with pytest.raises(NotFound):
        managed.person(managed.rosewood.lena, by=otto)
    with pytest.raises(NotFound):
        managed.team(TeamFilter(team_id=managed.north), by=otto)


def test_a_grant_without_a_team_reaches_everybody(managed: Managed) -> None:
    page = managed.team(by=managed.boss)
    assert names(page) == ["Boss", "Lena Kowalska", "Mara", "Otto Lindqvist"]
    assert page.members[0].teams == ()
    assert managed.person(managed.mara, by=managed.boss).member.name == "Mara"


def test_somebody_who_manages_nothing_reaches_nobody(managed: Managed) -> None:
    lena = managed.rosewood.lena
    assert managed.team(by=lena).members == ()
    with pytest.raises(NotFound):
        managed.person(lena, by=lena)


@pytest.mark.slow
def test_each_state_in_turn_is_shown_and_found(managed: Managed) -> None:
    rosewood = managed.rosewood
    assert managed.state() == "not started"
    managed.assign(30, team_id=managed.at_home)
    assert managed.state() == "due"
    managed.assign(14)
    assert managed.state() == "due soon"
    with rosewood.database.writing() as session:
        rosewood.learner(session, -300).read_cards(3)
    managed.assign(-1, person_id=rosewood.lena)
    assert managed.state() == "overdue"
    assert managed.team().overdue == 1
    with rosewood.database.writing() as session:
        rosewood.learner(session, -200).complete(misses=0)
    assert managed.state() == "done"
    assert managed.team().overdue == 0
    refresh_on = managed.team().members[0].standings[0].refresh_on
    assert refresh_on is not None
    assert managed.state(refresh_on - timedelta(days=1)) == "done"
    assert managed.state(refresh_on) == "past refresh"


def test_begun_without_a_day_is_in_progress(managed: Managed) -> None:
    with managed.rosewood.database.writing() as session:
        managed.rosewood.learner(session, -300).read_cards(13)
    assert managed.state() == "in progress"
    (standing,) = managed.team().members[0].standings
    assert 0 < standing.done < standing.total


def test_a_revoked_award_counts_for_nothing(managed: Managed) -> None:
    rosewood = managed.rosewood
    with rosewood.database.writing() as session:
        rosewood.learner(session, -300).complete(misses=0)
        number = session.scalars(select(Award.number)).one()
        revoke_award(session, number, "A mistake.", rosewood.moment(), managed.mara)
    assert managed.state() == "not started"
    assert managed.team().members[0].standings[0].withdrawn
    managed.assign(-3)
    assert managed.state() == "overdue"
    assert [a.state for a in managed.person(rosewood.lena).awards] == ["revoked"]


def test_sets_hold_courses_of_any_number(managed: Managed) -> None:
    """One number of the database has room for some; here they take four."""
    lena, expected = managed.rosewood.lena, [0, 0, 0]
    with managed.rosewood.database.writing() as session:
        version_id = session.scalars(select(CourseVersion.id)).first()
        for at, course_id in enumerate((28, 29, 30, 31, 59, 60, 61, 95, 119)):
            session.add(Course(id=course_id, slug=f"course-{course_id}"))
            session.flush()
            kind = ("fresh", "for ever", "past", "ended", "begun")[at % 5]
            done = None if kind == "begun" else NOW
            enrolment = Enrolment(
                person_id=lena, course_id=course_id, cycle=1, started_at=NOW,
                completed_at=done,
            )  # fmt: skip
            session.add(enrolment)
            session.flush()
            holds = (
                kind in {"fresh", "for ever", "past"},
                kind in {"fresh", "for ever"},
            )
            for number, held in enumerate((*holds, kind == "begun")):
                expected[number] |= held << course_id
            if done is None:
                continue
            days = {"fresh": 1, "past": 0}.get(kind)
            award = Award(
                number=f"N{course_id}", person_id=lena, enrolment_id=enrolment.id,
                course_id=course_id, version_id=version_id, passed_on=TODAY,
                refresh_on=None if days is None else TODAY + timedelta(days=days),
                issued_at=NOW, facts={},
            )  # fmt: skip
            session.add(award)
            session.flush()
            if kind == "ended":
                session.add(AwardEvent(award_id=award.id, kind="revoked", at=NOW))
    with managed.rosewood.database.reading() as session:
        reach = load_reach(session, managed.boss)
        ids = tuple(session.scalars(select(Course.id)))
        people = load_people(session, reach, CourseBits(ids), TODAY, begun=True)
    sets = {one.person_id: one.sets for one in people}
    assert [*sets[lena][1:]] == expected
    assert [*sets[managed.mara][1:]] == [0, 0, 0]


def test_a_record_has_attempts_and_plays_and_no_practice(managed: Managed) -> None:
    rosewood = managed.rosewood
    with rosewood.database.writing() as session:
        learner = rosewood.learner(session, -400)
        # With this one, a question with a critical option is drawn.
        learner.moment = replace(learner.moment, rng=Random(2))
        learner.read_cards()
        for scenario_id in rosewood.built.course.scenarios:  # type: ignore[union-attr]
            learner.play(scenario_id, hoping_for="harmful")
            learner.play(scenario_id)
        learner.take_assessment(misses=5, critical=True)
    page = managed.person(rosewood.lena)
    assert [(a.passed, a.critical) for a in page.attempts] == [(False, True)]
    assert page.attempts[0].points < page.attempts[0].out_of
    assert len(page.plays) == 4
    assert {p.result for p in page.plays} > {"good"}
    assert all(p.ending_title and p.scenario_title for p in page.plays)


def test_it_costs_the_same_however_many_people_there_are(managed: Managed) -> None:
    database = managed.rosewood.database
    with database.writing() as session:
        managed.rosewood.learner(session, -300).read_cards(3)
    managed.assign(-3)

    def queries() -> int:
        with counting(database) as counted:
            managed.team()
        assert counted.commits == 0
        return len(counted.queries)

    few = queries()
    for number in range(30):
        managed.add(f"Person {number:02}", managed.north)
    # One more query finds out who is signed in.
    assert queries() == few <= 9


def test_pages_hold_25_and_the_whole_list_is_the_pages_together(
    managed: Managed,
) -> None:
    for number in range(29):
        managed.add(f"Person {number:02}", managed.north)
    pages = [managed.team(number=n) for n in (1, 2)]
    assert [len(page.members) for page in pages] == [25, 5]
    assert (pages[0].everybody, pages[0].matching, pages[0].pages) == (30, 30, 2)
    assert managed.team(number=99).number == 2
    with managed.rosewood.database.reading() as session:
        everybody = tuple(list_team(session, managed.mara, TeamFilter(), TODAY).members)
    assert everybody == pages[0].members + pages[1].members


@pytest.mark.parametrize(
    "asked",
    [TeamFilter(team_id=10**8), TeamFilter(slug="no-course"), TeamFilter(state="x")],
)
def test_a_filter_for_what_is_not_there_is_not_found(
    managed: Managed, asked: TeamFilter
) -> None:
    with pytest.raises(NotFound):
        managed.team(asked)
