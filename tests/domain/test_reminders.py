"""Three reminders at most, each once, and none for what was only just asked."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.messages import wait_after
from elearn.domain.reminders import (
    LADDER,
    find_step,
    is_summary_day,
    may_remind,
    name_week,
)

DUE = date(2027, 3, 31)
LONG_AGO = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (15, None),
        (14, "two weeks before"),
        (4, "two weeks before"),
        (3, "three days before"),
        (0, "three days before"),
        (-1, "after"),
        (-7, "after"),
        (-8, None),
    ],
)
def test_each_step_has_its_days(days: int, step: str | None) -> None:
    found = find_step(DUE, LONG_AGO, DUE - timedelta(days=days))
    assert (found.name if found else None) == step


@given(before=st.integers(0, 60))
def test_nobody_hears_of_a_step_whose_day_had_come_when_they_were_asked(
    before: int,
) -> None:
    asked_on = DUE - timedelta(days=before)
    heard = set()
    for days in range(-60, 60):
        today = DUE + timedelta(days=days)
        step = find_step(DUE, asked_on, today) if today >= asked_on else None
        if step:
            heard.add(step.name)
    assert heard == {step.name for step in LADDER if before > step.first}


@pytest.mark.parametrize(
    ("hour", "may"), [(7, False), (8, True), (19, True), (20, False)]
)
def test_nobody_is_written_to_at_night(hour: int, may: bool) -> None:
    assert may_remind(datetime(2027, 3, 1, hour, 59)) is may  # noqa: DTZ001 - any zone


def test_summaries_come_once_a_week() -> None:
    week = [date(2027, 1, 4) + timedelta(days=n) for n in range(7)]
    assert [is_summary_day(day) for day in week] == [True, True, *[False] * 5]
    assert {name_week(day) for day in week} == {"2027-W01"}


@given(st.integers(1, 10**6))
def test_waits_grow_and_stay_below_an_hour(tries: int) -> None:
    assert timedelta(minutes=1) <= wait_after(tries) <= wait_after(tries + 1)
    assert wait_after(tries) <= timedelta(hours=1)
