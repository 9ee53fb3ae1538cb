"""A play as it stands: the open scene, and what it must not tell yet."""

from collections.abc import Callable

import pytest
from flask import Flask

from elearn.coursefiles.build import BuiltCourse
from tests.counting import counting
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.web.plays import (
    KIND,
    LONG_STORY,
    STORY,
    UNSAFE,
    WEAK,
    all_choices,
    begin,
    choose,
    go_on,
    letters,
    offers,
    play_by_grade,
)


def test_a_scene_shows_place_people_moods_and_choices_in_full(lena: Browser) -> None:
    page = begin(lena)
    assert page.heading == "The front door"
    assert "You stand at the door." in page.words
    assert "Ada Hill , worried Who is there?" in page.words
    assert set(offers(page)) == {KIND, WEAK, UNSAFE}
    assert "choice 1" in page.words
    [place] = page.with_class("place")
    [picture] = place.iter("img")
    assert "places/front-door.svg" in (picture.get("src") or "")
    [face] = page.with_class("talk__face")
    assert face.get("src") == "/portraits/woman-80s-glasses/worried.svg"


def test_every_face_and_place_of_the_real_stories_is_drawn(
    lena: Browser, built_communication: BuiltCourse
) -> None:
    course = built_communication.course
    assert course is not None
    for scenario in course.scenarios.values():
        story = f"/courses/communication/scenarios/{scenario.id}"
        page = play_by_grade(lena, scenario, story, "best")
        shown = {
            picture.get("src") or ""
            for element in (page.body, lena.open(story).body)
            for picture in element.iter("img")
        }
        assert any("/portraits/" in address for address in shown)
        for address in shown:
            with lena.open(address).response as answer:
                assert answer.status_code == 200, address


def test_gauges_stand_after_the_people_with_numbers_in_words(lena: Browser) -> None:
    page = begin(lena)
    assert "Trust 5 of 10" in page.words
    assert page.words.index("Who is there?") < page.words.index("Trust 5 of 10")


def test_what_was_said_before_is_there_and_closed(lena: Browser) -> None:
    page = begin(lena, LONG_STORY)
    first = next(iter(offers(page)))
    assert "What was said before" not in page.words
    page = go_on(choose(page, first))
    [before] = [
        e for e in page.body.iter("details") if "What was said before" in words_of(e)
    ]
    assert before.get("open") is None
    assert letters(first) in letters(words_of(before))


def secrets_of(built: BuiltCourse) -> list[str]:
    """List what only a choice that was made may bring: why, reply, endings."""
    assert built.course is not None
    scenario = built.course.scenarios["fifteen-minutes"]
    spoken = [c.reply for c in all_choices(scenario) if c.reply]
    replies = [
        line.partition("]:")[2] or line.strip("()")
        for reply in spoken
        for line in reply.splitlines()
    ]
    whys = [c.why for c in all_choices(scenario)]
    ends = [
        text
        for e in scenario.endings.values()
        for text in (e.title, e.principle, e.try_next, *e.debrief.splitlines())
    ]
    return [text for text in (*whys, *replies, *ends) if len(letters(text)) > 25]


def leaks(page: Page, secrets: list[str]) -> list[str]:
    found = letters(page.html)
    return [secret for secret in secrets if letters(secret) in found]


def test_nothing_a_choice_does_is_told_before_it_is_made(
    lena: Browser, built_communication: BuiltCourse
) -> None:
    secrets = secrets_of(built_communication)
    assert len(secrets) > 80
    page = begin(lena, LONG_STORY)
    assert leaks(lena.open(LONG_STORY), secrets) == []
    assert leaks(page, secrets) == []
    step = choose(page, next(iter(offers(page))))
    told = leaks(step, secrets)
    assert told, "a step that tells nothing would prove nothing"
    # The next scene may repeat what was said, and nothing that was not.
    again = leaks(go_on(step), secrets)
    assert set(again) <= set(told)
    for word in ("harmful", "workable", "critical"):
        assert word not in go_on(step).html


def test_a_play_of_somebody_else_is_not_found(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    page = begin(lena)
    choose(page, KIND)
    otto = open_browser("otto")
    for url in (page.path, f"{page.path}/steps/1"):
        assert otto.open(url).status == 404
    for action, fields in (
        ("learner.make_choice", {"position": "0", "choice": "x"}),
        ("learner.practise", {"position": "0"}),
    ):
        names = {"slug": "first-words", "scenario_id": "the-knock", "number": 1}
        assert otto.post(action, fields, **names).status == 404
    # His own first play is his own, although it has the same address.
    assert begin(otto).path == page.path
    assert "choice 1" in otto.open(page.path).words


@pytest.mark.parametrize("number", ["0", "2", "99999", "99999999999999999999", "-1"])
def test_a_play_that_is_not_there_is_not_found(lena: Browser, number: str) -> None:
    begin(lena)
    assert lena.open(f"{STORY}/plays/{number}").status == 404


@pytest.mark.parametrize("position", ["0", "1", "2", "99999999999999999999"])
def test_a_step_that_was_not_taken_is_not_found(lena: Browser, position: str) -> None:
    page = begin(lena)
    assert lena.open(f"{page.path}/steps/{position}").status == 404


def test_beginning_twice_goes_on_with_the_one_play(lena: Browser) -> None:
    form = lena.open(STORY).form("/plays")
    assert form.send().location == form.send().location


def test_a_page_of_a_play_asks_little_and_writes_nothing(
    lena: Browser, app: Flask
) -> None:
    page = begin(lena, LONG_STORY)
    for _ in range(3):
        page = go_on(choose(page, next(iter(offers(page)))))
    with counting(app.extensions["elearn_database"]) as counted:
        assert lena.open(page.path).status == 200
    assert len(counted.queries) <= 6
    assert counted.commits == 0
    assert len(page.response.get_data()) < 60_000


def test_resuming_is_exact(lena: Browser, open_browser: Callable[..., Browser]) -> None:
    page = begin(lena, LONG_STORY)
    for _ in range(4):
        page = go_on(choose(page, next(iter(offers(page)))))
    phone = open_browser("lena")
    link = phone.open(LONG_STORY).links()["Go on where you left off"]
    resumed = phone.open(link)
    assert resumed.words == page.words
    assert "choice 5" in resumed.words
