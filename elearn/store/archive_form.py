"""The form of a backup: one file that every database of elearn can be made from.

A zip file. Each table is a member of JSON lines, one row a line, values in the order
of the columns; `manifest.json`, written last, names the tables, their columns, how
many rows each has, and the SHA-256 of every member. It knows kinds of values and no
types of one database, so that what SQLite kept can go into PostgreSQL and back.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
)

from elearn.errors import ElearnError

FORMAT = "elearn backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
SECRET_KEY = "secret-key"  # noqa: S105 - the name of a member
README = "README.txt"
ABOUT = """\
This is a backup of elearn: every record, and the key that signs sessions and links.
It holds personal data and password hashes. Keep it where only you can read it.

To check it:    elearn restore --check FILE
To restore it:  elearn restore FILE
"""

_KINDS: tuple[tuple[type[Any], str], ...] = (
    (JSON, "json"),
    (Boolean, "bool"),
    (DateTime, "instant"),
    (Date, "date"),
    (LargeBinary, "bytes"),
    (String, "text"),
    (Integer, "int"),
    (Float, "float"),
)


class BackupFailed(ElearnError):
    """No backup could be written; nothing was left behind."""


class RestoreRefused(ElearnError):
    """The archive cannot be used, or the database is not free for it."""


@dataclass(frozen=True)
class ArchivedTable:
    """What the manifest says of one table."""

    name: str
    columns: tuple[tuple[str, str], ...]
    """Each column's name and kind, in the order of the values of a row."""
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    made_at: datetime
    elearn: str
    revision: str
    tables: tuple[ArchivedTable, ...]
    secret_key_sha256: str

    def rows_of(self, table: str) -> int:
        return next((each.rows for each in self.tables if each.name == table), 0)


def write_manifest(manifest: Manifest) -> bytes:
    told = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **asdict(manifest),
        "made_at": manifest.made_at.isoformat(),
    }
    return json.dumps(told, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest. Raise RestoreRefused for a newer form, ValueError for none."""
    told = json.loads(content)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError("no manifest of elearn")
    if told["format_version"] != FORMAT_VERSION:
        raise RestoreRefused(
            told["format_version"],
            "This backup was made by a newer elearn. Install that version to "
            "restore it.",
        )
    return Manifest(
        made_at=datetime.fromisoformat(told["made_at"]),
        elearn=str(told["elearn"]),
        revision=str(told["revision"]),
        tables=tuple(_read_table(table) for table in told["tables"]),
        secret_key_sha256=str(told["secret_key_sha256"]),
    )


def _read_table(told: dict[str, Any]) -> ArchivedTable:
    return ArchivedTable(
        name=str(told["name"]),
        columns=tuple((str(name), str(kind)) for name, kind in told["columns"]),
        rows=int(told["rows"]),
        sha256=str(told["sha256"]),
    )


def columns_of(table: Table) -> tuple[tuple[str, str], ...]:
    """Name the columns of a table, each with the kind of its values, by name."""
    return tuple(
        sorted((column.name, _kind_of(column.type)) for column in table.columns)
    )


def _kind_of(type_: object) -> str:
    for known, kind in _KINDS:
        if isinstance(type_, known):
            return kind
    raise BackupFailed(type_, f"elearn cannot keep values of the type {type_!r}.")


def encode_row(values: tuple[Any, ...]) -> bytes:
    """Write one row as a line; JSON columns come and go as their text."""
    text = json.dumps(
        values, ensure_ascii=False, separators=(",", ":"), default=_encode
    )
    return text.encode() + b"\n"


def _encode(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        # SQLite keeps no zone: what it gives back is UTC (see store/types.py).
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return aware.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a value of the type {type(value).__name__}")


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "bytes": b64decode,
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def decode_row(line: bytes, columns: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Read one line back. Raise ValueError where it does not fit the columns."""
    values = json.loads(line)
    return {
        name: _DECODERS[kind](value)
        if value is not None and kind in _DECODERS
        else value
        for (name, kind), value in zip(columns, values, strict=True)
    }
