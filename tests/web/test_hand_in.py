"""Looking over and handing in: only what is whole, once, and then it stays."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from elearn.demo_learner import DemoLearner
from elearn.domain.course import Course
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import Award, AwardEvent, Enrolment
from tests.pages import Browser, Page
from tests.site import SMALL, Clock, Learn, lena_did, make_small_course
from tests.web.attempts import (
    ASSESSMENT,
    answer,
    answer_all,
    attempts,
    come_to_it,
    course_of,
    main_action,
    start,
)

pytestmark = lena_did(come_to_it)


@pytest.fixture
def first(lena: Browser) -> Page:
    return start(lena)


@pytest.fixture
def course(database: Database) -> Course:
    return course_of(database)


def count(database: Database, table: type) -> int:
    query = select(func.count()).select_from(table)
    return database.read(lambda s: s.scalar(query) or 0)


def test_the_look_over_lists_every_question_and_where_it_stands(
    first: Page, course: Course, lena: Browser
) -> None:
    answer(first, course)
    page = lena.open(f"{ASSESSMENT}/attempts/1")
    rows = [" ".join("".join(e.itertext()).split()) for e in page.main.iter("li")]
    assert len(rows) == 4
    assert rows[0].endswith(" Answered")
    assert all(row.endswith("Not answered") for row in rows[1:])
    assert main_action(page) == "Go on: question 2"
    assert not [form for form in page.forms() if form.action.endswith("/hand-in")]


def test_what_is_not_whole_is_not_handed_in(
    first: Page, course: Course, lena: Browser, database: Database
) -> None:
    answer(first, course)
    page = lena.post("learner.hand_in", slug=SMALL, number=1)
    assert page.status == 409
    assert page.title.startswith("Error: Look over your answers")
    assert "Answer the last 3 questions first." in page.words
    assert attempts(database)[0].handed_in_at is None


def test_one_question_that_is_left_is_named_as_one(
    first: Page, course: Course, lena: Browser
) -> None:
    page = first
    for _ in range(3):
        page = answer(page, course).follow()
    words = lena.post("learner.hand_in", slug=SMALL, number=1).words
    assert "Answer the last 1 question first." in words


def test_handing_in_freezes_the_result_and_gives_the_award(
    first: Page, course: Course, database: Database, clock: Clock
) -> None:
    page = answer_all(first, course, wrong=0)
    assert "Once you hand in, they stay as they are." in page.words
    assert main_action(page) == "Hand in"
    result = page.form("/hand-in").send()
    assert result.location == f"{ASSESSMENT}/attempts/1/result"
    [attempt] = attempts(database)
    assert (attempt.points, attempt.out_of, attempt.passed) == (4, 4, True)
    assert attempt.handed_in_at == clock.now
    assert count(database, Award) == 1
    completed = database.read(lambda s: s.scalars(select(Enrolment.completed_at)).one())
    assert completed == clock.now


def test_handing_in_twice_is_one_award(
    first: Page, course: Course, database: Database, clock: Clock
) -> None:
    form = answer_all(first, course).form("/hand-in")
    location = form.send().location
    handed_in = clock.now
    clock.move(minutes=5)
    assert form.send().location == location
    assert attempts(database)[0].handed_in_at == handed_in
    assert count(database, Award) == 1
    assert count(database, AwardEvent) == 1


def test_a_miss_gives_no_award(first: Page, course: Course, database: Database) -> None:
    answer_all(first, course, wrong=4).form("/hand-in").send()
    assert count(database, Award) == 0
    assert attempts(database)[0].passed is False


def test_a_card_that_came_later_is_the_last_thing_to_do(
    first: Page,
    course: Course,
    lena: Browser,
    database: Database,
    tmp_path: Path,
    clock: Clock,
) -> None:
    small = make_small_course(tmp_path)
    module = "modules/at-the-door.md"
    small.write(module, small.read(module) + "\n## One more\n\nWait a little.\n")
    database.write(publish_course, small.build(), Moment(clock.now, Random(3)))
    page = answer_all(first, course).form("/hand-in").send().follow()
    assert "Finish what is left of the course" in page.words
    assert main_action(page) == "Go on: At the door"
    assert count(database, Award) == 0
    card = lena.open(f"/courses/{SMALL}/modules/at-the-door/one-more")
    form = card.form("/done")
    for _ in range(2):
        form.send()
        assert count(database, Award) == 1
    assert main_action(lena.open(page.path)) == "See your certificate"


def test_an_award_is_given_once_for_each_time_the_course_is_taken(
    first: Page,
    course: Course,
    lena: Browser,
    learning: Learn,
    database: Database,
    clock: Clock,
) -> None:
    answer_all(first, course).form("/hand-in").send()
    clock.move(days=1)
    lena.sign_in("lena")
    lena.post("learner.take_again", slug=SMALL)

    def take_it_all(learner: DemoLearner) -> None:
        learner.complete(misses=0)

    learning(take_it_all)
    kinds = select(AwardEvent.kind).order_by(AwardEvent.id)
    assert count(database, Award) == 2
    assert sorted(database.read(lambda s: list(s.scalars(kinds)))) == [
        "issued",
        "issued",
        "superseded",
    ]


def test_nobody_else_hands_in(
    first: Page,
    course: Course,
    database: Database,
    open_browser: Callable[..., Browser],
) -> None:
    answer_all(first, course)
    otto = open_browser("otto")
    assert otto.post("learner.hand_in", slug=SMALL, number=1).status == 404
    assert attempts(database)[0].handed_in_at is None
