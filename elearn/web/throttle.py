"""Let an address ask so often in so many seconds; counted in this process's memory."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

_MOST_ADDRESSES = 10_000


class Throttle:
    """Allow `most` requests from an address in any stretch of `seconds`.

    In memory, because a page that is only read must not write to the database; with
    several processes each counts for itself.
    """

    def __init__(self, *, most: int, seconds: int) -> None:
        self._most = most
        self._window = timedelta(seconds=seconds)
        self._asked: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Count this request and tell whether it may be answered."""
        with self._lock:
            if len(self._asked) >= _MOST_ADDRESSES:
                self._asked.clear()
            times = self._asked.setdefault(address, deque(maxlen=self._most))
            if len(times) == self._most and times[0] > now - self._window:
                return False
            times.append(now)
            return True
