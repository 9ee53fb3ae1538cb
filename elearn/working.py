"""What elearn does by itself: send the mail that waits, and remind people in time."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from random import SystemRandom
from typing import Protocol

from elearn.config import Settings
from elearn.domain.reminders import may_remind
from elearn.services.moment import Moment
from elearn.services.organisations import has_organisation
from elearn.services.reminding import (
    local_time,
    plan_reminders,
    plan_summaries,
    queue_reminders,
    queue_summary,
)
from elearn.services.sending import Sender, send_waiting
from elearn.store.database import PATIENCE_SECONDS, Database

SECONDS_BETWEEN_LOOKS = 10.0
_PEOPLE_AT_ONCE = 50

_log = logging.getLogger(__name__)


class Stop(Protocol):
    """An event, of threads or of processes, that ends the work."""

    def is_set(self) -> bool:
        """Tell whether the work should end."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so many seconds, or until the work should end."""


class Worker:
    """One process's work on a database. Any number may do the same at once."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        make_moment: Callable[[], Moment],
    ) -> None:
        self._database = database
        self._make_moment = make_moment
        self._sender = Sender(settings.post_office, settings.mail_from)
        # In the demo somebody wants to see them now.
        self._at_any_hour = settings.demo
        self._reminded_on: date | None = None

    def work_once(self, is_stopping: Callable[[], bool] = lambda: False) -> int:
        """Queue the reminders of today, send what is due, and count what was sent."""
        if not self._database.read(has_organisation):
            return 0
        self._remind()
        return send_waiting(
            self._database, self._sender, self._make_moment, is_stopping
        )

    def _remind(self) -> None:
        now = self._make_moment().now
        here = self._database.read(local_time, now)
        if self._reminded_on == here.date() or not (
            self._at_any_hour or may_remind(here)
        ):
            return
        # A few at a time, so that nobody who is writing waits for long.
        planned = self._database.read(plan_reminders, now)
        for start in range(0, len(planned), _PEOPLE_AT_ONCE):
            some = planned[start : start + _PEOPLE_AT_ONCE]
            self._database.write(queue_reminders, some, self._make_moment())
        for summary in self._database.read(plan_summaries, now):
            self._database.write(queue_summary, summary, self._make_moment())
        self._reminded_on = here.date()


def work(settings: Settings, stop: Stop) -> None:
    """Work until told to stop; what fails now is tried again at the next look."""
    database = Database(settings.database_url, pool_size=1, patience=PATIENCE_SECONDS)
    worker = Worker(settings, database, lambda: make_moment(settings))
    while not stop.is_set():
        try:
            worker.work_once(stop.is_set)
        except Exception:
            # A database that is away comes back, and this must still be there.
            _log.exception("the timed work failed and is tried again")
        stop.wait(SECONDS_BETWEEN_LOOKS)
    database.close()


def make_moment(settings: Settings) -> Moment:
    """Give the moment it is."""
    return Moment(datetime.now(UTC), SystemRandom(), settings.site_url)
