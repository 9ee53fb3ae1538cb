"""The demo organisation: forty people, and a history that the services made."""

from collections import Counter
from datetime import timedelta
from random import Random, SystemRandom

import pytest
from sqlalchemy import func, select

from elearn import demo
from elearn.coursefiles.build import BuiltCourse
from elearn.services.accounts import Refused, sign_in
from elearn.services.home import show_home
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.awards import select_awards
from elearn.store.database import Database
from elearn.store.tables import Attempt, Person, Play, Team
from tests.rosewood import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def database(database_url: str, built_communication: BuiltCourse) -> Database:
    database = Database(database_url)
    first = Moment(NOW - demo.FIRST_PUBLISHED, Random(1))
    database.write(publish_course, built_communication, first)
    database.write(demo.make_demo, NOW)
    return database


def test_the_demo_has_people_and_a_history(database: Database) -> None:
    with database.writing() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 40
        assert session.scalar(select(func.count()).select_from(Team)) == 7
        awards = session.execute(select_awards()).all()
        assert any(row.revoked for row in awards)
        assert any(row.superseded for row in awards)
        assert any(row.refresh_on and row.refresh_on < NOW.date() for row in awards)
        failed = session.scalars(select(Attempt).where(Attempt.passed.is_(False))).all()
        assert any(attempt.critical for attempt in failed)
        assert any(not attempt.critical for attempt in failed)
        results = set(session.scalars(select(Play.result)))
        assert {"good", "unsafe"} <= results
        today = NOW.date()
        people = session.scalars(select(Person.id)).all()
        states = Counter(
            course.due.state
            for person_id in people
            for course in show_home(session, person_id, today).courses
        )
        assert {"overdue", "done", "past refresh"} <= set(states)
        for name in demo.ACCOUNTS:
            token = sign_in(
                session,
                name,
                demo.PASSWORD,
                lasting=timedelta(hours=1),
                moment=Moment(NOW, SystemRandom()),
            )
            assert not isinstance(token, Refused)
        lena = session.scalars(
            select(Person.id).where(Person.sign_in_name == "lena")
        ).one()
        home = show_home(session, lena, today)
        assert home.continue_with is not None
        assert home.continue_with.due.state == "overdue"
    database.close()
