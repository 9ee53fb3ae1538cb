"""The assessment's own page: each of its states, said in words."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from tests.counting import counting
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.site import Clock, Learn, lena_did, make_small_course
from tests.web.attempts import (
    ASSESSMENT,
    answer,
    answer_all,
    come_to_it,
    course_of,
    main_action,
    start,
    take,
)


def state_of(page: Page) -> str:
    return words_of(page.with_class("panel__state")[0])


def test_before_the_rest_is_done_it_says_what_comes_first(
    lena: Browser, learning: Learn
) -> None:
    learning(lambda learner: learner.read_cards(3, missing=0))
    page = lena.open(ASSESSMENT)
    assert state_of(page) == "Not open yet"
    assert "First finish what is left of the course." in page.words
    assert page.links()["Asking first"].startswith("/courses/first-words/modules/")
    assert "1 of 2 cards" in page.words
    assert page.links()["The knock"] == "/courses/first-words/scenarios/the-knock"
    assert "At the door" not in page.links()
    assert main_action(page) == "Go on: Asking first"
    assert not [form for form in page.forms() if form.action.endswith("/attempts")]


@lena_did(come_to_it)
def test_when_it_is_open_it_says_all_that_matters(lena: Browser) -> None:
    page = lena.open(ASSESSMENT)
    assert state_of(page) == "Ready when you are"
    for words in (
        "Questions 4, one at a time",
        "To pass 3 of 4 right (75%). Partly right answers earn part of a mark.",
        "Time About 10 minutes. There is no timer.",
        "You can change them until you hand them in.",
        "Attempts 3 in all, 3 left. You wait 15 minutes between two.",
        "You see all the right answers once you pass.",
    ):
        assert words in page.words
    assert "Safety" not in page.words
    assert main_action(page) == "Begin"


def test_the_real_course_says_its_pass_mark_without_rounding(lena: Browser) -> None:
    page = lena.open("/courses/communication/assessment")
    assert (
        "10 of 12 right (80%). Partly right answers earn part of a mark: "
        "9.6 marks are enough."
    ) in page.words
    assert "Attempts As often as you like." in page.words
    assert "An answer that would put somebody in danger" in page.words


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("attempts: {limit: 1, wait: 2 days}", "1 in all, 1 left. You wait 2 days"),
        ("attempts: {wait: 3 hours}", "As often as you like. You wait 3 hours"),
        ("review: never", "You see your result. The answers stay closed."),
        ("pass_mark: 66.5 %", "3 of 4 right (66.5%)."),
    ],
)
def test_other_rules_are_said_as_they_are(
    lena: Browser,
    database: Database,
    tmp_path: Path,
    clock: Clock,
    rules: str,
    words: str,
) -> None:
    key = rules.partition(":")[0]
    small = make_small_course(tmp_path)
    line = next(
        line for line in small.read("course.yaml").splitlines() if f"  {key}:" in line
    )
    small.change("course.yaml", line, f"  {rules}")
    moment = Moment(clock.now, Random(3))
    database.write(publish_course, small.build(), moment)
    assert words in lena.open(ASSESSMENT).words


@lena_did(come_to_it)
def test_an_attempt_in_progress_goes_on_at_the_first_open_question(
    lena: Browser, database: Database
) -> None:
    answer(start(lena), course_of(database))
    page = lena.open(ASSESSMENT)
    assert state_of(page) == "Started"
    assert "You have answered 1 of 4 questions." in page.words
    assert main_action(page) == "Go on: question 2"
    question = lena.open(page.links()["Go on: question 2"])
    assert "Question 2 of 4" in question.words


@lena_did(come_to_it)
def test_when_all_is_answered_it_leads_to_handing_in(
    lena: Browser, database: Database
) -> None:
    answer_all(start(lena), course_of(database))
    page = lena.open(ASSESSMENT)
    assert main_action(page) == "Look over and hand in"
    assert lena.open(page.links()["Look over and hand in"]).form("/hand-in")


@lena_did(come_to_it)
def test_after_a_miss_it_says_until_when_to_wait(
    lena: Browser, database: Database, clock: Clock
) -> None:
    take(lena, course_of(database), wrong=4)
    page = lena.open(ASSESSMENT)
    assert state_of(page) == "A short wait"
    assert "You can try again today at 09:15." in page.words
    assert "3 in all, 2 left." in page.words
    assert main_action(page) == "Back to the course"
    clock.move(minutes=14, seconds=59)
    assert state_of(lena.open(ASSESSMENT)) == "A short wait"
    clock.move(seconds=1)
    page = lena.open(ASSESSMENT)
    assert state_of(page) == "Ready when you are"
    assert main_action(page) == "Try again"


@lena_did(come_to_it)
def test_a_wait_over_midnight_names_the_day(
    lena: Browser, database: Database, clock: Clock
) -> None:
    clock.move(hours=14, minutes=50)
    lena.sign_in("lena")
    take(lena, course_of(database), wrong=4)
    words = lena.open(ASSESSMENT).words
    assert "You can try again on 24 November 2026 at 00:05." in words


@lena_did(come_to_it)
def test_when_all_attempts_are_used_it_says_whom_to_ask(
    lena: Browser, database: Database, clock: Clock
) -> None:
    for _ in range(3):
        take(lena, course_of(database), wrong=4)
        clock.move(minutes=15)
    page = lena.open(ASSESSMENT)
    assert state_of(page) == "No attempts left"
    assert "You have used 3 attempts. Talk to your manager" in page.words
    assert "Attempt 3: " in page.words


@lena_did(come_to_it)
def test_once_passed_it_says_when_and_with_how_many_marks(
    lena: Browser, database: Database
) -> None:
    take(lena, course_of(database))
    page = lena.open(ASSESSMENT)
    assert state_of(page) == "Passed"
    assert "You passed on 23 November 2026 with 4 of 4 marks." in page.words
    assert main_action(page) == "See your certificate"
    assert page.links()["Attempt 1: 4 of 4 marks"].endswith("/attempts/1/result")


@lena_did(come_to_it)
def test_opening_it_writes_nothing(lena: Browser, app: Flask) -> None:
    with counting(app.extensions["elearn_database"]) as counted:
        lena.open(ASSESSMENT)
    assert counted.commits == 0
    assert len(counted.queries) <= 7


def test_a_course_without_an_assessment_has_no_such_page(
    lena: Browser, database: Database, tmp_path: Path, clock: Clock
) -> None:
    small = make_small_course(tmp_path)
    text = small.read("course.yaml")
    start_of, _, rest = text.partition("assessment:\n")
    _, _, after = rest.partition("complete_when:")
    small.write("course.yaml", f"{start_of}complete_when:{after}")
    small.change(
        "course.yaml", "[modules, scenarios, assessment]", "[modules, scenarios]"
    )
    built = small.build()
    database.write(publish_course, built, Moment(clock.now, Random(3)))
    assert lena.open(ASSESSMENT).status == 404


@lena_did(come_to_it)
def test_somebody_else_sees_their_own_state(
    lena: Browser,
    database: Database,
    open_browser: Callable[..., Browser],
) -> None:
    take(lena, course_of(database))
    assert state_of(open_browser("otto").open(ASSESSMENT)) == "Not open yet"
