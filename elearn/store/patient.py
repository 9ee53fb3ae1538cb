"""Connections to PostgreSQL that do not wait for ever; psycopg is an extra.

A server that was stopped, a lost network or somebody else's lock gives no error, and
the server's own limits do not help where it is the server that hangs.
"""

from collections.abc import Generator
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Engine, event

R = TypeVar("R")

_SECONDS_TO_CONNECT = 5


class PatientConnection(psycopg.Connection[Any]):
    """Closes itself, as if the server had gone, when an answer takes too long."""

    patience = 0.0

    def wait(self, gen: PQGen[R], *args: Any, **kwargs: Any) -> R:
        """Do one exchange with the server, if it ends in time."""
        return super().wait(self._end_in_time(gen), *args, **kwargs)

    def _end_in_time(self, gen: PQGen[R]) -> Generator[Any, Any, R]:
        try:
            wanted = next(gen)
            latest = monotonic() + self.patience
            while True:
                # Asked every tenth of a second, with nothing while nothing came.
                ready = yield wanted
                if ready:
                    latest = monotonic() + self.patience
                elif monotonic() > latest:
                    gen.close()
                    self.pgconn.finish()
                    raise psycopg.OperationalError(
                        f"no answer within {self.patience:g} seconds"
                    )
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what a generator returns


def connect_in_time(engine: Engine, patience: float | None) -> None:
    """Let nobody wait long for a connection, nor longer than *patience* on one."""

    def connect(_: Any, __: Any, places: Any, names: dict[str, Any]) -> Any:
        names.setdefault("connect_timeout", _SECONDS_TO_CONNECT)
        if patience is None:
            return psycopg.connect(*places, **names)
        connection = PatientConnection.connect(*places, **names)
        connection.patience = patience
        return connection

    event.listen(engine, "do_connect", connect)
