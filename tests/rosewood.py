"""A small Rosewood Care in a database, for services and races."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.coursefiles.build import BuiltCourse, build_course
from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from tests.databases import Templates, address_of, remembering, remove

T = TypeVar("T")
COURSE = "communication"
COURSES = Path(__file__).parents[1] / "courses"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# Hashing is slow on purpose; nobody signs in here.
NO_PASSWORD = "not a hash"


@dataclass
class Rosewood:
    """A database with the communication course, and Lena and Otto in it."""

    database: Database
    lena: int
    otto: int
    built: BuiltCourse

    def moment(self, minutes: float = 0) -> Moment:
        return Moment(NOW + timedelta(minutes=minutes), Random(7))

    def learner(self, session: Session, minutes: float = 0) -> DemoLearner:
        return DemoLearner(session, self.lena, COURSE, self.moment(minutes))

    def count(self, table: type[Any], *where: Any) -> int:
        query = select(func.count()).select_from(table).where(*where)
        return self.database.read(lambda s: s.scalar(query) or 0)

    def race(self, act: Callable[[], T], runners: int = 8) -> list[T]:
        """Let many do the same at the same moment; every one must get an answer."""
        start = threading.Barrier(runners)
        answers: list[T] = []
        failures: list[Exception] = []

        def run() -> None:
            start.wait()
            try:
                answers.append(act())
            except Exception as failure:  # shown by the assertion below
                failures.append(failure)

        threads = [threading.Thread(target=run) for _ in range(runners)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        return answers


@pytest.fixture(scope="session")
def built_communication() -> BuiltCourse:
    return build_course(COURSES / COURSE, shown_as=f"courses/{COURSE}")


@pytest.fixture(scope="session")
def rosewood_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with remembering(tmp_path_factory.mktemp("rosewood-sqlite")) as database:
        yield database


@pytest.fixture
def rosewood(
    database_url: str,
    rosewood_sqlite: Database,
    built_communication: BuiltCourse,
    templates: Templates,
) -> Iterator[Rosewood]:
    def fill(database: Database) -> tuple[int, int]:
        return _fill(database, built_communication)

    database = rosewood_sqlite
    if database_url.startswith("sqlite"):
        remove(database)
    else:
        database = Database(database_url, pool_size=8)
    lena, otto = templates.copy_onto(address_of(database), "rosewood", fill)
    yield Rosewood(database, lena, otto, built_communication)
    database.close()


def _fill(database: Database, built: BuiltCourse) -> tuple[int, int]:
    moment = Moment(NOW - timedelta(days=1), Random(1))
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care", contact="01632 960 001")
        lena = add_person(
            session, moment, "lena", "Lena Kowalska", password_hash=NO_PASSWORD
        )
        otto = add_person(
            session, moment, "otto", "Otto Lindqvist", password_hash=NO_PASSWORD
        )
        publish_course(session, built, moment)
    return lena, otto
