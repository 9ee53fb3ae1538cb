"""Figures for Prometheus: an extra, told on an address that only this machine has.

The workers write their counts into files of a folder, and the parent adds them up
when it is asked. prometheus_client decides at its import whether it counts that way.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from elearn.config import Settings, SettingsError
from elearn.services.health import Stock
from elearn.web.watching import Observer, Seen

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_OUTBOX = "Messages of the outbox that wait, may not have arrived, or failed."
_BACKUP = "When `elearn backup` last wrote one, in seconds since 1970; 0 for never."


def make_observer() -> Observer:
    """Count requests in this worker, by route; the parent adds all workers up."""
    from prometheus_client import Histogram  # noqa: PLC0415 - an extra

    labels = ("method", "route", "status")
    requests = Histogram(
        "elearn_request_seconds",
        "How long requests took, by the pattern of their address.",
        labels,
        buckets=_BUCKETS,
    )
    database = Histogram(
        "elearn_database_seconds",
        "How long requests waited for the database.",
        labels[:2],
        buckets=_BUCKETS,
    )

    def observe(seen: Seen) -> None:
        status = f"{seen.status // 100}xx"
        requests.labels(seen.method, seen.route, status).observe(seen.ms / 1000)
        database.labels(seen.method, seen.route).observe(seen.database_ms / 1000)

    return observe


@contextmanager
def telling_metrics(
    settings: Settings, take_stock: Callable[[], Stock]
) -> Iterator[None]:
    """Answer /metrics on ELEARN_METRICS_PORT of this machine meanwhile, if it is set.

    Raise SettingsError where the extra is missing or the port is taken.
    """
    if not settings.metrics_port:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="elearn-metrics-") as folder:
        os.environ[_FOLDER] = folder
        stop = _open(settings.metrics_port, take_stock)
        try:
            yield
        finally:
            stop()
            del os.environ[_FOLDER]


def _open(port: int, take_stock: Callable[[], Stock]) -> Callable[[], None]:
    try:
        from prometheus_client import (  # noqa: PLC0415 - an extra
            CollectorRegistry,
            start_http_server,
        )
        from prometheus_client.multiprocess import (  # noqa: PLC0415 - an extra
            MultiProcessCollector,
        )
    except ModuleNotFoundError as error:
        raise SettingsError(
            "ELEARN_METRICS_PORT",
            "ELEARN_METRICS_PORT needs the package prometheus-client. Install "
            "elearn[metrics], or leave the setting out.",
        ) from error
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # its own gap
    registry.register(_StockCollector(take_stock))
    try:
        server, thread = start_http_server(port, "127.0.0.1", registry)
    except OSError as error:
        raise SettingsError(
            "ELEARN_METRICS_PORT",
            f"ELEARN_METRICS_PORT: something already answers on port {port}. Choose "
            "another one.",
        ) from error

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop


class _StockCollector:
    """Asks the database only when somebody asks for the figures."""

    def __init__(self, take_stock: Callable[[], Stock]) -> None:
        self._take_stock = take_stock

    def describe(self) -> "Iterable[GaugeMetricFamily]":
        return ()

    def collect(self) -> "Iterator[GaugeMetricFamily]":
        from prometheus_client.core import (  # noqa: PLC0415 - an extra
            GaugeMetricFamily,
        )

        stock = self._take_stock()
        outbox = GaugeMetricFamily("elearn_outbox_messages", _OUTBOX, labels=["state"])
        for state, many in stock.messages.items():
            outbox.add_metric([state], many)
        yield outbox
        last = stock.backed_up_at
        yield GaugeMetricFamily(
            "elearn_last_backup_seconds", _BACKUP, last.timestamp() if last else 0
        )
