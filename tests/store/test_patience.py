"""A PostgreSQL that hangs: nobody waits for it for ever."""

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from elearn.errors import RecordsAway
from elearn.store.database import Database
from elearn.store.tables import Team

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP"),
]

PATIENCE = 0.4


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url, patience=PATIENCE)
    yield database
    database.close()


def count_teams(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Team)) or 0


def find_server_of(session: Session) -> int:
    """Give the process that answers this session, to be stopped like a broken disk."""
    return int(session.scalar(text("SELECT pg_backend_pid()")) or 0)


def test_a_server_that_hangs_counts_as_away_and_the_next_one_is_asked(
    database: Database,
) -> None:
    stopped = database.read(find_server_of)
    os.kill(stopped, signal.SIGSTOP)
    began = time.monotonic()
    try:
        # Seen at the first look at the connection, which is then replaced.
        assert database.read(count_teams) == 0
        assert time.monotonic() - began < PATIENCE + 2
    finally:
        os.kill(stopped, signal.SIGCONT)


def lose_while_saving(database: Database, *, before_commit: bool) -> RecordsAway:
    """Save a team through a server that stops; gives what the page is told."""
    stopped = []

    def hang(session: Session) -> None:
        session.add(Team(name="North round"))
        session.flush()
        stopped.append(find_server_of(session))
        os.kill(stopped[0], signal.SIGSTOP)
        if before_commit:
            count_teams(session)

    try:
        with pytest.raises(RecordsAway) as away:
            database.write(hang)
    finally:
        os.kill(stopped[0], signal.SIGCONT)
    return away.value


def test_in_the_middle_nothing_is_saved(database: Database) -> None:
    assert lose_while_saving(database, before_commit=True).saved is False
    assert database.read(count_teams) == 0


def test_at_the_commit_nobody_can_tell(database: Database) -> None:
    assert lose_while_saving(database, before_commit=False).saved is None


def test_nobody_waits_for_ever_for_what_somebody_else_holds(
    database: Database, postgres_url: str
) -> None:
    def change(session: Session) -> None:
        session.execute(text("UPDATE team SET name = name || '!'"))

    database.write(lambda session: session.add(Team(name="North round")))
    other = Database(postgres_url)
    with other.writing() as slow:
        change(slow)
        with pytest.raises(RecordsAway) as away:
            database.write(change)
    assert away.value.saved is False
    database.write(change)
    assert database.read(lambda s: s.scalar(select(Team.name))) == "North round!!"
    other.close()


def test_commands_wait_for_as_long_as_it_takes(postgres_url: str) -> None:
    database = Database(postgres_url)
    database.read(lambda session: session.execute(text("SELECT pg_sleep(1)")))
    database.close()


def test_what_goes_on_is_not_cut_off(database: Database) -> None:
    """Many rows take longer than the patience, and each of them is an answer."""
    many = text("SELECT pg_sleep(0.1), repeat('x', 9000) FROM generate_series(1, 8)")
    rows = database.read(lambda session: session.execute(many).all())
    assert len(rows) == 8
