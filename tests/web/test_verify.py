"""Anybody checks a certificate by its number, and learns no more than it prints."""

from collections.abc import Callable
from itertools import count
from random import Random

import pytest
from sqlalchemy import select

from elearn.domain.award import make_award_number
from elearn.services.awarding import revoke_award
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import Award
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.people import People
from tests.site import SMALL, Clock, Learn, lena_did
from tests.web.attempts import complete

pytestmark = lena_did(complete)

_addresses = count(1)


@pytest.fixture
def asker(open_browser: Callable[..., Browser]) -> Browser:
    """Somebody outside, from an address that has asked nothing yet."""
    return open_browser(address=f"203.0.113.{next(_addresses)}")


@pytest.fixture
def number(database: Database) -> str:
    """The number of Lena's certificate for the small course."""
    return database.read(lambda s: s.scalars(select(Award.number)).one())


def check(browser: Browser, typed: str) -> Page:
    return browser.get("public.verify", number=typed).follow()


def state_of(page: Page) -> str:
    return page.heading


def facts_of(page: Page) -> dict[str, str]:
    return {
        words_of(name): words_of(value)
        for name, value in zip(page.main.iter("dt"), page.main.iter("dd"), strict=True)
    }


def test_the_form_says_what_to_type(asker: Browser) -> None:
    page = asker.get("public.verify")
    assert page.heading == "Check a certificate"
    [form] = page.forms()
    assert form.element.get("method") == "get"
    assert "Twelve letters and digits" in page.words


def test_a_valid_certificate_shows_what_it_prints_and_nothing_else(
    asker: Browser, number: str
) -> None:
    page = check(asker, number)
    assert page.status == 200
    assert state_of(page) == "Valid"
    assert facts_of(page) == {
        "Name": "Lena Kowalska",
        "Course": "First words",
        "Completed": "23 November 2026",
        "Organisation": "Rosewood Care",
    }
    for hidden in ("marks", "minutes", "lena", "Mara", "01632", "Signed in", "Team"):
        assert hidden not in words_of(page.main)


@pytest.mark.parametrize(
    "typing",
    [
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: f"  {number.replace('-', '  ')} ",
        lambda number: number.replace("-", "–"),
        lambda number: number.replace("-", "/"),
        lambda number: number.replace("0", "O").replace("1", "l"),
    ],
)
def test_it_is_read_as_people_type_it(
    asker: Browser, number: str, typing: Callable[[str], str]
) -> None:
    page = check(asker, typing(number))
    assert state_of(page) == "Valid"
    assert number in page.words


def test_past_its_refresh_date(asker: Browser, number: str, clock: Clock) -> None:
    clock.now = clock.now.replace(year=2027)
    clock.move(days=-1)
    assert state_of(check(asker, number)) == "Valid"
    clock.move(days=1)
    page = check(asker, number)
    assert state_of(page) == "Past its refresh date"
    assert facts_of(page)["Name"] == "Lena Kowalska"


def test_replaced_by_a_newer_one(
    asker: Browser, number: str, lena: Browser, learning: Learn, clock: Clock
) -> None:
    clock.move(hours=6)
    lena.post("learner.take_again", slug=SMALL)
    learning(lambda learner: learner.complete(misses=0))
    page = check(asker, number)
    assert state_of(page) == "Replaced by a newer certificate"
    assert "Rosewood Care issued this certificate." in page.words


def test_withdrawn_without_the_reason(
    asker: Browser, number: str, database: Database, clock: Clock, people: People
) -> None:
    moment = Moment(clock.now, Random(3))
    database.write(revoke_award, number, "A private matter.", moment, people.ada)
    page = check(asker, number)
    assert page.status == 200
    assert state_of(page) == "Withdrawn"
    assert "Do not rely on it." in page.words
    assert "private matter" not in page.words


@pytest.mark.parametrize(
    "typed",
    [
        make_award_number(b"unknown!"),
        "K7QM-3XWD-9F2A",
        "hello",
        "0",
        "<script>alert(1)</script>",
        "%00",
        "é" * 200,
        "../../sign-in",
    ],
)
def test_an_unknown_number_says_so_and_nothing_more(
    asker: Browser, number: str, typed: str
) -> None:
    answer = asker.get("public.verify", number=typed)
    page = answer.follow() if answer.status == 303 else answer
    if page.path == "/verify":
        assert "Type the number of the certificate." in page.words
        return
    assert page.status == 404
    assert state_of(page) == "We do not know this number"
    assert facts_of(page) == {}
    assert page.links() == {"Try the number again": "/verify"}


@pytest.mark.parametrize("address", ["%F0%9F", "a" * 5000, "x%2Fy", "%0d%0aX:1"])
def test_an_address_that_was_made_up_is_unknown(asker: Browser, address: str) -> None:
    assert asker.open(f"/verify/{address}").status == 404


def test_nothing_typed_is_asked_for(asker: Browser) -> None:
    page = asker.get("public.verify", number="  ")
    assert page.status == 200
    assert page.title.startswith("Error: Check a certificate")
    assert page.links()["Type the number of the certificate."] == "#number"


def test_no_search_engine_keeps_a_name(asker: Browser, number: str) -> None:
    for page in (check(asker, number), check(asker, "K7QM-3XWD-9F2A")):
        assert page.response.headers["X-Robots-Tag"] == "noindex"
        assert page.response.headers["Cache-Control"] == "no-store"


def test_who_asks_too_often_has_to_wait(
    asker: Browser,
    number: str,
    clock: Clock,
    open_browser: Callable[..., Browser],
) -> None:
    address = asker.url("public.verify_number", number=number)
    answers = [asker.open(address).status for _ in range(31)]
    assert answers == [200] * 30 + [429]
    refused = asker.open(address)
    assert refused.response.headers["Retry-After"] == "60"
    assert "Lena" not in refused.words
    # The form itself, and everybody else, go on.
    assert asker.get("public.verify").status == 200
    other = open_browser(address="198.51.100.7")
    assert other.open(address).status == 200
    clock.move(seconds=60)
    assert asker.open(address).status == 200


def test_it_is_the_same_page_for_those_who_are_signed_in(
    lena: Browser, asker: Browser, number: str
) -> None:
    address = lena.url("public.verify_number", number=number)
    assert words_of(lena.open(address).main) == words_of(asker.open(address).main)
