"""A site to be hurt: accounts, the communication course, and the real server."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from elearn.coursefiles.build import BuiltCourse, build_course
from elearn.demo_learner import DemoLearner
from elearn.domain.course import Course
from elearn.services.accounts import hash_password
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.migrating import migrate
from elearn.store.tables import Person

SLUG = "communication"
PASSWORD = "faults-password"
COURSES = Path(__file__).parents[2] / "courses"
SECRET = "f" * 40
_SECONDS_TO_DIE = 30
_ONE_MIGRATES = threading.Lock()
"""Alembic keeps what it works on in its modules, where threads would share it."""


@cache
def built() -> BuiltCourse:
    return build_course(COURSES / SLUG, shown_as=f"courses/{SLUG}")


def course() -> Course:
    found = built().course
    assert found is not None
    return found


def fill(url: str, people: int, *, ready: int = 0) -> list[str]:
    """Make accounts; the first *ready* have read all cards.

    A third of those plays next, a third takes the assessment next, and a third has
    answered it all and has only to hand in.
    """
    database = Database(url)
    with _ONE_MIGRATES:
        migrate(database)
    began = datetime.now(UTC) - timedelta(days=1)
    moment = Moment(began, Random(1))
    password_hash = hash_password(PASSWORD)
    names = [f"person-{number}" for number in range(people)]
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care", contact="01632 960 001")
        publish_course(session, built(), moment)
        for number, name in enumerate(names):
            person_id = add_person(
                session, moment, name, f"Person {number}", password_hash=password_hash
            )
            session.get_one(Person, person_id).email = f"{name}@example.org"
            if number < ready:
                learner = DemoLearner(session, person_id, SLUG, moment)
                learner.read_cards(missing=0)
                if number % 3:
                    for scenario_id in course().scenarios:
                        learner.play(scenario_id)
                if number % 3 == 2:
                    learner.begin_assessment(misses=0)
    database.close()
    return names


class Site:
    """`elearn serve` on a database, started and killed as often as wanted."""

    def __init__(self, folder: Path, url: str, port: int, **environ: str) -> None:
        self.port = port
        self.log = folder.parent / f"{folder.name}.log"
        courses = folder.parent / f"{folder.name}-courses"
        if not courses.exists():
            shutil.copytree(COURSES / SLUG, courses / SLUG)
        self._environ = {
            "PATH": os.environ["PATH"],
            "ELEARN_DATA_DIR": str(folder),
            "ELEARN_DATABASE_URL": url,
            "ELEARN_COURSES_DIR": str(courses),
            "ELEARN_SECRET_KEY": SECRET,
            "ELEARN_PORT": str(port),
            "ELEARN_WORKERS": "2",
            "ELEARN_LOG_LEVEL": "error",
        } | environ
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it, and give the seconds until the first page."""
        command = [str(Path(sys.executable).with_name("elearn")), "serve"]
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environ, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        while self.ask("/healthz") != 200:
            if self._process.poll() is not None:
                raise RuntimeError(f"It did not start:\n{self.log.read_text()}")
            if time.perf_counter() > began + 120:
                raise RuntimeError("It did not answer within two minutes.")
            time.sleep(0.02)
        return time.perf_counter() - began

    def kill(self) -> None:
        """Kill it with all that it started, at once, and wait until they are dead."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        family = [parent, *parent.children(recursive=True)]
        os.killpg(parent.pid, signal.SIGKILL)
        self._process.wait()
        latest = time.perf_counter() + _SECONDS_TO_DIE
        while any(map(_lives, family)):
            if time.perf_counter() > latest:
                raise RuntimeError("It was killed, and lives.")
            time.sleep(0.005)

    def stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)

    def end(self) -> None:
        """Kill it if it is still there, whatever went wrong."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def ask(self, path: str) -> int:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return 0


def _lives(process: psutil.Process) -> bool:
    # The dead may wait for somebody to ask how they ended, and hold nothing any more.
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    try:
        site.start()
        yield site
        site.stop()
    finally:
        site.end()
