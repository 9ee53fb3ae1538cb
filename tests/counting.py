"""Count what a request asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from elearn.store.database import Database


@dataclass
class Counted:
    """Statements in the order they were sent, and how many commits there were."""

    queries: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def counting(database: Database) -> Iterator[Counted]:
    """Count while the block runs; BEGIN and COMMIT are no queries."""
    counted = Counted()

    def note(_: object, __: object, statement: str, *more: object) -> None:
        if not statement.startswith("BEGIN"):
            counted.queries.append(statement)

    def note_commit(_: object) -> None:
        counted.commits += 1

    engine = database.engine
    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", note_commit)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", note)
        event.remove(engine, "commit", note_commit)
