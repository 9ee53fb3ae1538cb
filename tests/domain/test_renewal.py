"""Days: months added, and what is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.renewal import SOON, Due, add_months, judge_due

TODAY = date(2027, 3, 15)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), 1, date(2027, 4, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 11, 22), 36, date(2030, 11, 22)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 5, 5), 0, date(2027, 5, 5)),
        (date(2027, 1, 31), -2, date(2026, 11, 30)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(st.dates(date(1950, 1, 1), date(2900, 1, 1)), st.integers(0, 600))
def test_adding_months_keeps_the_day_unless_there_is_none(
    day: date, months: int
) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    if later.day < day.day:
        assert (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("due_on", "passed_on", "refresh_on", "due"),
    [
        (None, None, None, Due("none")),
        (TODAY - timedelta(days=1), None, None,
         Due("overdue", TODAY - timedelta(days=1))),
        (TODAY, None, None, Due("due soon", TODAY)),
        (TODAY + SOON, None, None, Due("due soon", TODAY + SOON)),
        (TODAY + SOON + timedelta(days=1), None, None,
         Due("due", TODAY + SOON + timedelta(days=1))),
        (None, TODAY, None, Due("done")),
        (TODAY - timedelta(days=9), TODAY, None, Due("done")),
        (None, date(2024, 1, 1), TODAY + timedelta(days=1),
         Due("done", TODAY + timedelta(days=1))),
        (None, date(2024, 1, 1), TODAY, Due("past refresh", TODAY)),
    ],
)  # fmt: skip
def test_what_is_due(
    due_on: date | None, passed_on: date | None, refresh_on: date | None, due: Due
) -> None:
    assert judge_due(due_on, passed_on, refresh_on, TODAY) == due
