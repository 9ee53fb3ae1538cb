"""Transactions: written whole or not at all, and never lost to another writer."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Team

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _add_team(session: Session, name: str) -> None:
    session.add(Team(name=name))


def _count_teams(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Team)) or 0


def test_an_error_undoes_the_whole_service(database_url: str) -> None:
    def half_done(session: Session) -> None:
        _add_team(session, "North round")
        session.flush()
        raise RuntimeError

    database = Database(database_url)
    with pytest.raises(RuntimeError):
        database.write(half_done)
    assert database.read(_count_teams) == 0
    database.close()


def test_a_reading_service_cannot_leave_anything_behind(database_url: str) -> None:
    def sly(session: Session) -> None:
        _add_team(session, "North round")
        session.flush()

    database = Database(database_url)
    database.read(sly)
    assert database.read(_count_teams) == 0
    database.close()


def test_writers_who_first_read_wait_for_each_other(tmp_path: Path) -> None:
    """A deferred SQLite transaction would fail here with “database is locked”."""
    from_one_to_many(Database(f"sqlite:///{tmp_path / 'elearn.sqlite3'}"))


def from_one_to_many(database: Database) -> None:
    with database.engine.begin() as connection:
        Team.metadata.create_all(connection)
    failures: list[Exception] = []

    def read_then_write(session: Session) -> None:
        _add_team(session, f"Team {_count_teams(session)}")

    def work() -> None:
        try:
            for _ in range(10):
                database.write(read_then_write)
        except Exception as failure:  # shown by the assertion below
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert database.read(_count_teams) == 60
    database.close()


def test_a_time_without_a_zone_is_refused(database_url: str) -> None:
    def add(session: Session, at: datetime) -> None:
        session.add(AuditEvent(at=at, action="x", thing_kind="x", thing_id="x"))

    database = Database(database_url)
    with pytest.raises(StatementError, match="no time zone"):
        database.write(add, NOW.replace(tzinfo=None))
    database.write(add, NOW)
    assert database.read(lambda s: s.scalar(select(AuditEvent.at))) == NOW
    database.close()


def test_what_is_acknowledged_is_on_the_disk(sqlite_url: str) -> None:
    """Less than “full” (2) keeps the file whole, and forgets the last of it."""
    database = Database(sqlite_url)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
    database.close()
