"""One engine and two kinds of transaction, for SQLite and PostgreSQL.

Written here rather than taken from Flask-SQLAlchemy, because services get a
session and know no Flask, and because SQLite needs BEGIN IMMEDIATE for writing.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from elearn.store.away import ANSWERED_BY_NOBODY, explain_away

P = ParamSpec("P")
T = TypeVar("T")

_BUSY_SECONDS = 15
"""How long SQLite waits for another writer before it gives up."""
PATIENCE_SECONDS = 15.0
"""How long a page waits for one answer of PostgreSQL before it says so."""


class _Waits(threading.local):
    began = 0.0
    seconds = 0.0


_waits = _Waits()


def seconds_in_database() -> float:
    """Give how long this thread has waited for databases since it began."""
    return _waits.seconds


def _begin_wait(*_: Any) -> None:
    _waits.began = perf_counter()


def _end_wait(*_: Any) -> None:
    _waits.seconds += perf_counter() - _waits.began


class Database:
    """An engine, and the only way to open a session."""

    def __init__(
        self, url: str, *, pool_size: int = 5, patience: float | None = None
    ) -> None:
        """Open lazily: nothing connects before the first transaction.

        With *patience*, a PostgreSQL that gives no answer for so many seconds counts
        as away. Commands may wait for as long as their work takes.
        """
        self.url = make_url(url)
        if self.is_sqlite and self.url.database not in (None, "", ":memory:"):
            Path(str(self.url.database)).parent.mkdir(
                mode=0o700, parents=True, exist_ok=True
            )
        self.engine = _make_engine(url, pool_size, patience)
        event.listen(self.engine, "before_cursor_execute", _begin_wait)
        event.listen(self.engine, "after_cursor_execute", _end_wait)
        self.writer = self.engine.execution_options(writes=True)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def read(
        self,
        service: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a service that only reads; whatever it wrote would be thrown away.

        Raise RecordsAway while the database cannot be worked with; so do the others.
        """
        with self.reading() as session:
            return service(session, *args, **kwargs)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for what is read bit by bit, such as a long list."""
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
        except ANSWERED_BY_NOBODY as error:
            away = explain_away(error)
            if away is None:
                raise
            raise away from error

    def write(
        self,
        service: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a service as one transaction and commit it.

        Where a unique constraint refuses the second of two racing requests, the
        service runs once more: it then finds the first one's row and answers with
        that.
        """
        try:
            return self._write_once(service, *args, **kwargs)
        except IntegrityError:
            return self._write_once(service, *args, **kwargs)

    def _write_once(
        self,
        service: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        with self.writing() as session:
            return service(session, *args, **kwargs)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a writing session: commits at the end, rolls back on any error."""
        committing = False
        try:
            with (
                Session(self.writer, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
                committing = not self.is_sqlite
        except ANSWERED_BY_NOBODY as error:
            away = explain_away(error, committing=committing)
            if away is None:
                raise
            raise away from error

    def close(self) -> None:
        """Close all connections, for example before a process forks."""
        self.engine.dispose()


def _make_engine(url: str, pool_size: int, patience: float | None) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    from elearn.store.patient import connect_in_time  # noqa: PLC0415 - an extra

    # What people wrote must not reach the log with an error.
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    connect_in_time(engine, patience)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("expected a sqlite3 connection")
    # Python's driver must not open transactions by itself: _begin_sqlite does.
    connection.isolation_level = None
    # FULL, because with less a power cut takes back what was acknowledged just before.
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a write fails at once when another
    # writer committed in between, whatever the busy timeout is.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
