"""Notice each request: how long it took, how it ended, and nothing of what it said."""

import logging
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter

from flask import Flask, Response, g, request

from elearn.logs import REQUESTS, request_id
from elearn.store.database import seconds_in_database

HEADER = "X-Request-ID"
_KNOWN = re.compile(r"[0-9A-Za-z-]{8,64}")
_METHODS = {"GET", "HEAD", "POST"}
_HARDLY_NEWS = {"public.health", "public.readiness", "static"}

_log = logging.getLogger(REQUESTS)


@dataclass(frozen=True)
class Seen:
    """One request as the log and the metrics see it.

    `route` is the pattern of the address: what stands in its gaps may be a person or
    a number that opens something.
    """

    method: str
    route: str
    status: int
    ms: float
    database_ms: float


Observer = Callable[[Seen], None]


def init_watching(
    app: Flask, *, trust_header: bool, observers: Sequence[Observer] = ()
) -> None:
    """Log every request; comes before anything else that looks at one.

    A request id that a trusted proxy sends is kept, so that both logs name it alike.
    """

    def begin() -> None:
        sent = request.headers.get(HEADER, "") if trust_header else ""
        name = sent if _KNOWN.fullmatch(sent) else secrets.token_hex(8)
        request_id.set(name)
        g.began = (perf_counter(), seconds_in_database())

    def finish(response: Response) -> Response:
        response.headers[HEADER] = request_id.get()
        seen = _describe(response)
        level = logging.DEBUG if request.endpoint in _HARDLY_NEWS else logging.INFO
        _log.log(
            level,
            "%s %s %d in %.0f ms",
            seen.method,
            seen.route,
            seen.status,
            seen.ms,
            extra={"facts": asdict(seen)},
        )
        for observe in observers:
            observe(seen)
        return response

    app.before_request(begin)
    app.after_request(finish)


def _describe(response: Response) -> Seen:
    began, waited = g.began
    rule = request.url_rule
    return Seen(
        method=request.method if request.method in _METHODS else "other",
        route=rule.rule if rule else "none",
        status=response.status_code,
        ms=round((perf_counter() - began) * 1000, 1),
        database_ms=round((seconds_in_database() - waited) * 1000, 1),
    )
