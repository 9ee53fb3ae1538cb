"""Which errors of a database mean that it is away, and not that we asked nonsense."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from elearn.errors import RecordsAway

ANSWERED_BY_NOBODY = (OperationalError, InterfaceError, NoConnectionFree)

_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_DISK_FULL = "53100"
"""How PostgreSQL says it."""


def explain_away(error: Exception, *, committing: bool = False) -> RecordsAway | None:
    """Give what to raise instead; None where the statement itself was at fault."""
    origin = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(origin, "sqlite_errorcode", None)
    # SQLite says more in the higher bits, and with the same class that a missing
    # table is.
    if code is not None and code & 0xFF not in _SQLITE_AWAY:
        return None
    full = code is not None and code & 0xFF == sqlite3.SQLITE_FULL
    full = full or getattr(origin, "sqlstate", None) == _DISK_FULL
    return RecordsAway(
        "full" if full else "away",
        f"The database does not answer: {origin or error}",
        saved=None if committing else False,
    )
