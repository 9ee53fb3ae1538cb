"""Write a backup from one snapshot of the database, while people go on working."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection, String, Table, cast, select, type_coerce
from sqlalchemy.types import Text

from elearn.store.archive_form import (
    ABOUT,
    MANIFEST,
    README,
    SECRET_KEY,
    ArchivedTable,
    BackupFailed,
    Manifest,
    columns_of,
    encode_row,
    write_manifest,
)
from elearn.store.database import Database
from elearn.store.form import Form, find_revision, read_form

_BYTES_AT_ONCE = 1_000_000
_ROWS_AT_ONCE = 500


def write_archive(
    database: Database, path: Path, *, made_at: datetime, elearn: str, secret_key: str
) -> Manifest:
    """Write everything there is into a new file that only its owner can read.

    The file appears whole under its name, or not at all. Raise BackupFailed.
    """
    try:
        with _appearing(path) as file, ZipFile(file, "w") as archive:
            writer = _Writer(archive, made_at)
            with _snapshot(database) as (connection, form):
                writer.add(README, [ABOUT.encode()])
                tables = tuple(
                    writer.add_table(connection, table)
                    for table in form.tables.values()
                )
            manifest = Manifest(
                made_at=made_at,
                elearn=elearn,
                revision=str(form.revision),
                tables=tables,
                secret_key_sha256=writer.add(SECRET_KEY, [secret_key.encode()]),
            )
            writer.add(MANIFEST, [write_manifest(manifest)])
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise BackupFailed(
            path, f"The backup {path} cannot be written: {why}. Nothing was kept of it."
        ) from error
    return manifest


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that gets its name once it is complete and on the disk."""
    if path.exists():
        raise BackupFailed(path, f"There is a file {path} already. Name another one.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _snapshot(database: Database) -> Iterator[tuple[Connection, Form]]:
    """Open a transaction that sees one moment, whatever is written meanwhile."""
    with database.engine.connect() as connection:
        form = read_form(connection)
    if form.revision is None:
        raise BackupFailed(
            database.url.database,
            "There is nothing to back up: this database was never set up. "
            "Check ELEARN_DATABASE_URL and ELEARN_DATA_DIR.",
        )
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
            _hold_tables(connection, form)
        if find_revision(connection) != form.revision:
            raise BackupFailed(
                form.revision, "elearn is being upgraded at this moment. Try again."
            )
        yield connection, form


def _hold_tables(connection: Connection, form: Form) -> None:
    # A table that a migration rewrites would look empty to an older snapshot. Taken
    # before the first query, which is what begins the snapshot.
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in form.tables)
    connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS SHARE MODE")


class _Writer:
    def __init__(self, archive: ZipFile, made_at: datetime) -> None:
        self._archive = archive
        self._made_at = made_at

    def add(self, member: str, chunks: "list[bytes] | Iterator[bytes]") -> str:
        """Write a member piece by piece and give its SHA-256."""
        sha256 = hashlib.sha256()
        info = ZipInfo(member, self._made_at.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        # Pictures shrink no further, and text shrinks well in one quick pass.
        info._compresslevel = 1  # type: ignore[attr-defined]  # public from 3.13 on
        with self._archive.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                sha256.update(chunk)
                file.write(chunk)
        return sha256.hexdigest()

    def add_table(self, connection: Connection, table: Table) -> ArchivedTable:
        columns = columns_of(table)
        rows = _Rows(connection, table, columns)
        member = ArchivedTable(table.name, columns, 0, "").member
        sha256 = self.add(member, iter(rows))
        return ArchivedTable(table.name, columns, rows.count, sha256)


class _Rows:
    """The rows of a table as lines, a megabyte or so at a time."""

    def __init__(
        self,
        connection: Connection,
        table: Table,
        columns: tuple[tuple[str, str], ...],
    ) -> None:
        self.count = 0
        self._connection = connection
        is_sqlite = connection.dialect.name == "sqlite"
        wanted = [
            _as_text(table.c[name], is_sqlite) if kind == "json" else table.c[name]
            for name, kind in columns
        ]
        self._query = select(*wanted).order_by(*table.primary_key.columns)

    def __iter__(self) -> Iterator[bytes]:
        result = self._connection.execution_options(
            stream_results=True, max_row_buffer=1
        ).execute(self._query)
        at_once = 1
        while rows := result.fetchmany(at_once):
            lines = [encode_row(tuple(row)) for row in rows]
            self.count += len(lines)
            chunk = b"".join(lines)
            yield chunk
            # Rows of pictures are a thousand times larger than rows of answers.
            at_once = len(lines) * _BYTES_AT_ONCE // max(len(chunk), 1)
            at_once = min(max(at_once, 1), _ROWS_AT_ONCE)


def _as_text(column: Any, is_sqlite: bool) -> Any:
    """Read JSON as it was written, so that nothing is lost between two databases."""
    return type_coerce(column, String) if is_sqlite else cast(column, Text)
