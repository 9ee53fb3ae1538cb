"""When something is due, due soon, overdue or past its refresh date."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

SOON = timedelta(days=14)
"""How long before its day something counts as due soon."""

REFRESH_SOON = timedelta(days=60)
"""How long before its refresh date an award is shown as soon to be refreshed."""

DueState = Literal["none", "due", "due soon", "overdue", "done", "past refresh"]


@dataclass(frozen=True)
class Due:
    """Whether a course must be done, and by which day."""

    state: DueState
    due_on: date | None = None


def add_months(day: date, months: int) -> date:
    """Move a day by whole months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def judge_due(
    due_on: date | None, passed_on: date | None, refresh_on: date | None, today: date
) -> Due:
    """Judge a course for a person from the earliest day it is due and the last award.

    A course suggests when to refresh; that alone makes nobody overdue.
    """
    if passed_on is not None:
        past = refresh_on is not None and refresh_on <= today
        return Due("past refresh" if past else "done", refresh_on)
    if due_on is None:
        return Due("none")
    if due_on < today:
        return Due("overdue", due_on)
    return Due("due soon" if due_on - today <= SOON else "due", due_on)


def is_refresh_near(refresh_on: date | None, today: date) -> bool:
    """Tell whether the day a course suggests for a refresh is near and not yet here."""
    return refresh_on is not None and today < refresh_on <= today + REFRESH_SOON
