"""A database in which every table has rows, with values that are easily spoilt."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    Table,
    func,
    insert,
    select,
)

from elearn.store.database import Database
from elearn.store.tables import Base
from elearn.store.types import ExactFraction, UtcDateTime

ROWS = 4
_WORDS = "Zoë’s “tea” & \\n \n\t\u2028🫖 "
_MOMENT = datetime(2026, 3, 29, 1, 0, 0, 123456, tzinfo=UTC)
_JSON = {"z": 1, "a": [0.1, None, "é", {"10": True}], "": 12345678901234567890}


def fill_every_table(database: Database) -> None:
    """Add rows to every table; the n-th row of each refers to the n-th of others."""
    with database.writing() as session:
        if database.is_sqlite:
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in Base.metadata.sorted_tables:
            rows = [
                {c.name: _value(c, number) for c in table.columns}
                for number in range(1, ROWS + 1)
            ]
            late = [c.name for c in table.columns if _refers_to_itself(table, c)]
            session.execute(insert(table), [row | dict.fromkeys(late) for row in rows])
            for row in rows if late else []:
                # In a ring, so that no order of rows has each after the one above.
                key = table.c.id == row["id"]
                ring = dict.fromkeys(late, row["id"] % ROWS + 1)
                session.execute(table.update().where(key).values(ring))
            if "id" in table.c and not database.is_sqlite:
                sequence = func.pg_get_serial_sequence(table.name, "id")
                session.execute(select(func.setval(sequence, ROWS)))


def _refers_to_itself(table: Table, column: "Column[Any]") -> bool:
    return any(key.column.table is table for key in column.foreign_keys)


_MAKERS: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (Boolean, lambda number: number == 1),
    (Integer, lambda number: number),
    (UtcDateTime, lambda number: _MOMENT + timedelta(number)),
    (Date, lambda number: date(2028, 2, 28) + timedelta(number)),
    (ExactFraction, lambda number: Fraction(number, 7)),
    (JSON, lambda number: _JSON | {"number": number}),
    (LargeBinary, lambda number: bytes(range(256)) * number),
)


def _value(column: "Column[Any]", number: int) -> Any:
    if column.nullable and number == ROWS and not column.foreign_keys:
        return None
    for kind, make in _MAKERS:
        if isinstance(column.type, kind):
            return make(number)
    length = getattr(column.type, "length", None) or 4000
    return f"{number}{_WORDS}"[:length]


def all_rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table, in the order of their keys."""
    with database.engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                )
            ]
            for table in Base.metadata.sorted_tables
        }
