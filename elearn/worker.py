"""One worker process of the server: makes the application, and ends well."""

import gc
import logging
import logging.config
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event, Semaphore
from typing import Any
from wsgiref.types import WSGIApplication

from elearn.config import Settings
from elearn.errors import ElearnError

SECONDS_TO_FINISH = 15
"""How long a request may still take after elearn was told to stop."""

_SECONDS_BETWEEN_LOOKS = 1.0

_log = logging.getLogger("elearn.worker")


class StopOrder:
    """The parent's word to end, or its death: either closes the pipe.

    An event that processes share would hang for ever in the parent once a process
    that waited for it was killed.
    """

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def is_set(self) -> bool:
        """Tell whether the work should end."""
        return self._pipe.poll(0)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so many seconds, or until the work should end."""
        return self._pipe.poll(timeout)


Work = Callable[[Settings, StopOrder], None]
"""What is done beside the pages, until the order to stop."""


@dataclass(frozen=True)
class Start:
    """What a worker hears, and tells: that it failed, or that one more is done."""

    failed: Event
    done: Semaphore
    environ: dict[str, str]
    """The parent's variables: the stem, which is older, may not have all of them."""


def load_app(
    make_app: Callable[[Settings], WSGIApplication], settings: Settings, start: Start
) -> WSGIApplication:
    """Make the application; where that fails, end the whole server."""
    os.environ.clear()
    # The server hands every variable of the environment to every request.
    os.environ.update(
        {n: v for n, v in start.environ.items() if not n.startswith("ELEARN_")}
    )
    # Ctrl-C and service managers signal the parent and the workers at once, and a
    # worker that is told twice in one moment never stops. Only the parent's word
    # counts, and it is passed on once.
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        threading.Thread(target=_wait_for_order, daemon=True).start()
    threading.Thread(target=_wait_for_orphaning, daemon=True).start()
    try:
        app = make_app(settings)
    except Exception as error:
        # What failed here fails in every worker: starting new ones would never end.
        sentence = error.sentence if isinstance(error, ElearnError) else ""
        _log.critical(sentence or "elearn could not start", exc_info=not sentence)
        start.failed.set()
        os.kill(_find_parent().pid or 0, signal.SIGTERM)
        sys.exit(1)
    # What is loaded stays: looking through it again for garbage made every page about
    # thousands of people half as slow again.
    gc.collect()
    gc.freeze()
    start.done.release()
    return app


def run_work(
    work: Work, settings: Settings, pipe: Connection, log_config: dict[str, Any]
) -> None:
    """Do the work beside the pages, in a process of its own."""
    logging.config.dictConfig(log_config)
    # As for the workers, only the parent's word counts.
    for order in (signal.SIGINT, signal.SIGTERM):
        signal.signal(order, signal.SIG_IGN)
    work(settings, StopOrder(pipe))


def do_alone(act: Callable[[Settings], None], settings: Settings) -> None:
    """Do something in a process of its own, which the parent ends on Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    act(settings)


def _wait_for_order() -> None:
    signal.sigwait({signal.SIGTERM})
    _stop()


def _wait_for_orphaning() -> None:
    """Notice that the parent was killed and can no longer tell its workers to stop.

    Or the stem: then the parent takes its workers for dead, and starts others.
    """
    parent, stem = _find_parent(), os.getppid()
    while parent.is_alive() and os.getppid() == stem:
        parent.join(_SECONDS_BETWEEN_LOOKS)
    _stop()


def _find_parent() -> BaseProcess:
    """Find the process that asked for this one; the system's parent is the stem."""
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("This runs in processes that elearn started.")
    return parent


def _stop() -> None:
    """Let the server finish what is under way; end in any case."""
    finish = signal.getsignal(signal.SIGTERM)
    if callable(finish):
        finish(signal.SIGTERM, None)
        time.sleep(SECONDS_TO_FINISH)
    os._exit(1)
