"""The server is killed again and again while twenty people learn."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from statistics import median

from tests.faults.browser import Stopped, WebBrowser
from tests.faults.learner import Learner
from tests.faults.records import Records, count_awards, find_violations, load_records
from tests.faults.site import Site, fill

BROWSERS = 20
READY = 21
FRESH = 200
"""More than there is time for, so that nobody is without work."""
_MOST_STEPS = 40
"""Between two kills; the first pages of a new process are slow."""
_LONGEST_WAIT = 8
_LONGEST_GOODBYE = 90
_DEMANDED = {
    "answer": "answers on cards",
    "card": "cards",
    "choice": "choices",
    "saved": "answers in the assessment",
    "handed in": "assessments handed in",
}


class Crowd:
    """Twenty browsers; whoever has finished the course gives the next one the seat."""

    def __init__(self, port: int, names: list[str], before: Records) -> None:
        self.learners: list[Learner] = []
        self.browsers: list[WebBrowser] = []
        self.failed: list[str] = []
        self.handing_in = threading.Event()
        self._port = port
        self._over = threading.Event()
        self._before = before
        self._queue: SimpleQueue[str] = SimpleQueue()
        # By turns, so that from the first minute on some hand in and some read.
        ready, fresh = names[:READY], names[READY:]
        for pair in zip_longest(ready, fresh):
            for name in filter(None, pair):
                self._queue.put(name)
        self._threads = [
            threading.Thread(target=self._learn, args=(Random(seat),), daemon=True)
            for seat in range(BROWSERS)
        ]

    def count_steps(self) -> int:
        """Count what was acknowledged so far."""
        return sum(len(learner.acknowledged) for learner in list(self.learners))

    def come(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def go(self) -> None:
        """Let nobody send anything again; what is on its way may still be answered."""
        self._over.set()

    def is_gone(self) -> bool:
        """Wait until everybody has left; false if somebody never does."""
        latest = time.perf_counter() + _LONGEST_GOODBYE
        for thread in self._threads:
            thread.join(max(0, latest - time.perf_counter()))
        return not any(thread.is_alive() for thread in self._threads)

    def _learn(self, rng: Random) -> None:
        while not self._over.is_set():
            try:
                name = self._queue.get_nowait()
            except Empty:
                return
            browser = WebBrowser(self._port, self._over.is_set)
            learner = Learner(browser, name, rng, self.handing_in)
            self.browsers.append(browser)
            self.learners.append(learner)
            try:
                learner.take_course({fact for fact, _ in self._before[name]})
            except Stopped:
                return
            except Exception as error:
                self.failed.append(f"{name}: {type(error).__name__} {error}")


@dataclass
class Killed:
    """The figures of a run, and what was wrong."""

    what: str
    wanted: int
    kills: int = 0
    seconds: float = 0
    said: Counter[str] = field(default_factory=Counter)
    awards: int = 0
    pending: int = 0
    doubtful: int = 0
    refused: int = 0
    starts: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def tell(self) -> str:
        counted = ", ".join(f"{self.said[kind]} {w}" for kind, w in _DEMANDED.items())
        return (
            f"{self.what}: {self.kills} kills in {self.seconds:.0f} s. Acknowledged: "
            f"{self.said.total()} steps ({counted}), {self.awards} awards. "
            f"{self.doubtful} forms had no answer, {self.pending} of them at the end; "
            f"{self.refused} were answered 503. Start: {median(self.starts):.1f} s "
            f"(longest {max(self.starts):.1f}). {len(self.violations)} violations."
        )


def run(
    what: str, folder: Path, url: str, port: int, kills: int, most: float
) -> Killed:
    """Kill so many times, in *most* seconds, and find what is wrong afterwards."""
    names = fill(url, READY + FRESH, ready=READY)
    before = load_records(url)
    site = Site(folder, url, port)
    result = Killed(what, kills)
    crowd = Crowd(port, names, before)
    try:
        _kill_and_start(site, crowd, result, most)
        _judge(result, crowd)
        result.violations += find_violations(url, before, crowd.learners)
        result.awards = count_awards(url)
        if not result.awards:
            result.violations.append("no awards")
        # It has to come up once more on what the last kill left behind.
        result.starts.append(site.start())
        if site.ask("/readyz") != 200:
            result.violations.append("It is not ready after the last kill.")
        site.stop()
    finally:
        crowd.go()
        site.end()
    return result


def _kill_and_start(site: Site, crowd: Crowd, result: Killed, most: float) -> None:
    result.starts.append(site.start())
    crowd.come()
    rng = Random(result.wanted)
    began = time.perf_counter()
    while not crowd.is_over:
        _wait_for_a_bad_moment(crowd, rng)
        result.seconds = time.perf_counter() - began
        if result.kills + 1 == result.wanted or result.seconds > most:
            crowd.go()
        site.kill()
        result.kills += 1
        if not crowd.is_over:
            result.starts.append(site.start())


def _wait_for_a_bad_moment(crowd: Crowd, rng: Random) -> None:
    """Wait for some steps; every other time, if somebody hands in, for just that."""
    crowd.handing_in.clear()
    for_hand_in = rng.random() < 0.5
    steps = crowd.count_steps() + rng.randint(1, _MOST_STEPS)
    latest = time.perf_counter() + _LONGEST_WAIT
    while crowd.count_steps() < steps and time.perf_counter() < latest:
        if for_hand_in and crowd.handing_in.is_set():
            break
        time.sleep(0.01)
    # So long it takes until a form has come to its turn.
    time.sleep(rng.uniform(0, 0.5))


def _judge(result: Killed, crowd: Crowd) -> None:
    if not crowd.is_gone():
        result.violations.append("Somebody still waits for an answer.")
    for learner in crowd.learners:
        result.said.update(str(fact[0]) for fact in learner.acknowledged)
        result.pending += bool(learner.pending)
    for browser in crowd.browsers:
        result.doubtful += browser.doubtful
        result.refused += browser.refused
        result.violations += browser.odd
    result.violations += crowd.failed
    if result.kills < result.wanted:
        result.violations.append(
            f"only {result.kills} of {result.wanted} kills: a slow or busy machine "
            "needs more time (SECONDS=…)"
        )
    result.violations += [
        f"no {words}" for kind, words in _DEMANDED.items() if not result.said[kind]
    ]
