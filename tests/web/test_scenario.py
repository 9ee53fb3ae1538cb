"""The page before a scenario: what it is, who is in it, how it went so far."""

from collections.abc import Callable

from flask import Flask

from tests.counting import counting
from tests.pages import Browser
from tests.site import Learn
from tests.web.plays import KIND, LONG_STORY, STORY, UNSAFE, begin, choose, go_on


def main_action(browser: Browser, story: str = STORY) -> str:
    page = browser.open(story)
    bar = page.with_class("action-bar")[0]
    [words] = [
        "".join(e.itertext()).strip()
        for e in bar.iter()
        if "nhsuk-button" in (e.get("class") or "")
    ]
    return words


def test_it_says_who_you_are_who_you_meet_and_how_it_counts(lena: Browser) -> None:
    page = lena.open(STORY)
    assert page.heading == "The knock"
    assert "You are Sam, a care worker." in page.words
    assert "about 5 minutes" in page.words
    assert "Ada Hill 79, lives alone" in page.words
    assert "Only a play from the start counts" in page.words
    [face] = page.with_class("talk__face")
    assert lena.open(face.get("src") or "").status == 200


def test_a_content_note_comes_with_a_way_round(lena: Browser) -> None:
    page = lena.open(LONG_STORY)
    assert "A man feels unwell" in page.words
    assert page.links()["go back to the course"] == "/courses/communication"


def test_without_a_content_note_there_is_no_notice(lena: Browser) -> None:
    assert not lena.open(STORY).with_class("notice")


def test_the_main_action_follows_where_somebody_stands(lena: Browser) -> None:
    assert main_action(lena) == "Begin"
    page = begin(lena)
    assert main_action(lena) == "Go on where you left off"
    go_on(choose(page, UNSAFE))
    assert main_action(lena) == "Play again"


def test_earlier_plays_stand_with_their_result_and_day(lena: Browser) -> None:
    go_on(choose(begin(lena), UNSAFE))
    go_on(choose(begin(lena), KIND))
    page = lena.open(STORY)
    rows = [" ".join("".join(e.itertext()).split()) for e in page.with_class("path")]
    assert rows == [
        "Tea It went well. 23 November 2026 "
        "Alone Somebody was not safe. 23 November 2026"
    ]
    assert lena.open(page.links()["Alone"]).heading == "Alone"


def test_opening_it_writes_nothing_and_asks_little(lena: Browser, app: Flask) -> None:
    with counting(app.extensions["elearn_database"]) as counted:
        lena.open(STORY)
    assert counted.commits == 0
    assert len(counted.queries) <= 5


def test_a_scenario_that_is_not_there_is_not_found(
    lena: Browser, visitor: Browser
) -> None:
    assert lena.open("/courses/first-words/scenarios/nothing").status == 404
    assert lena.open("/courses/nothing/scenarios/the-knock").status == 404
    assert visitor.open(STORY).location.startswith("/sign-in")


def test_what_was_done_on_the_way_stays_to_its_learner(
    learning: Learn, open_browser: Callable[..., Browser]
) -> None:
    learning(lambda learner: learner.play("the-knock"))
    assert "Your plays so far" not in open_browser("otto").open(STORY).words
    assert "Your plays so far" in open_browser("lena").open(STORY).words
