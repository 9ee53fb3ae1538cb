"""Read a backup, and refuse one that is not whole before anything is touched."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile, ZipFile

from elearn.store.archive_form import (
    MANIFEST,
    SECRET_KEY,
    ArchivedTable,
    RestoreRefused,
    decode_row,
    read_manifest,
)

_BYTES_AT_ONCE = 1_000_000
_ROWS_AT_ONCE = 500
_DAMAGE = (BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError)


class Archive:
    """An open backup that was checked from its first byte to its last."""

    def __init__(self, file: ZipFile, path: Path) -> None:
        """Check everything. Raise RestoreRefused."""
        self._file = file
        self._path = path
        with self._telling_damage():
            if MANIFEST not in file.namelist():
                raise _foreign(path)
            self.manifest = read_manifest(file.read(MANIFEST))
            key = file.read(SECRET_KEY)
            _compare(hashlib.sha256(key), self.manifest.secret_key_sha256)
            self.secret_key = key.decode().strip()
            for table in self.manifest.tables:
                self._check_table(table)

    def batches(self, table: ArchivedTable) -> Iterator[list[dict[str, Any]]]:
        """Give the rows of a table, about a megabyte at a time."""
        rows: list[dict[str, Any]] = []
        size = 0
        with self._lines(table) as lines:
            for line in lines:
                rows.append(decode_row(line, table.columns))
                size += len(line)
                if size > _BYTES_AT_ONCE or len(rows) >= _ROWS_AT_ONCE:
                    yield rows
                    rows, size = [], 0
        if rows:
            yield rows

    def _lines(self, table: ArchivedTable) -> BufferedReader:
        # Buffered once more: a member alone reads a line in many small steps.
        member = self._file.open(table.member)
        return BufferedReader(cast(RawIOBase, member), _BYTES_AT_ONCE)

    def _check_table(self, table: ArchivedTable) -> None:
        sha256 = hashlib.sha256()
        count = 0
        with self._lines(table) as lines:
            for line in lines:
                sha256.update(line)
                decode_row(line, table.columns)
                count += 1
        _compare(sha256, table.sha256)
        if count != table.rows:
            raise ValueError(f"{table.name} has {count} rows")

    @contextmanager
    def _telling_damage(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise RestoreRefused(
                self._path,
                f"{self._path} is damaged, and nothing was restored. Take another "
                "backup.",
            ) from error


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a backup and check it whole. Raise RestoreRefused."""
    try:
        file = ZipFile(path)
    except OSError as error:
        raise RestoreRefused(
            path, f"{path} cannot be read: {error.strerror}."
        ) from error
    except _DAMAGE as error:
        refuse = _cut_short if _begins_as_zip(path) else _foreign
        raise refuse(path) from error
    with file:
        yield Archive(file, path)


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _cut_short(path: Path) -> RestoreRefused:
    return RestoreRefused(
        path,
        f"{path} is not complete: its end is missing. Copy it again, or take another "
        "backup.",
    )


def _foreign(path: Path) -> RestoreRefused:
    return RestoreRefused(
        path,
        f"{path} is not a backup of elearn. “elearn backup FILE” makes one.",
    )


def _compare(found: "hashlib._Hash", expected: str) -> None:
    if found.hexdigest() != expected:
        raise ValueError("the sum differs")
