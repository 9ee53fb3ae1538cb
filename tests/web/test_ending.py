"""How a play ends: four results told apart, the way that was taken, what comes next."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from elearn.coursefiles.build import BuiltCourse
from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import Award
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.site import Clock, Learn, make_small_course
from tests.web.plays import (
    KIND,
    LONG_STORY,
    UNSAFE,
    WEAK,
    begin,
    choose,
    go_on,
    play_by_grade,
    turn,
)


def end(browser: Browser, words: str) -> Page:
    return go_on(choose(begin(browser), words))


def main_action(page: Page) -> str:
    bar = page.with_class("action-bar")[-1]
    return next(
        words_of(e) for e in bar.iter() if "nhsuk-button" in (e.get("class") or "")
    )


def test_a_good_ending_says_so_and_what_to_take_along(lena: Browser) -> None:
    page = end(lena, KIND)
    assert page.heading == "Tea"
    for words in (
        "It went well",
        "She pours two cups.",
        "Remember Say who you are.",
        "Try this on your next shift Tomorrow, say your name at one door.",
        "This play counts: you have done this scenario.",
    ):
        assert words in page.words
    assert "A better line" not in page.words
    assert page.with_class("ending--good")


def test_a_poor_ending_offers_a_better_line(lena: Browser) -> None:
    page = end(lena, WEAK)
    assert page.with_class("ending--poor")
    assert "It did not go well" in page.words
    assert "A better line Hello, I am Sam." in page.words
    assert main_action(page) == "Play again from the start"


def test_an_unsafe_ending_is_told_without_blame_and_does_not_count(
    lena: Browser,
) -> None:
    page = end(lena, UNSAFE)
    assert page.with_class("ending--unsafe")
    assert "Somebody was not safe" in page.words
    assert "This play does not count." in page.words
    assert main_action(page) == "Play again from the start"
    again = page.form("/plays").send().follow()
    assert "choice 1" in again.words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("grade", "results"),
    [("best", {"good"}), ("harmful", {"poor", "unsafe"})],
)
def test_the_results_of_the_real_stories_are_told_apart(
    lena: Browser, built_communication: BuiltCourse, grade: str, results: set[str]
) -> None:
    course = built_communication.course
    assert course is not None
    for scenario in course.scenarios.values():
        story = f"/courses/communication/scenarios/{scenario.id}"
        page = play_by_grade(lena, scenario, story, grade)
        assert any(page.with_class(f"ending--{result}") for result in results)
        assert page.with_class("path")


def test_the_way_is_shown_with_grades_in_words_and_why(lena: Browser) -> None:
    [way] = end(lena, UNSAFE).with_class("path")
    assert words_of(way) == (
        "Walk in. Only me! Harmful. She does not know who you are."
    )


def test_after_an_upsetting_story_there_is_a_way_to_help(
    lena: Browser, built_communication: BuiltCourse
) -> None:
    course = built_communication.course
    assert course is not None
    scenario = course.scenarios["fifteen-minutes"]
    page = play_by_grade(lena, scenario, LONG_STORY, "best")
    assert "How are you now?" in page.words
    assert page.links()["get help now"] == "/help-now"
    assert "How are you now?" not in end(lena, KIND).words


def test_a_good_ending_leads_to_the_next_thing_of_the_course(
    lena: Browser, learning: Learn
) -> None:
    page = end(lena, KIND)
    assert main_action(page) == "Go on: At the door"
    learning(lambda learner: learner.read_cards(missing=0))
    page = lena.open(page.path)
    assert main_action(page) == "Go on: Final assessment"
    assert page.links()["Go on: Final assessment"].endswith("/assessment")


def publish_with_another_story(
    database: Database, folder: Path, clock: Clock, story: str
) -> None:
    """Publish the small course with its story twice, the second under a new name."""
    small = make_small_course(folder)
    text = small.read("scenarios/the-knock.yaml")
    small.write(f"scenarios/{story}.yaml", text)
    small.change(
        "course.yaml",
        "  - scenario: the-knock",
        f"  - scenario: the-knock\n  - scenario: {story}",
    )
    database.write(publish_course, small.build(), Moment(clock.now, Random(3)))


def awards(database: Database) -> int:
    return database.read(lambda s: s.scalar(select(func.count(Award.id))) or 0)


def test_a_story_that_is_the_last_thing_to_do_gives_the_award_once(
    lena: Browser, learning: Learn, database: Database, tmp_path: Path, clock: Clock
) -> None:
    def come_to_the_assessment(learner: DemoLearner) -> None:
        learner.read_cards(missing=0)
        learner.play("the-knock")
        learner.begin_assessment(misses=0)

    learning(come_to_the_assessment)
    publish_with_another_story(database, tmp_path, clock, "the-window")
    look_over = lena.open("/courses/first-words/assessment/attempts/1")
    result = look_over.form("/hand-in").send().follow()
    assert "Passed" in result.words
    assert awards(database) == 0
    assert result.links()["Go on: The knock"].endswith("/scenarios/the-window")

    story = "/courses/first-words/scenarios/the-window"
    form = turn(begin(lena, story))
    steps = {form.send(choice=form.value_of(KIND)).location for _ in range(3)}
    assert len(steps) == 1
    page = go_on(lena.open(steps.pop()))
    assert main_action(page) == "See your certificate"
    assert awards(database) == 1
    go_on(choose(begin(lena, story), KIND))
    assert awards(database) == 1


def test_a_worse_play_later_takes_nothing_away(lena: Browser) -> None:
    end(lena, KIND)
    page = end(lena, UNSAFE)
    assert main_action(page) == "Go on: At the door"
    course = lena.open("/courses/first-words")
    assert "Done · Scenario" in course.words


def test_the_gauges_can_be_opened_from_start_to_end(lena: Browser) -> None:
    page = end(lena, KIND)
    assert "What changed from start to end" in page.words
    assert "Trust 7 of 10 Went up: better" in page.words


def test_an_ending_stays_at_its_address(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    page = end(lena, KIND)
    begin(lena)
    assert "Go on where you left off" in lena.open(page.path).words
    assert open_browser("otto").open(page.path).status == 404
