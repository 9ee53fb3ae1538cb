"""The form a database has at the moment: its tables as they are, not as the code is.

A backup before a migration reads tables that the models no longer describe, and a
restore writes into tables of an older form.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    MetaData,
    String,
    Table,
    inspect,
    literal_column,
    select,
    table,
    text,
)

from elearn.store.database import Database

_VERSION_TABLE = "alembic_version"
_MIGRATION_LOCK = 0x656C6561726E
"""Any number nobody else uses; PostgreSQL keeps the locks of one database apart."""
_WAIT_MS = 10 * 60 * 1000


@dataclass(frozen=True)
class Form:
    """A database's revision, None before the first migration, and its tables."""

    revision: str | None
    tables: dict[str, Table]

    @property
    def is_foreign(self) -> bool:
        """Whether there are tables that elearn has never seen to."""
        return self.revision is None and bool(self.tables)


def read_form(connection: Connection) -> Form:
    """Look at the tables of a database."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = {
        name: table
        for name, table in sorted(metadata.tables.items())
        if name != _VERSION_TABLE
    }
    return Form(find_revision(connection), tables)


def find_revision(connection: Connection) -> str | None:
    """Read what Alembic noted: one row, once the first migration has run."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    revision = literal_column("version_num", String)
    return connection.scalar(select(revision).select_from(table(_VERSION_TABLE)))


def has_rows(connection: Connection, form: Form) -> bool:
    """Tell whether there is anything to lose."""
    return any(
        connection.execute(select(text("1")).select_from(table).limit(1)).first()
        for table in form.tables.values()
    )


@contextmanager
def changing_form(database: Database) -> Iterator[Connection]:
    """Open the one transaction that may change tables; a second one waits for it.

    It commits at the end, whole, and keeps nothing where it fails.
    """
    if database.is_sqlite:
        with _changing_sqlite(database) as connection:
            yield connection
        return
    with database.engine.begin() as connection:
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
        )
        yield connection


@contextmanager
def _changing_sqlite(database: Database) -> Iterator[Connection]:
    with database.writer.connect() as connection:
        # SQLite changes a table by copying it and dropping the old one, which its
        # foreign keys forbid; they can only be switched outside a transaction.
        # This connection is never used again.
        connection.detach()
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
        driver.close()
        with connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken:
                raise RuntimeError(f"a row of {broken[0]} refers to nothing")
