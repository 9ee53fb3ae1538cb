"""The start page: what is due, where to go on, and the calm when nothing is."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from sqlalchemy import update

from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.services.publishing import withdraw_course
from elearn.store.database import Database
from elearn.store.tables import Assignment
from tests.pages import Browser, Page
from tests.people import OPENED, People
from tests.site import SMALL, Clock, Learn, lena_did
from tests.web.attempts import complete

Assign = Callable[..., None]


def tile(page: Page, title: str) -> str:
    """Give the words of a course's tile."""
    found = [t for t in page.with_class("tile") if title in "".join(t.itertext())]
    assert len(found) == 1
    return " ".join(" ".join(found[0].itertext()).split())


def test_nothing_due_is_a_calm_page(lena: Browser) -> None:
    page = lena.get("learner.home")
    assert page.heading == "Hello, Lena"
    assert "Nothing is due" in page.words
    assert tile(page, "First words").startswith("Not started First words")
    assert page.links()["First words"] == f"/courses/{SMALL}"
    assert "Continue" not in page.links()


@pytest.mark.parametrize(
    ("due_on", "state", "words"),
    [
        (date(2026, 11, 22), "overdue", "Overdue: was due by 22 November 2026"),
        (date(2026, 11, 23), "due", "Due soon: by 23 November 2026"),
        (date(2026, 12, 7), "due", "Due soon: by 7 December 2026"),
        (date(2026, 12, 8), "due", "Due by 8 December 2026"),
    ],
)
def test_what_is_due_says_by_when_in_words_and_shape(
    lena: Browser, assign: Assign, due_on: date, state: str, words: str
) -> None:
    assign(due_on)
    page = lena.get("learner.home")
    assert tile(page, "First words").startswith(f"{words} First words")
    [sign] = page.with_class(f"status--{state}")
    assert [e for e in sign.iter() if str(e.tag).endswith("}svg")]
    assert "Nothing is due" not in page.words
    assert page.links()["Start"].endswith("/modules/at-the-door/knock-and-wait")


def test_the_day_is_the_day_where_they_work(
    lena: Browser, assign: Assign, clock: Clock
) -> None:
    """Half past midnight in London's summer is still the day before in UTC."""
    clock.now = OPENED.replace(year=2027, month=7, day=1, hour=23, minute=30)
    lena.sign_in("lena")
    assign(date(2027, 7, 1))
    assert "1 course overdue" in lena.get("learner.home").words


def test_what_a_team_is_asked_to_do_is_due_for_those_in_it(
    open_browser: Callable[..., Browser], assign: Assign, people: People
) -> None:
    assign(date(2026, 12, 24), team_id=people.at_home)
    assert "24 December 2026" in open_browser("lena").get("learner.home").words
    assert "24 December 2026" not in open_browser("otto").get("learner.home").words


def test_what_is_no_longer_asked_is_no_longer_due(
    lena: Browser, assign: Assign, database: Database, clock: Clock
) -> None:
    assign(date(2026, 11, 1))
    with database.writing() as session:
        session.execute(update(Assignment).values(withdrawn_at=clock.now))
    assert "Nothing is due" in lena.get("learner.home").words


def test_the_most_urgent_stands_first(lena: Browser, assign: Assign) -> None:
    assign(date(2026, 12, 20), "communication")
    assign(date(2026, 11, 20), SMALL)
    page = lena.get("learner.home")
    assert "You have 1 course overdue and 1 course due" in page.words
    titles = [t for t in page.links() if t in ("First words", "Heard and understood")]
    assert titles == ["First words", "Heard and understood"]


def test_continue_leads_to_the_very_card(lena: Browser, learning: Learn) -> None:
    learning(lambda learner: learner.read_cards(3))
    page = lena.get("learner.home")
    assert "Nothing is due. Go on whenever you like." in page.words
    assert "Card 2 of 2: Practise" in page.words
    assert page.links()["Continue"].endswith("/modules/asking-first/practise")
    assert "1 of 4 parts done" in tile(page, "First words")


def test_continue_leads_to_the_scenario_and_then_to_the_assessment(
    lena: Browser, learning: Learn
) -> None:
    learning(DemoLearner.read_cards)
    page = lena.get("learner.home")
    assert page.links()["Continue"] == f"/courses/{SMALL}/scenarios/the-knock"
    learning(lambda learner: learner.play("the-knock"))
    page = lena.get("learner.home")
    assert page.links()["Continue"] == f"/courses/{SMALL}/assessment"


def test_a_finished_course_is_done_and_asks_for_nothing(
    lena: Browser, learning: Learn, assign: Assign
) -> None:
    assign(date(2026, 11, 1))
    learning(complete)
    page = lena.get("learner.home")
    assert tile(page, "First words").startswith("Done First words")
    assert "overdue" not in page.words
    assert "Continue" not in page.links()


@lena_did(complete)
def test_when_everything_is_done_it_says_so_once(
    lena: Browser, database: Database
) -> None:
    with database.writing() as session:
        withdraw_course(session, "communication", Moment(OPENED, Random(1)))
    page = lena.get("learner.home")
    assert "You have done it all" in page.words
    assert page.links()["See your certificates"] == "/certificates"


@lena_did(complete)
def test_past_its_refresh_date_a_course_asks_to_be_refreshed(
    lena: Browser, clock: Clock
) -> None:
    clock.now = clock.now.replace(year=2027)
    lena.sign_in("lena")
    page = lena.get("learner.home")
    assert "Time to refresh: it was good until 23 November 2027" in page.words
    course = lena.get("learner.course", slug=SMALL)
    assert "Time to refresh" in course.words
    assert course.form("/again").send().location == f"/courses/{SMALL}"


def test_without_any_course_the_page_says_what_to_do(
    lena: Browser, open_browser: Callable[..., Browser], database: Database
) -> None:
    with database.writing() as session:
        for slug in (SMALL, "communication"):
            withdraw_course(session, slug, Moment(OPENED, Random(1)))
    page = lena.get("learner.home")
    assert "There is nothing to learn here yet" in page.words
    assert not page.with_class("tile")
    ways_on = {
        name: open_browser(name).get("learner.home").links()
        for name in ("ada", "tariq")
    }
    assert ways_on["ada"]["Go to your organisation"] == "/organisation"
    assert "Go to the courses" in ways_on["tariq"]
