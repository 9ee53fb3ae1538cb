"""The result: what was earned, what to look at again, and no more than may be seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from elearn.demo_learner import DemoLearner
from elearn.domain.assessment import draw_questions
from elearn.domain.course import Course
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.web.learner.presenting_assessment import write_marks
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.people import People
from tests.site import SMALL, Clock, Learn, lena_did, make_small_course
from tests.web.attempts import (
    ASSESSMENT,
    answer_all,
    attempts,
    come_to_it,
    course_of,
    main_action,
    start,
    take,
)
from tests.web.plays import letters

REAL = "communication"


@pytest.fixture
def course(database: Database) -> Course:
    return course_of(database)


def state_of(page: Page) -> str:
    return words_of(page.with_class("panel__state")[0])


@lena_did(come_to_it)
def test_a_pass_is_said_once_and_leads_to_the_certificate(
    lena: Browser, course: Course
) -> None:
    page = take(lena, course)
    assert state_of(page) == "Passed"
    assert page.heading == "Well done, Lena"
    assert "4 of 4 marks. You need 3 to pass." in page.words
    assert "Your certificate is ready." in page.words
    assert main_action(page) == "See your certificate"
    assert page.words.count("Well done") == 1


@lena_did(come_to_it)
def test_after_passing_every_answer_can_be_reviewed(
    lena: Browser, course: Course, database: Database
) -> None:
    page = take(lena, course, wrong=1)
    if state_of(page) != "Passed":
        pytest.fail("one miss of four is a pass at 75 %")
    drawn = [row["question"] for row in attempts(database)[0].drawn]
    for question in course.bank:
        shown = letters(question.ask) in letters(page.words)
        assert shown == (question.id in drawn)
    assert len(page.with_class("question-feedback")) == 4
    assert "Your answer" in page.words


@lena_did(come_to_it)
def test_a_miss_is_told_kindly_with_modules_to_look_at_again(
    lena: Browser, course: Course
) -> None:
    page = take(lena, course, wrong=4)
    assert state_of(page) == "Not passed this time"
    assert "You need 3 to pass." in page.words
    assert page.links()["Look again: At the door"].endswith("/modules/at-the-door")
    assert page.links()["Look again: Asking first"].endswith("/modules/asking-first")
    assert "Open any contact kindly" in page.words
    assert "You can try again today at 09:15." in page.words
    assert main_action(page) == "Back to the course"


@lena_did(come_to_it)
def test_after_a_miss_no_answer_is_shown(lena: Browser, course: Course) -> None:
    page = take(lena, course, wrong=4)
    assert page.with_class("question-feedback") == []
    told = letters(page.html)
    for question in course.bank:
        assert letters(question.ask) not in told
        for option in getattr(question, "options", ()):
            assert not option.why or letters(option.why) not in told


@lena_did(come_to_it)
def test_after_the_wait_it_can_be_tried_again_from_here(
    lena: Browser, course: Course, clock: Clock
) -> None:
    page = take(lena, course, wrong=4)
    clock.move(minutes=15)
    page = lena.open(page.path)
    assert main_action(page) == "Try again"
    assert "Question 1 of 4" in page.form("/attempts").send().follow().words
    page = lena.open(page.path)
    assert main_action(page) == "Go on with your new attempt"


@lena_did(come_to_it)
def test_an_earlier_miss_leads_to_the_certificate_once_passed(
    lena: Browser, course: Course, clock: Clock
) -> None:
    missed = take(lena, course, wrong=4)
    clock.move(minutes=15)
    take(lena, course)
    page = lena.open(missed.path)
    assert state_of(page) == "Not passed this time"
    assert main_action(page) == "See your certificate"


@lena_did(come_to_it)
def test_the_last_attempt_says_that_it_was(
    lena: Browser, course: Course, clock: Clock
) -> None:
    for _ in range(3):
        page = take(lena, course, wrong=4)
        clock.move(minutes=15)
    page = lena.open(page.path)
    assert page.heading == "Not this time"
    assert main_action(page) == "Back to the course"
    assert "You have used 3 attempts." in page.words


@pytest.mark.parametrize(
    ("review", "shown"), [("never", False), ("after answering", True)]
)
def test_the_course_decides_what_is_shown_after_a_miss(
    lena: Browser,
    learning: Learn,
    database: Database,
    tmp_path: Path,
    clock: Clock,
    review: str,
    shown: bool,
) -> None:
    small = make_small_course(tmp_path)
    small.change("course.yaml", "review: after passing", f"review: {review}")
    database.write(publish_course, small.build(), Moment(clock.now, Random(3)))
    learning(come_to_it)
    course = course_of(database)
    missed = take(lena, course, wrong=4)
    assert bool(missed.with_class("question-feedback")) == shown
    clock.move(minutes=15)
    passed = take(lena, course)
    assert bool(passed.with_class("question-feedback")) == shown


def seed_for_danger(course: Course) -> int:
    """Find chance that draws a question with a critical option."""
    dangerous = {
        question.id
        for question in course.bank
        if any(option.critical for option in getattr(question, "options", ()))
    }
    return next(
        seed
        for seed in range(1000)
        if dangerous & {d.question_id for d in draw_questions(course, Random(seed))}
    )


def choose_danger_in_the_real_one(
    database: Database, people: People, clock: Clock
) -> None:
    """Let Lena hand in the real assessment: all right but one critical choice."""
    course = course_of(database, REAL)
    moment = Moment(clock.now - timedelta(hours=6), Random(11))
    with database.writing() as session:
        learner = DemoLearner(session, people.lena, REAL, moment)
        learner.read_cards(missing=0)
        for scenario_id in course.scenarios:
            learner.play(scenario_id)
        chance = Random(seed_for_danger(course))
        learner.moment = replace(learner.moment, rng=chance)
        learner.take_assessment(misses=1, critical=True)


def test_a_critical_choice_fails_whatever_the_marks_and_is_talked_about(
    lena: Browser, database: Database, people: People, clock: Clock
) -> None:
    choose_danger_in_the_real_one(database, people, clock)
    [attempt] = attempts(database)
    assert attempt.critical
    assert attempt.points == 11
    assert attempt.passed is False
    page = lena.open(f"/courses/{REAL}/assessment/attempts/1/result")
    assert state_of(page) == "Not passed: an unsafe choice"
    assert "11 of 12 marks. You need 9.6 to pass." in page.words
    course = course_of(database, REAL)
    question = next(q for q in course.bank if q.id in attempt.critical)
    told = letters(page.html)
    options = question.options  # type: ignore[union-attr]
    [chosen] = [option for option in options if option.critical][:1]
    assert letters(question.ask) in told
    assert letters(chosen.text) in told
    assert letters(chosen.why or "") in told
    # The rest of that question stays closed, and so do all the others.
    for option in options:
        if option.id != chosen.id:
            assert letters(option.text) not in told
            assert letters(option.why or "") not in told
    others = [q for q in course.bank if q.id != question.id]
    assert [q.id for q in others if letters(q.ask) in told] == []


def test_marks_are_never_rounded_up() -> None:
    assert write_marks(Fraction(29, 3)) == "9.66"
    assert write_marks(Fraction(48, 5)) == "9.6"
    assert write_marks(Fraction(959999, 100000)) == "9.59"
    assert write_marks(Fraction(10)) == "10"
    assert write_marks(Fraction(0)) == "0"


@lena_did(come_to_it)
def test_a_result_says_what_was_frozen_even_if_the_course_has_changed(
    lena: Browser, course: Course, database: Database, tmp_path: Path, clock: Clock
) -> None:
    page = take(lena, course, wrong=1)
    before = words_of(page.with_class("panel")[0])
    small = make_small_course(tmp_path)
    small.change("course.yaml", "pass_mark: 75 %", "pass_mark: 100 %")
    small.change(
        "questions/assessment.yaml", "What do you say first?", "What is first?"
    )
    database.write(publish_course, small.build(), Moment(clock.now, Random(3)))
    again = lena.open(page.path)
    assert words_of(again.with_class("panel")[0]) == before
    assert state_of(again) == "Passed"


@lena_did(come_to_it)
def test_there_is_no_result_before_handing_in(
    lena: Browser, course: Course, open_browser: Callable[..., Browser]
) -> None:
    page = answer_all(start(lena), course)
    result = lena.open(f"{ASSESSMENT}/attempts/1/result")
    assert result.location == page.path
    assert lena.open(f"{ASSESSMENT}/attempts/2/result").status == 404
    page.form("/hand-in").send()
    assert open_browser("otto").open(f"{ASSESSMENT}/attempts/1/result").status == 404
    assert open_browser("mara").open(f"{ASSESSMENT}/attempts/1/result").status == 404


@lena_did(come_to_it)
def test_an_attempt_stays_seen_after_the_course_lost_its_assessment(
    lena: Browser, course: Course, database: Database, tmp_path: Path, clock: Clock
) -> None:
    page = take(lena, course, wrong=4)
    small = make_small_course(tmp_path)
    text = small.read("course.yaml")
    head, _, rest = text.partition("assessment:\n")
    _, _, after = rest.partition("complete_when:")
    small.write("course.yaml", f"{head}complete_when:{after}")
    small.change(
        "course.yaml", "[modules, scenarios, assessment]", "[modules, scenarios]"
    )
    database.write(publish_course, small.build(), Moment(clock.now, Random(3)))
    again = lena.open(page.path)
    assert state_of(again) == "Not passed this time"
    assert main_action(again) == "Back to the course"
    assert SMALL in again.links()["Back to the course"]
