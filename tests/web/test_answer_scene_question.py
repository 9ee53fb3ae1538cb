"""Answering the question of a scene: it leads on, once, and is kept."""

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import PlayChoice
from tests.coursefiles.test_scene_questions import with_question
from tests.pages import Browser, Page
from tests.site import Clock, Learn
from tests.web.plays import WEAK, begin, choose, go_on, turn


@pytest.fixture
def asked(lena: Browser, database: Database, clock: Clock, tmp_path: Path) -> Page:
    """Lena stands in the hall, where she is asked."""
    built = with_question(tmp_path / "asking").build()
    database.write(publish_course, built, Moment(clock.now, Random(1)))
    return go_on(choose(begin(lena), WEAK))


def choices(database: Database) -> list[PlayChoice]:
    query = select(PlayChoice).order_by(PlayChoice.position)
    return database.read(lambda s: list(s.scalars(query)))


def test_the_page_asks_and_tells_no_answer(asked: Page) -> None:
    assert "What first? Choose all that fit." in asked.words
    for told in ("It is kind.", "Half of it.", "It is her chair."):
        assert told not in asked.html


def test_an_answer_leads_on_and_its_words_are_kept(
    asked: Page, database: Database
) -> None:
    form = turn(asked)
    right = [form.value_of("Greet her"), form.value_of("Wash hands")]
    step = form.send(answer=right).follow()
    assert "That’s right" in step.words
    assert "It is kind." in step.words
    kept = choices(database)[-1]
    assert (kept.scene_id, kept.choice_id) == ("hall", "right")
    assert kept.response == dict.fromkeys(right, "chosen")
    assert kept.shown is not None
    assert kept.shown["ask"] == "What first? Choose all that fit."
    assert set(kept.shown["words"].values()) == {"Greet her", "Wash hands", "Sit down"}
    assert go_on(step).status == 200


def test_the_wrong_answer_shows_what_was_right(asked: Page, database: Database) -> None:
    form = turn(asked)
    step = form.send(answer=form.value_of("Sit down")).follow()
    assert "Not this time" in step.words
    assert "It is her chair." in step.words
    assert choices(database)[-1].choice_id == "wrong"


def test_a_second_click_answers_once(asked: Page, database: Database) -> None:
    form = turn(asked)
    first = form.send(answer=form.value_of("Greet her")).location
    assert form.send(answer=form.value_of("Sit down")).location == first
    assert [c.choice_id for c in choices(database)][-1] == "partly"
    assert len(choices(database)) == 2


def test_no_answer_is_asked_for_again(asked: Page, database: Database) -> None:
    page = turn(asked).send()
    assert page.status == 400
    assert "There is a problem" in page.words
    assert page.find("q-hall") is not None
    assert len(choices(database)) == 1


def test_a_forged_choice_is_no_answer(asked: Page, database: Database) -> None:
    page = turn(asked).send(choice="right")
    assert page.status == 400
    assert len(choices(database)) == 1


def test_a_demo_learner_finds_the_way_through(
    asked: Page, learning: Learn, database: Database
) -> None:
    turn(asked).send(answer=turn(asked).value_of("Sit down"))
    results = []
    learning(lambda learner: results.append(learner.play("the-knock")))
    assert results == ["good"]
