"""Marking again and publishing, on both databases, and when several do it at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from sqlalchemy import insert, select

from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.places import list_places
from elearn.services.publishing import publish_course
from elearn.services.refreshing import list_refreshers, mark_card
from elearn.services.regrading import preview_regrade, regrade_some
from elearn.services.releasing import Seen, release_course
from elearn.store.database import Database
from elearn.store.tables import (
    Attempt,
    Award,
    Course,
    CourseVersion,
    Enrolment,
    MaterialChange,
    Person,
    Regrade,
    Response,
    VersionEvent,
)
from tests.courses import SmallCourse
from tests.rosewood import NO_PASSWORD, NOW, Rosewood
from tests.site import SMALL, make_small_course
from tests.web.test_publish import ASSESSMENT, BANK, change_key


@dataclass
class Site(Rosewood):
    """A database with the small course, whose bank always gives the same questions."""

    small: SmallCourse

    def learn(self, person_id: int, misses: int) -> None:
        with self.database.writing() as session:
            learner = DemoLearner(session, person_id, SMALL, self.moment())
            learner.read_cards()
            learner.play("the-knock")
            learner.take_assessment(misses=misses)

    def publish(self) -> None:
        self.database.write(publish_course, self.small.build(), self.moment(300))

    def regrade(self) -> int:
        return self.database.write(
            regrade_some, SMALL, self.moment(310), self.otto
        ).marked


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    database = Database(database_url, pool_size=8)
    moment = Moment(NOW - timedelta(days=1), Random(1))
    small = make_small_course(tmp_path)
    small.write(ASSESSMENT, BANK)
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care", contact="01632 960 001")
        lena, otto = (
            add_person(session, moment, n, n.title(), password_hash=NO_PASSWORD)
            for n in ("lena", "otto")
        )
        publish_course(session, small.build(), moment)
    yield Site(database, lena, otto, small.build(), small)
    database.close()


def test_both_results_are_kept_and_an_award_is_given_once(site: Site) -> None:
    site.learn(site.lena, misses=4)
    site.learn(site.otto, misses=0)
    assert site.count(Award) == 1
    change_key(site.small)
    site.publish()
    assert site.regrade() == 2
    assert site.regrade() == 0
    rows = site.database.read(
        lambda s: s.execute(
            select(
                Regrade.old_points, Regrade.new_points, Regrade.applied, Attempt.passed
            )
            .join(Attempt, Attempt.id == Regrade.attempt_id)
            .order_by(Attempt.id)
        ).all()
    )
    assert [tuple(row) for row in rows] == [
        (Fraction(0), Fraction(4), True, True),
        (Fraction(4), Fraction(0), False, True),
    ]
    assert site.count(Award) == 2


def test_a_key_that_was_mended_twice_is_marked_from_the_first_result(
    site: Site,
) -> None:
    site.learn(site.lena, misses=4)
    change_key(site.small)
    site.publish()
    site.regrade()
    site.small.write(
        ASSESSMENT, site.small.read(ASSESSMENT).replace("ask: Which", "ask: What")
    )
    site.publish()
    assert site.regrade() == 0
    assert site.count(Award) == 1


@pytest.mark.slow
def test_eight_trainers_mark_again_at_once(site: Site) -> None:
    site.learn(site.lena, misses=4)
    change_key(site.small)
    site.publish()
    assert sum(site.race(site.regrade)) == 1
    assert (site.count(Regrade), site.count(Award)) == (1, 1)


@pytest.mark.slow
def test_eight_trainers_publish_the_same_at_once(site: Site) -> None:
    change_key(site.small)
    built = site.small.build()
    assert built.course is not None
    seen = Seen(built.course.content_hash, 1)
    done = site.race(
        lambda: site.database.write(
            release_course, built, seen, site.moment(5), site.otto
        )
    )
    assert sum(d.is_new for d in done) == 1
    assert site.count(CourseVersion) == 2
    assert site.count(CourseVersion, CourseVersion.online) == 1
    assert site.count(VersionEvent) == 2


@pytest.mark.slow
def test_a_card_is_marked_once_and_asked_of_those_who_passed(site: Site) -> None:
    site.learn(site.lena, misses=0)
    site.small.change("modules/at-the-door.md", "who comes in", "who is there")
    site.publish()
    site.race(
        lambda: site.database.write(
            mark_card, SMALL, "at-the-door", "knock-and-wait", "New.",
            site.moment(301), site.otto,
        )
    )  # fmt: skip
    assert site.count(MaterialChange) == 1

    def asked(person_id: int) -> list[str]:
        with_places = site.database.read(
            lambda s: list_refreshers(s, person_id, list_places(s, person_id))
        )
        return [r.card.id for r in with_places]

    assert asked(site.lena) == ["knock-and-wait"]
    assert asked(site.otto) == []


@pytest.mark.slow
def test_thousands_of_attempts_are_previewed_in_seconds(site: Site) -> None:
    site.learn(site.lena, misses=4)
    copy_attempts(site, 2_000)
    change_key(site.small)
    target = site.small.build().course
    assert target is not None
    course_id = site.database.read(lambda s: s.scalars(select(Course.id)).one())
    began = perf_counter()
    preview = site.database.read(preview_regrade, course_id, target)
    seconds = perf_counter() - began
    assert preview.pass_count == 2_001 or not preview.is_whole
    assert len(preview.would_pass) == 50
    assert seconds < 10


def copy_attempts(site: Site, number: int) -> None:
    """Let many people have answered exactly as Lena did."""
    with site.database.writing() as session:
        attempt = session.scalars(
            select(Attempt).where(Attempt.kind == "assessment")
        ).one()
        answers = session.scalars(
            select(Response).where(Response.attempt_id == attempt.id)
        ).all()
        enrolment = session.get_one(Enrolment, attempt.enrolment_id)
        first = 1_000
        ids = range(first, first + number)

        def fill(table: type, row: object, **changes: object) -> dict[str, object]:
            columns = table.__table__.columns.keys()  # type: ignore[attr-defined]
            kept = {name: getattr(row, name) for name in columns}
            return {**kept, **changes}

        person = session.get_one(Person, site.lena)
        session.execute(
            insert(Person),
            [fill(Person, person, id=n, sign_in_name=f"p{n}") for n in ids],
        )
        session.execute(
            insert(Enrolment),
            [fill(Enrolment, enrolment, id=n, person_id=n) for n in ids],
        )
        session.execute(
            insert(Attempt),
            [fill(Attempt, attempt, id=n, enrolment_id=n) for n in ids],
        )
        rows = [
            fill(Response, answer, id=first + n * 10 + at, attempt_id=n)
            for n in ids
            for at, answer in enumerate(answers)
        ]
        session.execute(insert(Response), rows)
