"""Beginning an attempt: drawn once, pinned to its version, and never too early."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from tests.pages import Browser
from tests.site import SMALL, Clock, lena_did, make_small_course
from tests.web.attempts import (
    ASSESSMENT,
    answer,
    attempts,
    come_to_it,
    course_of,
    question_on,
    start,
    take,
)


@lena_did(come_to_it)
def test_the_questions_are_drawn_once_and_cover_every_outcome(
    lena: Browser, database: Database
) -> None:
    start(lena)
    [attempt] = attempts(database)
    course = course_of(database)
    drawn = [row["question"] for row in attempt.drawn]
    assert len(drawn) == len(set(drawn)) == 4
    outcomes = {q.outcome for q in course.bank if q.id in drawn}
    assert outcomes == {"opening", "asking"}
    asked = [
        question_on(lena.open(f"{ASSESSMENT}/attempts/1/questions/{n}"), course).id
        for n in range(1, 5)
    ]
    assert asked == drawn


@lena_did(come_to_it)
def test_beginning_twice_is_one_attempt(lena: Browser, database: Database) -> None:
    form = lena.open(ASSESSMENT).form("/attempts")
    assert form.send().location == form.send().location
    assert len(attempts(database)) == 1


def test_it_cannot_be_begun_before_the_rest_is_done(
    lena: Browser, database: Database
) -> None:
    refused = lena.post("learner.start_attempt", slug=SMALL)
    assert refused.location == ASSESSMENT
    assert "Not open yet" in refused.follow().words
    assert attempts(database) == []


@lena_did(come_to_it)
def test_a_wait_and_a_limit_hold_for_a_forged_form_as_well(
    lena: Browser, database: Database, clock: Clock
) -> None:
    for made in (1, 2, 3):
        take(lena, course_of(database), wrong=4)
        clock.move(minutes=14)
        refused = lena.post("learner.start_attempt", slug=SMALL)
        assert refused.location == ASSESSMENT
        assert len(attempts(database)) == made
        clock.move(minutes=1)
    refused = lena.post("learner.start_attempt", slug=SMALL)
    assert "No attempts left" in refused.follow().words
    assert len(attempts(database)) == 3


@lena_did(come_to_it)
def test_what_is_passed_is_not_begun_again(
    lena: Browser, database: Database, clock: Clock
) -> None:
    take(lena, course_of(database))
    clock.move(minutes=15)
    refused = lena.post("learner.start_attempt", slug=SMALL)
    assert "You passed on" in refused.follow().words
    assert len(attempts(database)) == 1


@lena_did(come_to_it)
def test_an_attempt_keeps_its_version_and_the_next_one_takes_the_new(
    lena: Browser, database: Database, tmp_path: Path, clock: Clock
) -> None:
    course = course_of(database)
    page = start(lena)
    small = make_small_course(tmp_path)
    for old, new in (
        ("What do you say first?", "What comes first?"),
        ("Which are kind?", "What is kind?"),
        ("You may enter an open door", "An open door may be entered"),
        ("Put these in order.", "Bring these into order."),
        ("What goes with what?", "What belongs with what?"),
        ("Sort these.", "Put these where they belong."),
    ):
        small.change("questions/assessment.yaml", old, new)
    moment = Moment(clock.now, Random(3))
    assert database.write(publish_course, small.build(), moment).number == 2
    seen = {question_on(page, course).ask}
    while page.with_class("question"):
        page = lena.open(page.path)
        asked = question_on(page, course)
        assert asked.ask in page.words
        seen.add(asked.ask)
        page = answer(page, course, right=False).follow()
    assert len(seen) == 4
    result = page.form("/hand-in").send().follow()
    assert "Not passed this time" in result.words
    clock.move(minutes=15)
    fresh = start(lena)
    assert question_on(fresh, course_of(database)).ask in fresh.words
    assert attempts(database)[0].version_id != attempts(database)[1].version_id


@lena_did(come_to_it)
def test_an_attempt_of_somebody_else_is_not_found(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    start(lena)
    otto = open_browser("otto")
    attempt = f"{ASSESSMENT}/attempts/1"
    for url in (attempt, f"{attempt}/questions/1", f"{attempt}/result"):
        assert otto.open(url).status == 404
    names = {"slug": SMALL, "number": 1}
    assert otto.post("learner.hand_in", **names).status == 404
    assert otto.post("learner.save_answer", position=1, **names).status == 404
