"""The server is killed again and again while twenty people learn."""

import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from statistics import median

from tests.faults.browser import Stopped, WebBrowser
from tests.faults.learner import Learner
from tests.faults.records import find_violations
from tests.faults.site import Site, fill

BROWSERS = 20
_READY = 10
_FRESH = 40


class Crowd:
    """Twenty browsers; whoever has finished the course gives the next one the seat."""

    def __init__(self, port: int, names: list[str]) -> None:
        self.learners: list[Learner] = []
        self.browsers: list[WebBrowser] = []
        self.failed: list[str] = []
        self._port = port
        self._over = threading.Event()
        self._ready = set(names[:_READY])
        self._queue: SimpleQueue[str] = SimpleQueue()
        # By turns, so that from the first minute on some are at the assessment.
        in_turns = sorted(names, key=lambda name: names.index(name) % _READY)
        for name in in_turns:
            self._queue.put(name)
        self._threads = [
            threading.Thread(target=self._learn, args=(Random(seat),))
            for seat in range(BROWSERS)
        ]

    def come(self) -> None:
        for thread in self._threads:
            thread.start()

    def go(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(90)

    def _learn(self, rng: Random) -> None:
        while not self._over.is_set():
            try:
                name = self._queue.get_nowait()
            except Empty:
                return
            browser = WebBrowser(lambda: ("127.0.0.1", self._port), self._over.is_set)
            learner = Learner(browser, name, rng)
            self.browsers.append(browser)
            self.learners.append(learner)
            try:
                learner.take_course(only_assessment=name in self._ready)
            except Stopped:
                return
            except Exception as error:
                self.failed.append(f"{name}: {type(error).__name__} {error}")


def run(
    what: str, folder: Path, url: str, port: int, kills: int, seconds: float
) -> int:
    """Kill so many times or for so long, and count what is wrong afterwards."""
    names = fill(url, _READY + _FRESH, ready=_READY)
    site = Site(folder, url, port)
    starts = [site.start()]
    crowd = Crowd(port, names)
    crowd.come()
    rng = Random(kills)
    began = time.perf_counter()
    done = 0
    while done < kills and time.perf_counter() < began + seconds:
        time.sleep(rng.uniform(0.2, 1.8))
        site.kill()
        done += 1
        starts.append(site.start())
    time.sleep(3)
    crowd.go()
    site.stop()
    violations = find_violations(url, crowd.learners) + crowd.failed
    violations += [odd for browser in crowd.browsers for odd in browser.odd]
    if done < kills:
        violations.append(f"only {done} of {kills} kills in {seconds:.0f} seconds")
    said = sum(learner.acknowledged.count() for learner in crowd.learners)
    handed = sum(learner.acknowledged.handed_in for learner in crowd.learners)
    retries = sum(browser.retries for browser in crowd.browsers)
    print(
        f"{what}: {done} kills in {time.perf_counter() - began:.0f} s, "
        f"{said} acknowledged, {retries} times sent again, {handed} assessments handed "
        f"in, start {median(starts):.1f} s (longest {max(starts):.1f}), "
        f"{len(violations)} violations",
        flush=True,
    )
    for violation in violations[:20]:
        print(f"  {violation}")
    return len(violations)
