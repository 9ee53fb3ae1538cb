"""One's own certificates: listed with their state, downloaded as they were made."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update

from elearn.demo_learner import DemoLearner
from elearn.services.awarding import revoke_award
from elearn.services.moment import Moment
from elearn.services.publishing import withdraw_course
from elearn.store.database import Database
from elearn.store.tables import Award, CourseVersion, Organisation, Person
from tests.counting import counting
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.people import People
from tests.site import SMALL, Clock, Learn, lena_did
from tests.web.attempts import complete, main_action, nothing

pytestmark = lena_did(complete)


@pytest.fixture
def number(database: Database) -> str:
    """The number of Lena's certificate for the small course."""
    return database.read(lambda s: s.scalars(select(Award.number)).one())


def download(browser: Browser, number: str) -> bytes:
    page = browser.get("learner.certificate_pdf", number=number)
    assert page.status == 200
    return page.response.get_data()


def words_in(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages
    )


def states(page: Page) -> list[str]:
    return [words_of(e) for e in page.main.iter() if "status" in classes_of(e)]


def classes_of(element: object) -> list[str]:
    return (element.get("class") or "").split()  # type: ignore[attr-defined]


@lena_did(nothing)
def test_without_one_it_says_how_to_get_one(lena: Browser) -> None:
    page = lena.get("learner.certificates")
    assert page.heading == "No certificates yet"
    assert main_action(page) == "Go to your courses"


def test_a_certificate_is_listed_with_all_that_matters(
    lena: Browser, number: str
) -> None:
    page = lena.get("learner.certificates")
    for words in (
        "Valid",
        "First words",
        "Lena Kowalska",
        "Completed 23 November 2026",
        f"Number {number}",
        "Refresh by 23 November 2027",
        "It does not certify competence in practice.",
    ):
        assert words in page.words
    assert main_action(page) == "Download (PDF)"
    assert page.links()["See what others see"] == f"/verify/{number}"


def test_the_pdf_says_what_the_page_says(lena: Browser, number: str) -> None:
    answer = lena.get("learner.certificate_pdf", number=number).response
    assert answer.mimetype == "application/pdf"
    assert f"certificate-{number}.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    words = words_in(answer.get_data())
    for expected in ("Lena Kowalska", "First words", "23 November 2026", number):
        assert expected in words


def test_it_stays_as_it_was_made_whatever_changes(
    lena: Browser, number: str, database: Database, people: People, clock: Clock
) -> None:
    before = download(lena, number)
    assert download(lena, number) == before
    with database.writing() as session:
        session.execute(
            update(Person).where(Person.id == people.lena).values(name="Lena Nowak")
        )
        session.execute(update(Organisation).values(name="Another Care"))
        session.execute(update(CourseVersion).values(title="Other words"))
        withdraw_course(session, SMALL, Moment(clock.now, Random(3)))
    assert download(lena, number) == before
    page = lena.get("learner.certificates")
    assert "Lena Kowalska" in page.words
    assert "First words" in page.words


def test_one_that_could_not_be_drawn_is_drawn_from_the_same_facts(
    lena: Browser, number: str, database: Database
) -> None:
    before = download(lena, number)
    with database.writing() as session:
        session.execute(update(Award).values(pdf=None))
    assert download(lena, number) == before


def test_a_certificate_of_somebody_else_is_not_found(
    number: str, open_browser: Callable[..., Browser], visitor: Browser
) -> None:
    for name in ("otto", "mara", "ada", "tariq"):
        browser = open_browser(name)
        assert browser.get("learner.certificate_pdf", number=number).status == 404
        assert number not in browser.get("learner.certificates").html
    address = visitor.url("learner.certificate_pdf", number=number)
    assert visitor.open(address).location.startswith("/sign-in")


@pytest.mark.parametrize(
    "number", ["0000-0000-0000", "K7QM-3XWD-9F2A", "nothing", "x" * 300, "%F0"]
)
def test_a_number_that_is_nobodys_is_not_found(lena: Browser, number: str) -> None:
    assert lena.open(f"/certificates/{number}.pdf").status == 404


def test_past_its_refresh_date_it_says_so_and_what_to_do(
    lena: Browser, number: str, clock: Clock
) -> None:
    clock.now = clock.now.replace(year=2027)
    clock.move(days=-1)
    lena.sign_in("lena")
    assert states(lena.get("learner.certificates")) == ["Valid"]
    clock.move(days=1)
    lena.sign_in("lena")
    assert states(lena.get("learner.certificates")) == [
        "Past its refresh date, 23 November 2027: take the course again"
    ]


def test_a_newer_one_stands_first_and_takes_the_place_of_the_older(
    lena: Browser, number: str, learning: Learn, clock: Clock
) -> None:
    clock.move(days=30)
    lena.sign_in("lena")
    lena.post("learner.take_again", slug=SMALL)
    learning(lambda learner: learner.complete(misses=0))
    page = lena.get("learner.certificates")
    assert states(page) == ["Valid", "Replaced by a newer certificate"]
    buttons = page.with_class("nhsuk-button")
    assert [words_of(button) for button in buttons] == ["Download (PDF)"] * 2
    assert buttons[1] in page.with_class("nhsuk-button--secondary")
    first, second = (words_of(e) for e in page.with_class("certificate"))
    assert "23 December 2026" in first
    assert "23 November 2026" in second
    assert download(lena, number)


def test_a_withdrawn_one_says_so(
    lena: Browser, number: str, database: Database, clock: Clock, people: People
) -> None:
    moment = Moment(clock.now + timedelta(minutes=1), Random(3))
    reason = "Somebody else took the assessment."
    database.write(revoke_award, number, reason, moment, people.ada)
    page = lena.get("learner.certificates")
    assert states(page) == ["Withdrawn: ask your manager why"]
    assert reason not in page.words


def test_listing_many_costs_no_more_than_listing_one(
    lena: Browser, number: str, learning: Learn, app: Flask, clock: Clock
) -> None:
    def queries() -> int:
        with counting(app.extensions["elearn_database"]) as counted:
            lena.get("learner.certificates")
        assert counted.commits == 0
        return len(counted.queries)

    one = queries()
    for _ in range(2):
        clock.move(hours=3)
        lena.post("learner.take_again", slug=SMALL)
        learning(lambda learner: learner.complete(misses=0))
    assert len(lena.get("learner.certificates").with_class("certificate")) == 3
    assert queries() == one <= 3


@lena_did(nothing)
def test_learning_is_all_it_takes(
    lena: Browser, database: Database, people: People, clock: Clock
) -> None:
    """The whole real course gives its certificate as well."""
    with database.writing() as session:
        moment = Moment(clock.now - timedelta(hours=6), Random(7))
        DemoLearner(session, people.lena, "communication", moment).complete(misses=1)
    page = lena.get("learner.certificates")
    assert "Heard and understood" in page.words
    assert "1 hour 15 minutes" in page.words
