"""The production server as a process of its own, with the signals that reach it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from elearn.config import load_settings
from elearn.server import AddressRefused, find_address

CHECKOUT = Path(__file__).parent.parent
SECRET = "s" * 40


class RunningServer:
    def __init__(self, folder: Path, **environ: str) -> None:
        self.port = find_free_port()
        self.folder = folder
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.small_server"],
                cwd=folder,
                env=os.environ
                | {
                    "PYTHONPATH": str(CHECKOUT),
                    "ELEARN_PORT": str(self.port),
                    "ELEARN_WORKERS": "2",
                    "ELEARN_LOG_LEVEL": "warning",
                    "ELEARN_SECRET_KEY": SECRET,
                }
                | environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def request(self, path: str, method: str = "GET", timeout: float = 10) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def tell(self) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.request("/"))
        return answer

    def wait_for_ready(self) -> None:
        wait_until(lambda: "ready" in self.log.read_text() or self.has_ended())
        assert not self.has_ended(), self.log.read_text()

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def wait_for_workers(self, but_not: int = 0) -> list[int]:
        """Return the two processes that answer, found by asking again and again."""
        found: set[int] = set()

        def ask() -> bool:
            found.add(int(str(self.tell()["process"])))
            return len(found - {but_not}) == 2

        wait_until(ask)
        return sorted(found - {but_not})

    def end(self) -> None:
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        _, alive = psutil.wait_procs(family, timeout=20)
        for process in alive:
            process.kill()


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


def wait_until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.02)


@contextmanager
def running(folder: Path, **environ: str) -> Iterator[RunningServer]:
    server = RunningServer(folder, **environ)
    try:
        server.wait_for_ready()
        yield server
    finally:
        if not server.has_ended():
            server.end()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running(tmp_path) as server:
        yield server


def test_a_taken_port_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressRefused) as refusal:
            find_address(load_settings({}, port=port))
    assert refusal.value.sentence == (
        f"Something already answers on port {port}. Stop it, or choose another port, "
        f"such as PORT={port + 1} (or ELEARN_PORT)."
    )


def test_an_unknown_host_is_told_in_one_sentence() -> None:
    settings = load_settings({}, host="no-such-host.invalid", site_url="http://x.test")
    with pytest.raises(AddressRefused, match="no address called no-such-host"):
        find_address(settings)


def test_a_name_becomes_an_address() -> None:
    settings = load_settings({}, host="localhost", port=find_free_port())
    assert find_address(settings) in {"127.0.0.1", "::1"}


@pytest.mark.slow
def test_a_second_elearn_does_not_join_the_first_on_its_port(
    server: RunningServer,
) -> None:
    with pytest.raises(AddressRefused):
        find_address(load_settings({}, port=server.port))


@pytest.mark.slow
def test_it_says_ready_only_when_pages_open(tmp_path: Path) -> None:
    started = time.monotonic()
    with running(tmp_path, SECONDS_TO_LOAD="1.5") as server:
        assert time.monotonic() - started > 1.5
        assert server.tell()["secret"] == "s"


@pytest.mark.slow
def test_requests_never_carry_the_settings(server: RunningServer) -> None:
    assert server.tell()["settings"] == []


@pytest.mark.slow
def test_all_workers_write_to_one_sqlite_database(server: RunningServer) -> None:
    server.wait_for_workers()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.request("/count", "POST"), range(200)))
    assert answers == [b"counted"] * 200
    assert server.request("/count") == b"200"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_request_under_way_is_finished_before_the_end(
    server: RunningServer, name: str
) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(server.request, "/slow")
        wait_until((server.folder / "slow-started").exists)
        # To the whole group, as Ctrl-C in a terminal does.
        os.killpg(server.process.pid, signal.Signals[name])
        assert answer.result() == b"finished"
    assert server.process.wait(timeout=10) == 0
    assert server.log.read_text() == "ready\n"


@pytest.mark.slow
def test_a_killed_worker_is_replaced(server: RunningServer) -> None:
    lost, kept = server.wait_for_workers()
    # Taken hold of before: once it is gone, nobody finds it by its number.
    worker = psutil.Process(lost)
    worker.kill()
    psutil.wait_procs([worker], timeout=10)
    assert kept in server.wait_for_workers(but_not=lost)
    assert not server.has_ended()


def find_stem(server: RunningServer) -> psutil.Process:
    """Return the process that loaded what the workers run."""
    return psutil.Process(int(str(server.tell()["loaded_by"])))


only_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="Elsewhere each process loads for itself"
)


@only_linux
@pytest.mark.slow
def test_workers_are_forked_from_a_process_that_does_nothing_else(
    server: RunningServer,
) -> None:
    workers = server.wait_for_workers()
    stem = find_stem(server)
    assert stem.ppid() == server.process.pid
    assert sorted(child.pid for child in stem.children()) == workers
    assert stem.num_threads() == 1
    assert [f.path for f in stem.open_files() if f.path != str(server.log)] == []


@pytest.mark.slow
def test_workers_share_no_random_numbers(server: RunningServer) -> None:
    drawn: dict[object, list[object]] = {}
    while len(drawn) < 2:
        told = server.tell()
        drawn[told["process"]] = list(told["drawn"])  # type: ignore[call-overload]  # of JSON
    one, other = drawn.values()
    assert not set(one) & set(other)


@only_linux
@pytest.mark.slow
def test_workers_end_and_others_come_when_the_stem_was_killed(
    server: RunningServer,
) -> None:
    lost = [psutil.Process(number) for number in server.wait_for_workers()]
    stem = find_stem(server)
    stem.kill()
    _, alive = psutil.wait_procs(lost, timeout=20)
    assert alive == []
    wait_until(lambda: can_be_asked(server))
    assert len(server.wait_for_workers()) == 2
    assert find_stem(server).pid != stem.pid
    server.process.terminate()
    assert server.process.wait(timeout=10) == 0


def can_be_asked(server: RunningServer) -> bool:
    try:
        server.tell()
    except OSError:
        return False
    return True


@pytest.mark.slow
def test_loading_leaves_nothing_behind_that_would_be_forked() -> None:
    program = (
        "import elearn.loaded, psutil\n"
        "me = psutil.Process()\n"
        "print(me.num_threads(), me.open_files(), me.net_connections())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert done.stdout == b"1 [] []\n", done.stderr


@pytest.mark.slow
def test_workers_end_when_their_parent_was_killed(server: RunningServer) -> None:
    workers = [psutil.Process(number) for number in server.wait_for_workers()]
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    gone, alive = psutil.wait_procs(workers, timeout=10)
    assert len(gone) == 2
    assert alive == []
    assert find_address(load_settings({}, port=server.port))


@pytest.mark.slow
def test_an_application_that_cannot_start_ends_the_server(tmp_path: Path) -> None:
    server = RunningServer(tmp_path, BROKEN="yes")
    try:
        assert server.process.wait(timeout=60) == 1
    finally:
        if not server.has_ended():
            server.end()
    log = server.log.read_text()
    assert "This application cannot start." in log
    assert "Respawning" not in log
    assert "ready" not in log.splitlines()


@pytest.mark.slow
def test_the_log_names_no_caller(tmp_path: Path) -> None:
    environ = {"ELEARN_LOG_LEVEL": "debug", "ELEARN_LOG_FORMAT": "json"}
    with running(tmp_path, **environ) as server:
        server.request("/count?name=lena")
        wait_until(lambda: "GET /count 200" in server.log.read_text())
        lines = server.log.read_text().splitlines()
    [line] = [json.loads(line) for line in lines if "/count" in line]
    assert (line["route"], line["status"]) == ("/count", 200)
    assert line["worker"] != server.process.pid
    assert "127.0.0.1" not in str(line)
    assert "lena" not in str(lines)


def find_sender(server: RunningServer, but_not: int = 0) -> psutil.Process:
    """Return the process that works beside the pages."""
    note = server.folder / "at-work"

    def is_there() -> bool:
        found = note.read_text() if note.exists() else ""
        return found.isdigit() and int(found) != but_not

    wait_until(is_there)
    return psutil.Process(int(note.read_text()))


@pytest.mark.slow
def test_work_beside_the_pages_ends_with_the_server(tmp_path: Path) -> None:
    with running(tmp_path, WORK="yes") as server:
        lost = find_sender(server)
        lost.kill()
        again = find_sender(server, but_not=lost.pid)
        os.killpg(server.process.pid, signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        assert not again.is_running()
    assert (tmp_path / "at-work").read_text() == "stopped"


@pytest.mark.slow
def test_work_ends_when_the_server_was_killed(tmp_path: Path) -> None:
    with running(tmp_path, WORK="yes") as server:
        sender = find_sender(server)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        _, alive = psutil.wait_procs([sender], timeout=10)
    assert alive == []
