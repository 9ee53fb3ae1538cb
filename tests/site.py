"""The application on a database of its own, with people, a course and a clock.

conftest.py names this module as a plugin.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from flask import Flask, session
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select

from elearn.app import create_app
from elearn.config import Settings
from elearn.coursefiles.build import BuiltCourse
from elearn.demo_learner import DemoLearner
from elearn.services import accounts
from elearn.services.assigning import assign_course
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import Person
from elearn.web import current
from elearn.web.signing_in import open_visit
from tests.courses import SmallCourse, make_course
from tests.databases import remembering, remove
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


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile each template once, for every application that a test makes."""
    folder = tmp_path_factory.mktemp("compiled")
    with pytest.MonkeyPatch.context() as patch:
        cache = FileSystemBytecodeCache(str(folder))
        patch.setitem(Flask.jinja_options, "bytecode_cache", cache)
        yield


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application once, because reading its templates takes a while."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("instance")))


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with remembering(tmp_path_factory.mktemp("shared")) as database:
        yield database


Act = Callable[[DemoLearner], object]


def lena_did(act: Act) -> pytest.MarkDecorator:
    """Let a test begin when Lena has done this in the small course.

    It is done once, up to the hour at which the clock of every test begins.
    """
    return pytest.mark.lena_did.with_args(act)


@pytest.fixture(scope="session")
def begin_file(
    rosewood_file: tuple[Path, People], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Act | None], Path]:
    """Give the database with which tests begin whose Lena did so much before."""

    @cache
    def make(act: Act | None) -> Path:
        untouched, people = rosewood_file
        if act is None:
            return untouched
        path = tmp_path_factory.mktemp("learned") / "elearn.sqlite3"
        shutil.copy(untouched, path)
        database = Database(f"sqlite:///{path}")
        _learn(database, people, Clock().now, Random(5), act)
        database.close()
        return path

    return make


def _learn(
    database: Database, people: People, now: datetime, rng: Random, act: Act
) -> None:
    moment = Moment(now - timedelta(hours=2), rng)
    with database.writing() as session:
        act(DemoLearner(session, people.lena, SMALL, moment))


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    shared_database: Database,
    begin_file: Callable[[Act | None], Path],
    clock: Clock,
    built_app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application with a fresh database and a clock of this test."""
    before = request.node.get_closest_marker("lena_did")
    start = begin_file(before.args[0] if before else None)
    remove(shared_database)
    shutil.copy(start, str(shared_database.url.database))
    monkeypatch.setitem(built_app.extensions, "elearn_database", shared_database)
    monkeypatch.setitem(built_app.config, "CLOCK", clock)
    yield built_app
    shared_database.close()


@pytest.fixture
def database(app: Flask) -> Database:
    return app.extensions["elearn_database"]


@pytest.fixture
def open_browser(app: Flask) -> Callable[..., Browser]:
    """Give a browser, signed in if a name is given."""

    def open_one(sign_in_name: str = "", **options: str) -> Browser:
        browser = Browser(app, **options)
        if sign_in_name:
            _sign_in(browser, app, sign_in_name)
        return browser

    return open_one


def _sign_in(browser: Browser, app: Flask, sign_in_name: str) -> None:
    """Leave the browser as the sign-in form does, without its page and its hashing."""
    with app.test_request_context():
        person_id = current.read(
            lambda s: s.scalars(
                select(Person.id).where(Person.sign_in_name == sign_in_name)
            ).one()
        )
        moment = current.moment()
        open_visit(
            current.write(accounts.open_sign_in, moment, person_id, accounts.SHIFT),
            lasting=False,
        )
        opened = dict(session)
    with browser.client.session_transaction() as kept:
        kept.update(opened)


@pytest.fixture
def visitor(open_browser: Callable[..., Browser]) -> Browser:
    """Somebody who is not signed in."""
    return open_browser()


@pytest.fixture
def lena(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("lena")


Learn = Callable[[Act], None]


@pytest.fixture
def learning(database: Database, people: People, clock: Clock) -> Learn:
    """Let Lena do a stretch of the small course in one go, up to the clock's now."""

    rng = Random(7)

    def learn(act: Act) -> None:
        _learn(database, people, clock.now, rng, act)

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
