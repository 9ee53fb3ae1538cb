"""Choosing: once means once, whatever is pressed, and the version stays."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import Draft, Play, PlayChoice
from tests.counting import counting
from tests.pages import Browser, Page
from tests.people import PASSWORD, People
from tests.site import Clock, make_small_course
from tests.web.plays import (
    KIND,
    LONG_STORY,
    STORY,
    UNSAFE,
    WEAK,
    begin,
    choose,
    go_on,
    letters,
    offers,
    turn,
)


def made(database: Database) -> list[tuple[int, str]]:
    query = select(PlayChoice.position, PlayChoice.words).order_by(PlayChoice.id)
    return [tuple(row) for row in database.read(lambda s: s.execute(query).all())]


def test_a_step_shows_your_words_then_them_then_gauges_then_why(
    lena: Browser,
) -> None:
    words = choose(begin(lena), KIND).words
    order = [
        "Hello, I am Sam.",
        "Ada Hill , warm",
        "Come in, Sam.",
        "Trust 7 of 10 Went up: better",
        "She knows who you are.",
        "See how it ends",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


def test_choosing_nothing_is_said_kindly_and_loses_nothing(lena: Browser) -> None:
    page = turn(begin(lena)).send()
    assert page.status == 400
    assert page.title.startswith("Error: Choice 1")
    assert page.links()["Choose one of the answers on this page."] == "#choice"
    assert "Who is there?" in page.words
    assert set(offers(page)) == {KIND, WEAK, UNSAFE}
    assert choose(page, KIND).status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "made-up"},
        {"position": "1"},
        {"position": "-1"},
        {"position": "x"},
        {"position": "9" * 30},
        {"choice": "\x00"},
    ],
)
def test_what_is_not_on_offer_cannot_be_chosen(
    lena: Browser, database: Database, fields: dict[str, str]
) -> None:
    page = begin(lena)
    right = {"choice": turn(page).value_of(KIND)}
    assert turn(page).send(**(right | fields)).status == 400
    assert made(database) == []


def test_a_double_click_is_one_choice(lena: Browser, database: Database) -> None:
    form = turn(begin(lena))
    chosen = form.value_of(KIND)
    assert form.send(choice=chosen).location == form.send(choice=chosen).location
    assert made(database) == [(0, KIND)]


def test_the_back_button_shows_what_came_of_the_first_choice(
    lena: Browser, database: Database
) -> None:
    form = turn(begin(lena))
    first = form.send(choice=form.value_of(UNSAFE)).follow()
    second = form.send(choice=form.value_of(KIND)).follow()
    assert first.path == second.path
    assert "Only me!" in second.words
    assert "Come in, Sam." not in second.words
    assert [position for position, _ in made(database)] == [0]


def test_two_tabs_play_one_story(lena: Browser, database: Database) -> None:
    page = begin(lena, LONG_STORY)
    other_tab = lena.open(page.path)
    words = list(offers(page))
    second_scene = go_on(choose(page, words[0]))
    # The other tab still stands at the first scene: it is shown what came of it.
    stale = choose(other_tab, words[1])
    assert stale.path.endswith("/steps/1")
    assert letters(words[0]) in letters(stale.words)
    assert go_on(stale).words == second_scene.words
    assert len(made(database)) == 1


def test_a_step_can_be_opened_again_later(lena: Browser) -> None:
    page = begin(lena, LONG_STORY)
    step = choose(page, next(iter(offers(page))))
    after = go_on(step)
    choose(after, next(iter(offers(after))))
    assert letters(lena.open(step.path).words) == letters(step.words)


def publish_changed(database: Database, folder: Path, clock: Clock) -> None:
    """Publish the small course with other words in its story."""
    small = make_small_course(folder)
    name = "scenarios/the-knock.yaml"
    small.change(name, "Who is there?", "Is that the post?")
    small.change(name, "She knows who you are.\n", "She hears your name.\n")
    small.change(name, "words: Hello, I am Sam. May I come in?", "words: Hello, Ada.")
    moment = Moment(clock.now, Random(3))
    published = database.write(publish_course, small.build(), moment)
    assert published.number == 2


def test_an_open_play_keeps_its_version(
    lena: Browser, database: Database, tmp_path: Path, clock: Clock
) -> None:
    page = begin(lena)
    publish_changed(database, tmp_path, clock)
    again = lena.open(page.path)
    assert "Who is there?" in again.words
    step = choose(again, KIND)
    assert "She knows who you are." in step.words
    assert go_on(step).heading == "Tea"
    fresh = begin(lena)
    assert "Is that the post?" in fresh.words
    assert "Hello, Ada." in offers(fresh)


def test_a_finished_play_is_still_shown_as_it_was(
    lena: Browser, database: Database, tmp_path: Path, clock: Clock
) -> None:
    step = choose(begin(lena), KIND)
    before = go_on(step).words
    publish_changed(database, tmp_path, clock)
    assert go_on(step).words == before
    assert "Tea" in lena.open(STORY).links()


def test_what_was_frozen_at_the_end(lena: Browser, database: Database) -> None:
    choose(begin(lena), UNSAFE)
    play = database.read(lambda s: s.scalars(select(Play)).one())
    assert (play.ending_id, play.result, play.rules_version) == ("alone", "unsafe", 1)
    assert play.final_state is not None
    assert play.final_state["gauges"] == {"trust": 2}
    assert play.final_state["flags"] == ["walked-in"]
    assert play.final_state["counts"]["critical"] == 1


def test_a_choice_costs_few_queries_and_one_commit(lena: Browser, app: Flask) -> None:
    page = begin(lena, LONG_STORY)
    page = go_on(choose(page, next(iter(offers(page)))))
    form = turn(page)
    chosen = next(iter(offers(page).values()))
    with counting(app.extensions["elearn_database"]) as counted:
        assert form.send(choice=chosen).status == 303
    assert len(counted.queries) <= 8, counted.queries
    assert counted.commits == 1


@pytest.fixture
def expired(lena: Browser, clock: Clock) -> Page:
    """Lena chooses thirteen hours after she signed in."""
    form = turn(begin(lena))
    clock.move(hours=13)
    return form.send(choice=form.value_of(KIND))


def test_after_an_expired_sign_in_the_choice_is_still_picked(
    expired: Page, database: Database
) -> None:
    assert expired.status == 401
    assert made(database) == []
    answer = expired.form("/sign-in").send(sign_in_name="lena", password=PASSWORD)
    page = answer.follow()
    assert page.path == f"{STORY}/plays/1"
    form = turn(page)
    assert form.fields["choice"] == [form.value_of(KIND)]
    assert form.send().follow().path.endswith("/steps/1")
    assert made(database) == [(0, KIND)]
    assert database.read(lambda s: s.query(Draft).count()) == 0


def test_somebody_else_who_signs_in_is_not_led_into_the_play(
    expired: Page, people: People, open_browser: Callable[..., Browser]
) -> None:
    answer = expired.form("/sign-in").send(sign_in_name="otto", password=PASSWORD)
    assert answer.location == "/"
