"""Mara moves the day of something she has asked for."""

from collections.abc import Callable
from datetime import date

import pytest

from elearn.store.database import Database
from tests.pages import Browser
from tests.people import People
from tests.web.test_assign_course import events, rows


@pytest.fixture
def mara(
    open_browser: Callable[..., Browser], assign: Callable[..., None], people: People
) -> Browser:
    assign(date(2026, 12, 21), team_id=people.at_home)
    return open_browser("mara")


def test_she_moves_it_and_lena_sees_the_new_day(
    mara: Browser, lena: Browser, people: People, database: Database
) -> None:
    links = mara.open("/assignments").links()
    change = next(words for words in links if words.startswith("Change or withdraw"))
    assert change.endswith("First words, At Home")
    page = mara.open(links[change])
    form = page.form("/assignments/1")
    assert form.fields["due"] == ["2026-12-21"]
    answer = form.send(due="2026-12-24")
    assert "by 24 December 2026" in answer.follow().words
    assert rows(database) == [(None, people.at_home, "2026-12-24")]
    assert "24 December 2026" in lena.open("/").words
    assert form.send(due="2026-12-24").status == 303
    assert events(database) == ["assigned", "changed due day"]


@pytest.mark.parametrize(
    ("due", "sentence"), [("", "Give the day"), ("2026-11-22", "That day has passed.")]
)
def test_a_day_that_makes_no_sense_changes_nothing(
    mara: Browser, people: People, database: Database, due: str, sentence: str
) -> None:
    page = mara.open("/assignments/1").form("/assignments/1").send(due=due)
    assert page.status == 400
    assert sentence in page.words
    assert page.form("/assignments/1").fields["due"] == [due]
    assert rows(database) == [(None, people.at_home, "2026-12-21")]


def test_nobody_else_moves_it(
    mara: Browser, open_browser: Callable[..., Browser], database: Database
) -> None:
    for name in ("otto", "lena", "tariq"):
        browser = open_browser(name)
        page = browser.post(
            "manager.change_due_day", {"due": "2026-12-24"}, assignment_id=1
        )
        assert page.status == 404
    assert mara.open("/assignments/9").status == 404
    assert mara.open(f"/assignments/{10**12}").status == 404
    assert events(database) == ["assigned"]
