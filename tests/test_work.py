"""`elearn work` as a process of its own, killed where it hurts most."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from elearn.config import load_settings
from elearn.domain.messages import SENDING_LASTS
from elearn.services.mailing import queue_message
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import Message, Person
from elearn.working import Worker, make_moment
from tests.mail_server import ACCEPTED, MailServer
from tests.people import add_rosewood

pytestmark = pytest.mark.slow


@dataclass
class Installation:
    """A database with one message for Lena, and a mail server to send it to."""

    environ: dict[str, str]
    folder: Path
    database: Database

    @contextmanager
    def elearn(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [sys.executable, "-c", "from elearn.cli import main; main()", *command],
            cwd=self.folder,
            env=os.environ | self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def states(self) -> list[str]:
        query = select(Message.state).order_by(Message.id)
        return list(self.database.read(lambda s: s.scalars(query).all()))

    def work_later(self, by: timedelta) -> int:
        settings = load_settings(self.environ)

        def later() -> Moment:
            moment = make_moment(settings)
            return replace(moment, now=moment.now + by)

        return Worker(settings, self.database, later).work_once()


@pytest.fixture
def installation(
    database_url: str, mail_server: MailServer, tmp_path: Path
) -> Iterator[Installation]:
    database = Database(database_url)
    moment = Moment(datetime.now(UTC), Random(1))
    with database.writing() as session:
        people = add_rosewood(session)
        session.get_one(Person, people.lena).email = "lena@example.org"
        queue_message(
            session, moment, people.lena, "certificate", key="certificate:1",
            course="Empathy", refresh_on=None, link="https://x.example/certificates",
        )  # fmt: skip
    environ = {
        "ELEARN_DATABASE_URL": database_url,
        "ELEARN_DATA_DIR": str(tmp_path / "instance"),
        "ELEARN_MAIL": mail_server.url,
        "ELEARN_MAIL_FROM": "learning@example.org",
        "ELEARN_SECRET_KEY": "s" * 40,
    }
    yield Installation(environ, tmp_path, database)
    database.close()


def wait_until(done: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)


def test_killed_between_hand_over_and_note_is_doubtful_and_never_sent_twice(
    installation: Installation, mail_server: MailServer
) -> None:
    with installation.elearn("work") as process:

        def take_and_kill() -> str:
            # The server has the whole message; the sender will never hear of it.
            os.kill(process.pid, signal.SIGKILL)
            return ACCEPTED

        mail_server.data = take_and_kill
        assert process.wait(timeout=60) == -signal.SIGKILL
    wait_until(lambda: len(mail_server.messages) == 1)
    assert installation.states() == ["sending"]
    mail_server.data = ACCEPTED
    assert installation.work_later(timedelta(0)) == 0
    assert installation.states() == ["sending"]
    for days in (0, 1, 5):
        assert installation.work_later(SENDING_LASTS + timedelta(days=days)) == 0
    assert installation.states() == ["doubtful"]
    assert len(mail_server.messages) == 1


def test_once_sends_and_ends(
    installation: Installation, mail_server: MailServer
) -> None:
    with installation.elearn("work", "--once") as process:
        said, _ = process.communicate(timeout=60)
    assert said == "Sent: 1.\n"
    assert installation.states() == ["sent"]
    assert mail_server.recipients() == ["lena@example.org"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_it_works_on_until_told_to_stop(
    installation: Installation, mail_server: MailServer
) -> None:
    with installation.elearn("work") as process:
        wait_until(lambda: installation.states() == ["sent"])
        process.terminate()
        assert process.wait(timeout=30) == 0
