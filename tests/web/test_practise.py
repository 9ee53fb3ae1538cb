"""Going back to one scene of a finished play: practice, which never counts."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from elearn.coursefiles.build import BuiltCourse
from elearn.demo_learner import DemoLearner
from elearn.domain.scenario import Scenario
from elearn.store.database import Database
from elearn.store.tables import Play, PlayChoice
from tests.pages import Browser, Form, Page
from tests.site import lena_did
from tests.web.attempts import nothing
from tests.web.plays import (
    LONG_STORY,
    begin,
    choose,
    go_on,
    letters,
    offers,
    play_by_grade,
    turn,
)

PRACTICE = "practice, does not count"


@pytest.fixture
def scenario(built_communication: BuiltCourse) -> Scenario:
    assert built_communication.course is not None
    return built_communication.course.scenarios["fifteen-minutes"]


def play_harmfully(learner: DemoLearner) -> None:
    """Play the long story of the real course from its start."""
    replace(learner, slug="communication").play("fifteen-minutes", hoping_for="harmful")


pytestmark = lena_did(play_harmfully)


@pytest.fixture
def ended(lena: Browser) -> Page:
    """The ending of that play."""
    return lena.open(f"{LONG_STORY}/plays/1")


def practice_forms(page: Page) -> list[Form]:
    return [form for form in page.forms() if form.action.endswith("/practice")]


def plays(database: Database) -> list[Play]:
    return database.read(lambda s: list(s.scalars(select(Play).order_by(Play.number))))


def finish_well(page: Page, scenario: Scenario) -> Page:
    while page.find("choice") is not None:
        offered = set(offers(page).values())
        choices = [
            choice
            for scene in scenario.scenes.values()
            for choice in scene.choices
            if choice.id in offered
        ]
        best = next(choice for choice in choices if choice.grade == "best")
        page = go_on(turn(page).send(choice=best.id).follow())
    return page


def test_each_scene_after_the_first_can_be_tried_again(ended: Page) -> None:
    positions = [form.fields["position"] for form in practice_forms(ended)]
    steps = len(ended.with_class("path")[0].findall("li"))
    assert positions == [[str(n)] for n in range(1, steps)]


def test_practice_starts_at_that_scene_and_says_everywhere_what_it_is(
    ended: Page, scenario: Scenario, database: Database
) -> None:
    page = practice_forms(ended)[1].send().follow()
    assert "choice 3" in page.words
    assert PRACTICE in page.words
    step = choose(page, next(iter(offers(page))))
    assert PRACTICE in step.words
    ending = finish_well(go_on(step), scenario)
    assert PRACTICE in ending.words
    assert "it does not count. A play from the start does." in ending.words
    assert "Practice, does not count" in ended.browser.open(LONG_STORY).words
    kept = plays(database)
    assert [play.practice_of for play in kept] == [None, kept[0].number]


def test_practice_never_counts_however_well_it_ends(
    ended: Page, scenario: Scenario, lena: Browser
) -> None:
    page = practice_forms(ended)[0].send().follow()
    ending = finish_well(page, scenario)
    bar = ending.with_class("action-bar")[-1]
    assert "Play from the start" in " ".join(bar.itertext())
    course = lena.open("/courses/communication")
    row = next(
        words
        for e in course.with_class("contents__row")
        if "Fifteen minutes" in (words := " ".join(e.itertext()))
    )
    assert "Done" not in row


def test_what_went_before_is_kept_and_the_first_play_stays_as_it_was(
    ended: Page, database: Database
) -> None:
    before = ended.words
    page = practice_forms(ended)[2].send().follow()
    made = database.read(
        lambda s: s.execute(
            select(Play.number, PlayChoice.position, PlayChoice.choice_id)
            .join(Play, Play.id == PlayChoice.play_id)
            .order_by(Play.number, PlayChoice.position)
        ).all()
    )
    first = [(position, choice) for number, position, choice in made if number == 1]
    second = [(position, choice) for number, position, choice in made if number == 2]
    assert second == first[:3]
    assert "What was said before" in page.words
    choose(page, next(iter(offers(page))))
    assert page.browser.open(ended.path).words == before


def test_asking_twice_for_the_same_scene_is_one_practice(
    ended: Page, database: Database
) -> None:
    form = practice_forms(ended)[1]
    assert form.send().location == form.send().location
    assert len(plays(database)) == 2


def test_another_scene_takes_the_place_of_an_open_practice(
    ended: Page, database: Database
) -> None:
    one, other = practice_forms(ended)[:2]
    first = one.send().follow()
    second = other.send().follow()
    assert first.path != second.path
    assert [play.left_at is not None for play in plays(database)] == [
        False,
        True,
        False,
    ]
    # Whoever still has the first one open is told, and nothing is written.
    late = turn(first).send(choice=next(iter(offers(first).values())))
    assert late.status == 409
    assert "in another window" in late.words
    assert ended.browser.open(first.path).location == LONG_STORY


def test_practice_waits_for_a_play_that_counts(
    ended: Page, lena: Browser, database: Database
) -> None:
    forms = practice_forms(ended)
    counted = begin(lena, LONG_STORY)
    words = next(iter(offers(counted)))
    choose(counted, words)
    answer = forms[0].send()
    assert answer.status == 409
    assert "Finish it before you practise." in answer.words
    assert practice_forms(lena.open(ended.path)) == []
    # The play that counts goes on where it was.
    link = lena.open(LONG_STORY).links()["Go on where you left off"]
    page = lena.open(link)
    assert "choice 2" in page.words
    assert letters(words) in letters(page.words)
    assert all(play.left_at is None for play in plays(database))


def test_a_play_from_the_start_ends_an_open_practice(
    ended: Page, lena: Browser
) -> None:
    practice = practice_forms(ended)[0].send().follow()
    story = lena.open(LONG_STORY)
    assert story.links()["Go on with your practice"] == practice.path
    page = begin(lena, LONG_STORY)
    assert PRACTICE not in page.words
    assert "choice 1" in page.words


@pytest.mark.parametrize("position", ["-1", "99", "x", "", "9" * 30])
def test_a_scene_that_was_not_played_cannot_be_practised(
    ended: Page, database: Database, position: str
) -> None:
    assert practice_forms(ended)[0].send(position=position).status == 400
    assert len(plays(database)) == 1


@lena_did(nothing)
def test_an_unfinished_play_cannot_be_practised(lena: Browser) -> None:
    page = begin(lena, LONG_STORY)
    choose(page, next(iter(offers(page))))
    answer = lena.post(
        "learner.practise",
        {"position": "0"},
        slug="communication",
        scenario_id="fifteen-minutes",
        number=1,
    )
    assert answer.status == 409
    assert "Finish this scenario first" in answer.words


def test_first_plays_are_kept_apart_from_later_ones(
    ended: Page, lena: Browser, scenario: Scenario, database: Database
) -> None:
    play_by_grade(lena, scenario, LONG_STORY, "best")
    first, second = plays(database)
    assert (first.number, first.result) == (1, "unsafe")
    assert (second.number, second.result) == (2, "good")
    assert first.practice_of is None
    assert second.practice_of is None
