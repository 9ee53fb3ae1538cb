"""The map of a scenario in the trainer's part of the site."""

from collections.abc import Callable

import pytest

from elearn.store.database import Database
from tests.courses import SmallCourse
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.site import SMALL, Learn

MAP = f"/trainer/courses/{SMALL}/scenarios/the-knock/map"


def rows(page: Page) -> list[list[str]]:
    return [
        [words_of(cell) for cell in row if cell.tag in ("th", "td")]
        for row in page.main.iter("tr")
    ]


@pytest.mark.parametrize("name", ["lena", "mara", "otto", "ada"])
def test_only_trainers_find_it(open_browser: Callable[..., Browser], name: str) -> None:
    assert open_browser(name).open(MAP).status == 404


def test_a_scenario_that_is_not_there(tariq: Browser, small: SmallCourse) -> None:
    assert tariq.open(MAP.replace("the-knock", "the-bell")).status == 404
    assert tariq.open(MAP.replace(SMALL, "nowhere")).status == 404


def test_the_courses_page_leads_to_it(tariq: Browser, small: SmallCourse) -> None:
    page = tariq.open(f"/trainer/courses/{SMALL}")
    assert MAP in [link.get("href") for link in page.main.iter("a")]


def test_before_anybody_played(tariq: Browser, small: SmallCourse) -> None:
    page = tariq.open(MAP)
    assert "Nobody has played it yet." in words_of(page.main)
    assert not any(
        "story-map__count" in (text.get("class") or "") for text in page.main.iter()
    )


def test_only_first_plays_are_counted_and_nobody_is_named(
    tariq: Browser, small: SmallCourse, learning: Learn, database: Database
) -> None:
    learning(lambda learner: learner.play("the-knock"))
    learning(lambda learner: learner.play("the-knock", hoping_for="harmful"))
    page = tariq.open(MAP)
    said = words_of(page.main)
    assert "1 first play (version 1: 1 play)" in said
    assert "Lena" not in said
    counts = [row[-1].split()[-1] for row in rows(page) if row[-1][-1:].isdigit()]
    assert set(counts) == {"0", "1"}
    # One play goes one way: as many choices as it made, and one ending.
    assert counts.count("1") >= 2


def test_every_link_of_the_map_leads_to_a_row(
    tariq: Browser, small: SmallCourse
) -> None:
    page = tariq.open(MAP)
    places = [
        e.get("href") for e in page.main.iter() if (e.get("href") or "")[:1] == "#"
    ]
    ids = {f"#{e.get('id')}" for e in page.main.iter() if e.get("id")}
    assert len(places) > 4
    assert set(places) <= ids
