"""A reflection: kept for its writer, and for nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import Reflection
from tests.pages import Browser, Form
from tests.site import SMALL

CARD = f"/courses/{SMALL}/modules/at-the-door/check"
WRITTEN = "Line one\r\n<script>alert('x')</script> & “quotes” 💛"


def form(browser: Browser, **query: str) -> Form:
    page = browser.get(
        "learner.card", slug=SMALL, module_id="at-the-door", card_id="check", **query
    )
    return page.form("/reflections/my-opening")


def written(browser: Browser) -> str:
    return form(browser).fields["written"][0].strip("\n")


def test_it_says_who_can_read_it_before_anything_is_written(lena: Browser) -> None:
    assert "Only you can read this. Your manager cannot." in form(lena).page.words


def test_what_is_written_is_there_again(lena: Browser) -> None:
    redirect = form(lena).send(written=WRITTEN)
    assert redirect.location == f"{CARD}?kept=my-opening#at-reflection-my-opening"
    page = redirect.follow()
    assert "Kept. Only you can read it." in page.words
    assert page.find("at-reflection-my-opening") is not None
    assert written(lena) == WRITTEN.replace("\r\n", "\n")


def test_it_can_be_changed_and_taken_away(lena: Browser, database: Database) -> None:
    for text in ("first", "second", "  "):
        form(lena).send(written=text)
        assert written(lena) == text.strip()
    rows = database.read(lambda s: s.scalars(select(Reflection)).all())
    assert [row.text for row in rows] == [""]


def test_too_long_a_text_is_refused_and_stays_in_the_form(lena: Browser) -> None:
    long = "word " * 2_001
    page = form(lena).send(written=long)
    assert page.status == 400
    assert "Your text has 10,004 characters. Shorten it to 10,000." in page.words
    [summary] = page.with_class("nhsuk-error-summary")
    assert [a.get("href") for a in summary.iter("a")] == ["#reflection-my-opening"]
    assert page.form("/my-opening").fields["written"][0].strip() == long.strip()
    assert written(lena) == ""


@pytest.mark.parametrize("name", ["mara", "otto", "tariq", "ada"])
def test_nobody_else_finds_it_on_the_same_page(
    lena: Browser, open_browser: Callable[..., Browser], name: str
) -> None:
    form(lena).send(written="mine alone")
    other = open_browser(name)
    page = form(other, kept="my-opening").page
    assert "mine alone" not in page.html
    assert "Kept" not in page.words


def test_the_database_keeps_the_question_it_answered(
    lena: Browser, database: Database
) -> None:
    form(lena).send(written="why")
    [row] = database.read(lambda s: s.scalars(select(Reflection)).all())
    assert (row.ask, row.text) == ("How do you open a visit when you are late?", "why")


def test_a_reflection_that_is_not_there_is_not_found(lena: Browser) -> None:
    data = {"csrf_token": lena.token(), "written": "x"}
    assert lena.send(f"{CARD}/reflections/nothing", data).status == 404
