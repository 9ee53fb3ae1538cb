"""Mara opens what Lena was asked and answered; Otto finds nothing."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, update

from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import Attempt, Response
from tests.pages import Browser, Page
from tests.people import OPENED, People
from tests.site import SMALL, Clock, Learn, lena_did, make_small_course


@pytest.fixture
def mara(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("mara")


def fail(learner: DemoLearner) -> None:
    learner.read_cards()
    learner.play("the-knock")
    learner.take_assessment(misses=2)


def pass_it(database: Database, person_id: int) -> None:
    with database.writing() as session:
        moment = Moment(OPENED, Random(3))
        DemoLearner(session, person_id, SMALL, moment).complete(misses=0)


def open_attempt(browser: Browser, people: People) -> Page:
    page = browser.open(f"/team/people/{people.lena}")
    return browser.open(
        next(url for url in page.links().values() if "/attempts/" in url)
    )


@lena_did(fail)
def test_she_sees_each_question_with_what_lena_answered(
    mara: Browser, people: People, database: Database
) -> None:
    pass_it(database, people.mara)
    page = open_attempt(mara, people)
    assert page.heading == "First words"
    assert "Not passed" in page.words
    with database.writing() as session:
        given = session.scalars(
            select(Response).join(Attempt).where(Attempt.kind == "assessment")
        ).all()
    assert given
    assert len(page.with_class("answered")) == len(page.with_class("question__asked"))
    assert "Lena’s answer: right" in page.words
    assert "Lena’s answer: not right" in page.words or " – not right" in page.words
    assert page.words.count("Marks: ") == len(page.with_class("answered"))


@lena_did(fail)
def test_right_answers_stay_closed_until_she_has_passed_it_herself(
    mara: Browser, people: People, database: Database
) -> None:
    page = open_attempt(mara, people)
    assert "opens to you once you have passed" in page.words
    assert "Lena’s answer" in page.words
    for closed in (": right", "not right", "Right answer", "partly", "Marks: "):
        assert closed not in page.words.replace("Marks 0", ""), closed
    assert not page.with_class("answer__why")
    assert not page.with_class("answer--missed")
    pass_it(database, people.mara)
    assert "opens to you" not in open_attempt(mara, people).words


@lena_did(fail)
def test_nobody_else_finds_it(
    open_browser: Callable[..., Browser],
    mara: Browser,
    people: People,
    database: Database,
) -> None:
    url = open_attempt(mara, people).url
    for name in ("otto", "lena", "tariq", "ada"):
        assert open_browser(name).open(url).status == 404
    # Under another name it is nobody's, and while it is open it is Lena's alone.
    assert mara.open(url.replace(f"/{people.lena}/", f"/{people.mara}/")).status == 404
    with database.writing() as session:
        session.execute(
            update(Attempt)
            .where(Attempt.kind == "assessment")
            .values(handed_in_at=None, passed=None)
        )
    assert mara.open(url).status == 404


def test_answers_on_cards_are_nobodys_but_hers(
    mara: Browser, learning: Learn, people: People, database: Database
) -> None:
    learning(lambda learner: learner.read_cards())
    with database.writing() as session:
        module = session.scalars(
            select(Attempt.id).where(Attempt.kind == "module")
        ).first()
    assert module is not None
    assert mara.open(f"/team/people/{people.lena}/attempts/{module}").status == 404


@lena_did(fail)
def test_it_shows_the_words_of_then(
    mara: Browser,
    people: People,
    database: Database,
    tmp_path: Path,
    clock: Clock,
) -> None:
    pass_it(database, people.mara)
    before = open_attempt(mara, people).words
    small = make_small_course(tmp_path)
    small.change("questions/assessment.yaml", "Put these in order.", "Which is first?")
    database.write(publish_course, small.build(), Moment(clock.now, Random(3)))
    assert open_attempt(mara, people).words == before


@lena_did(fail)
def test_a_play_shows_choices_grades_and_the_ending(
    mara: Browser, people: People, open_browser: Callable[..., Browser]
) -> None:
    links = mara.open(f"/team/people/{people.lena}").links()
    url = next(url for url in links.values() if "/plays/" in url)
    page = mara.open(url)
    assert page.with_class("path__best")
    assert "What Lena chose" in page.words
    assert page.with_class("ending--good")
    assert open_browser("otto").open(url).status == 404
