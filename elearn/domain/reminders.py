"""When somebody is reminded of a course: three times at most, and never at night."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Step:
    """A reminder that is due from `first` to `last`, in days before the day.

    It has several days because elearn may have been off on the first.
    """

    name: str
    first: int
    last: int


LADDER = (
    Step("two weeks before", 14, 4),
    Step("three days before", 3, 0),
    Step("after", -1, -7),
)
EARLIEST = timedelta(days=LADDER[-1].last)
LATEST = timedelta(days=LADDER[0].first)

_MORNING, _EVENING = 8, 20
_SUMMARY_DAYS = (0, 1)
"""Monday, and Tuesday for an elearn that was off on Monday."""


def find_step(due_on: date, asked_on: date, today: date) -> Step | None:
    """Find the reminder that today is for, if any.

    Nobody is reminded of what they were asked only when its reminder was due already:
    they have just been told.
    """
    days = (due_on - today).days
    for step in LADDER:
        if step.last <= days <= step.first:
            first_day = due_on - timedelta(days=step.first)
            return step if asked_on < first_day else None
    return None


def may_remind(at: datetime) -> bool:
    """Tell whether this is an hour to write to people at, where they work."""
    return _MORNING <= at.hour < _EVENING


def is_summary_day(day: date) -> bool:
    """Tell whether managers get their weekly summary, if they had none this week."""
    return day.weekday() in _SUMMARY_DAYS


def name_week(day: date) -> str:
    """Name a week: 2027-W09."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
