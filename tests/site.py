"""The application on a database of its own, with people, a course and a clock.

conftest.py names this module as a plugin.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from elearn.app import create_app
from elearn.config import Settings
from elearn.coursefiles.build import BuiltCourse
from elearn.demo_learner import DemoLearner
from elearn.services.assigning import assign_course
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from tests.courses import SmallCourse, make_course
from tests.pages import Browser
from tests.people import OPENED, People, add_rosewood

SMALL = "first-words"
"""The course of tests/courses.py: short, with one of everything."""


@dataclass
class Clock:
    """The time as the application sees it; it stands until a test moves it."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def make_small_course(folder: Path) -> SmallCourse:
    """Write the small course as the checker lets it be published."""
    course = make_course(folder, SMALL)
    in_order = "ask: Put these in order."
    course.change("questions/assessment.yaml", in_order, f"{in_order} First to last.")
    course.change("scenarios/the-knock.yaml", "  inside:\n    gate:", _WEAK_CHOICE)
    return course


_WEAK_CHOICE = """\
      - words: Hello?
        grade: weak
        why: She still does not know who you are.
        then: inside
  inside:
    gate:"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def rosewood_file(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    built_communication: BuiltCourse,
) -> tuple[Path, People]:
    """Rosewood Care with two courses, one real and one small, to be copied."""
    path = tmp_path_factory.mktemp("rosewood") / "elearn.sqlite3"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    small = make_small_course(tmp_path_factory.mktemp("small"))
    with database.writing() as session:
        people = add_rosewood(session)
        for built in (built_communication, small.build()):
            publish_course(session, built, Moment(OPENED, Random(1)))
    # Closing the last connection writes the log back, so that one file is all.
    database.close()
    return path, people


@pytest.fixture
def people(rosewood_file: tuple[Path, People]) -> People:
    return rosewood_file[1]


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application once, because reading its templates takes a while."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("instance")))


@pytest.fixture
def app(
    tmp_path: Path,
    rosewood_file: tuple[Path, People],
    clock: Clock,
    built_app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application with a database and a clock of this test."""
    path = shutil.copy(rosewood_file[0], tmp_path / "elearn.sqlite3")
    database = Database(f"sqlite:///{path}")
    monkeypatch.setitem(built_app.extensions, "elearn_database", database)
    monkeypatch.setitem(built_app.config, "CLOCK", clock)
    yield built_app
    database.close()


@pytest.fixture
def database(app: Flask) -> Database:
    return app.extensions["elearn_database"]


@pytest.fixture
def open_browser(app: Flask) -> Callable[..., Browser]:
    """Give a browser, signed in if a name is given."""

    def open_one(sign_in_name: str = "", **options: str) -> Browser:
        browser = Browser(app, **options)
        if sign_in_name:
            assert browser.sign_in(sign_in_name).location == "/"
        return browser

    return open_one


@pytest.fixture
def visitor(open_browser: Callable[..., Browser]) -> Browser:
    """Somebody who is not signed in."""
    return open_browser()


@pytest.fixture
def lena(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("lena")


Learn = Callable[[Callable[[DemoLearner], object]], None]


@pytest.fixture
def learning(database: Database, people: People, clock: Clock) -> Learn:
    """Let Lena do a stretch of the small course in one go, up to the clock's now."""

    rng = Random(7)

    def learn(act: Callable[[DemoLearner], object]) -> None:
        began = clock.now - timedelta(hours=2)
        with database.writing() as session:
            act(DemoLearner(session, people.lena, SMALL, Moment(began, rng)))

    return learn


@pytest.fixture
def assign(database: Database, people: People) -> Callable[..., None]:
    """Ask Lena, or whoever is named by `person_id` or `team_id`, to do a course."""

    def ask(due_on: date, slug: str = SMALL, **whom: int) -> None:
        moment = Moment(OPENED, Random(1))
        with database.writing() as session:
            assign_course(
                session, moment, slug, due_on, **(whom or {"person_id": people.lena})
            )

    return ask
