"""Serves elearn: worker processes, their log, and a graceful end."""

import errno
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import forkserver
from typing import Any
from wsgiref.types import WSGIApplication

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from elearn.config import Settings
from elearn.errors import ElearnError
from elearn.logs import log_config
from elearn.secret_key import load_secret_key
from elearn.worker import SECONDS_TO_FINISH, Start, Work, do_alone, load_app, run_work

_SECONDS_BETWEEN_LOOKS = 0.05
_SECONDS_TO_REPLACE = 2.0


class AddressRefused(ElearnError):
    """elearn cannot listen where it was told to."""


class StartFailed(ElearnError):
    """No worker could make the application; the log says why."""


def begin_loading(module: str) -> None:
    """Begin to load what the server's processes run, before anything else is done.

    On Linux a process of its own, the stem, does it once for all of them: *module*
    says what. Elsewhere every process loads what it needs when it starts.
    """
    _forget_main_module()
    if sys.platform == "linux":
        multiprocessing.set_start_method("forkserver", force=True)
        multiprocessing.set_forkserver_preload(["elearn.stem", module])
        forkserver.ensure_running()
    else:
        multiprocessing.set_start_method("spawn", force=True)


def do_first(act: Callable[[Settings], None], settings: Settings) -> None:
    """Do what must be done before pages open; where that fails, end as it did."""
    process = multiprocessing.Process(target=do_alone, args=(act, settings))

    def end(*_: object) -> None:
        process.kill()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTERM)

    process.start()
    before = signal.signal(signal.SIGTERM, end)
    try:
        process.join()
    finally:
        process.kill()
        signal.signal(signal.SIGTERM, before)
    if process.exitcode:
        sys.exit(max(process.exitcode, 1))


class _Process(multiprocessing.Process):
    """A process that starts also where the stem was killed a moment before."""

    def start(self) -> None:
        try:
            super().start()
        except (EOFError, ConnectionError):
            time.sleep(_SECONDS_BETWEEN_LOOKS * 4)
            super().start()


class _Server(MPServer):
    """Granian, with workers that are started the way that was chosen here.

    It would spawn them: it knows no better way where they share an open socket,
    which on Linux they do not.
    """

    def _spawn_worker(self, *args: Any, **given: Any) -> WorkerProcess:
        worker: WorkerProcess = super()._spawn_worker(*args, **given)
        spawned = worker.inner
        worker.inner = _Process(
            name=spawned.name, target=spawned._target, args=spawned._args
        )
        return worker


def serve(
    settings: Settings,
    make_app: Callable[[Settings], WSGIApplication],
    on_ready: Callable[[], None] = lambda: None,
    work: Work | None = None,
) -> None:
    """Answer requests until SIGTERM or Ctrl-C; *on_ready* runs once pages open.

    Needs begin_loading.

    *work* runs beside the pages, in a process that starts and ends with the server.
    """
    address = find_address(settings)
    load_secret_key(settings)
    workers = settings.workers or multiprocessing.cpu_count()
    start = Start(
        failed=multiprocessing.Event(),
        done=multiprocessing.Semaphore(0),
        environ=dict(os.environ),
    )
    server = _Server(
        "elearn",
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=settings.threads,
        # The longest there is: a new thread opens databases and fonts anew.
        blocking_threads_idle_timeout=600,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=_server_log_level(settings),
        log_dictconfig=log_config(settings),
        # It would write whole addresses; web/watching.py logs requests.
        log_access=False,
    )

    def wait_until_ready() -> None:
        for _ in range(workers):
            start.done.acquire()
        _wait_until_open(address, settings.port)
        on_ready()

    server.on_startup(threading.Thread(target=wait_until_ready, daemon=True).start)
    load = partial(load_app, make_app, settings, start)
    try:
        with _working(work, settings):
            server.serve(target_loader=load, wrap_loader=False)
    except SystemExit:
        if not start.failed.is_set():
            raise
    if start.failed.is_set():
        raise StartFailed(settings.site_url, "elearn could not start; see above.")


@contextmanager
def _working(work: Work | None, settings: Settings) -> Iterator[None]:
    """Keep a process at work meanwhile; one that dies is replaced."""
    if work is None:
        yield
        return
    stop = threading.Event()

    def keep_working() -> None:
        while not stop.is_set():
            theirs, ours = multiprocessing.Pipe(duplex=False)
            process = _Process(
                target=run_work, args=(work, settings, theirs, log_config(settings))
            )
            process.start()
            theirs.close()
            while process.is_alive() and not stop.wait(_SECONDS_BETWEEN_LOOKS * 10):
                pass
            ours.close()
            process.join(SECONDS_TO_FINISH)
            process.kill()
            process.join()
            stop.wait(_SECONDS_TO_REPLACE)

    keeper = threading.Thread(target=keep_working)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _forget_main_module() -> None:
    """Keep workers from importing the command line, a third of their start."""
    main = sys.modules["__main__"]
    main.__spec__ = None
    main.__file__ = None


def find_address(settings: Settings) -> str:
    """Return the numeric address to listen on; raise AddressRefused if it is taken."""
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )
    except socket.gaierror as error:
        raise AddressRefused(
            settings.host, f"There is no address called {settings.host} (ELEARN_HOST)."
        ) from error
    family, kind, _, _, place = found[0]
    # The workers share their port by SO_REUSEPORT, with which a second elearn would
    # quietly join the first; a plain socket is told the truth.
    with socket.socket(family, kind) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(place)
        except OSError as error:
            raise _explain(settings, error) from error
    return str(place[0])


def _explain(settings: Settings, error: OSError) -> AddressRefused:
    if isinstance(error, PermissionError):
        sentence = (
            f"elearn may not use port {settings.port}. Take one above 1023, such as "
            "PORT=8000 (or ELEARN_PORT=8000)."
        )
    elif error.errno == errno.EADDRINUSE:
        sentence = (
            f"Something already answers on port {settings.port}. Stop it, or choose "
            f"another port, such as PORT={settings.port + 1} (or ELEARN_PORT)."
        )
    else:
        sentence = f"elearn cannot listen on {settings.host}: {error.strerror}."
    return AddressRefused(settings.port, sentence)


def _wait_until_open(address: str, port: int) -> None:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    while True:
        try:
            return socket.create_connection((target, port), timeout=1).close()
        except OSError:
            time.sleep(_SECONDS_BETWEEN_LOOKS)


def _server_log_level(settings: Settings) -> LogLevels:
    """Keep the server's own start-up talk for those who debug."""
    level = settings.log_level
    return LogLevels.warning if level == "info" else LogLevels(level)
