"""Figures for Prometheus: from every worker, on this machine only, if asked for."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.request import urlopen

import pytest

from elearn.config import SettingsError, load_settings
from elearn.metrics import telling_metrics
from elearn.services.audit import record_event
from elearn.services.health import BACKED_UP, Stock, take_stock
from elearn.services.moment import Moment
from elearn.store.database import Database
from tests.test_server import find_free_port, wait_until

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.slow
def test_without_a_port_nothing_is_loaded() -> None:
    program = (
        "import sys; from elearn.config import load_settings; "
        "from elearn.app import create_app; "
        "from elearn.metrics import telling_metrics\n"
        "with telling_metrics(load_settings({}), lambda: None): pass\n"
        "print('prometheus_client' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert done.stdout == b"False\n", done.stderr


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    settings = load_settings({}, metrics_port=find_free_port())
    with (
        pytest.raises(SettingsError, match=r"Install elearn\[metrics\]"),
        telling_metrics(settings, lambda: Stock({}, None)),
    ):
        pass


def test_the_stock_counts_the_outbox_and_finds_the_last_backup(
    database: Database,
) -> None:
    assert database.read(take_stock) == Stock(
        {"waiting": 0, "doubtful": 0, "failed": 0}, None
    )
    with database.writing() as session:
        record_event(session, Moment(NOW, Random(1)), None, BACKED_UP, "database", "1")
    assert database.read(take_stock).backed_up_at == NOW


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, int]]:
    ports = find_free_port(), find_free_port()
    environ = {
        "ELEARN_DATA_DIR": str(tmp_path),
        "ELEARN_PORT": str(ports[0]),
        "ELEARN_METRICS_PORT": str(ports[1]),
        "ELEARN_WORKERS": "2",
    }
    program = "from elearn.cli import main; main()"
    flags = ("--organisation=R", "--name=Ada", "--sign-in-name=ada")
    subprocess.run(
        [sys.executable, "-c", program, "init", *flags, "--password-file=-"],
        env=environ,
        input=b"three plain words\n",
        check=True,
        capture_output=True,
    )
    log = tmp_path / "log"
    with log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-c", program, "serve"], env=environ, stdout=file
        )
    try:
        wait_until(lambda: "is open at" in log.read_text(), 60)
        yield ports
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.slow
def test_the_figures_of_all_workers_are_added_up(served: tuple[int, int]) -> None:
    pages, figures = (f"http://127.0.0.1:{port}" for port in served)
    for _ in range(40):
        urlopen(f"{pages}/help-now").close()
    with urlopen(f"{figures}/metrics") as answer:
        told = answer.read().decode()
    labels = 'method="GET",route="/help-now",status="2xx"'
    assert f"elearn_request_seconds_count{{{labels}}} 40.0" in told
    assert 'elearn_outbox_messages{state="waiting"} 0.0' in told
    assert "elearn_last_backup_seconds 0.0" in told
    assert "elearn_database_seconds_bucket" in told
