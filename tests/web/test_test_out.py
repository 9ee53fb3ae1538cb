"""Refreshing a course by its assessment alone, where the course allows it."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import Award
from tests.pages import Browser
from tests.site import SMALL, Clock, Learn, lena_did, make_small_course
from tests.web.attempts import ASSESSMENT, complete, course_of, main_action, take

pytestmark = lena_did(complete)


@pytest.fixture
def refreshing(
    lena: Browser, database: Database, clock: Clock, tmp_path: Path
) -> Browser:
    """Lena, who has the award and begins again; the course lets her test out."""
    course = make_small_course(tmp_path / "refreshed")
    course.change(
        "course.yaml", "  review: after passing\n", "  review: never\n  test_out: yes\n"
    )
    moment = Moment(clock.now, Random(1))
    database.write(publish_course, course.build(), moment)
    lena.get("learner.course", slug=SMALL).form("/again").send()
    clock.move(hours=1)
    return lena


def awards(database: Database) -> list[Award]:
    return database.read(lambda s: list(s.scalars(select(Award).order_by(Award.id))))


def test_the_course_offers_the_assessment_first(refreshing: Browser) -> None:
    page = refreshing.get("learner.course", slug=SMALL)
    assert main_action(page) == "Take the assessment first"
    assert page.links()["Take the assessment first"] == ASSESSMENT
    assert any(words.startswith("Start reading:") for words in page.links())
    start = refreshing.open(ASSESSMENT)
    assert "you need not read the modules again" in start.words


def test_a_pass_and_the_scenario_earn_a_new_certificate_that_says_how(
    refreshing: Browser, database: Database, learning: Learn
) -> None:
    passed = take(refreshing, course_of(database))
    assert "Passed" in passed.title
    assert len(awards(database)) == 1
    page = refreshing.get("learner.course", slug=SMALL)
    assert "/scenarios/" in page.links()["Continue"]
    learning(lambda learner: learner.play("the-knock"))
    first, second = awards(database)
    says = "A refresh: the assessment was passed without reading the modules again."
    assert says in second.facts["how_assessed"]
    assert says not in first.facts["how_assessed"]


def test_whoever_does_not_pass_reads_first(
    refreshing: Browser, database: Database, clock: Clock
) -> None:
    take(refreshing, course_of(database), wrong=4)
    clock.move(hours=1)
    assert "Not open yet" in refreshing.open(ASSESSMENT).words
    again = refreshing.post("learner.start_attempt", slug=SMALL)
    assert again.location == ASSESSMENT
    page = refreshing.get("learner.course", slug=SMALL)
    assert main_action(page) != "Take the assessment first"


def test_a_first_round_never_skips_the_modules(
    refreshing: Browser, open_browser: Callable[..., Browser]
) -> None:
    mara = open_browser("mara")
    assert "Not open yet" in mara.open(ASSESSMENT).words
