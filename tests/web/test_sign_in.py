"""Signing in: who may, where it leads, how long it lasts, how often one may try."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import extract_parameters
from flask import Flask
from sqlalchemy import func, select, update

from elearn.services.accounts import (
    HASH_OF_NOBODY,
    OWN_PHONE,
    SHIFT,
    hash_password,
)
from elearn.store.database import Database
from elearn.store.tables import Person, SignIn, SignInTry
from tests.pages import Browser
from tests.people import PASSWORD, People
from tests.site import Clock

REFUSED = "That name and password do not go together."


def test_a_name_and_password_open_the_start_page(visitor: Browser) -> None:
    page = visitor.get("account.sign_in")
    assert page.heading == "Sign in"
    answer = page.form("/sign-in").send(sign_in_name="lena", password=PASSWORD)
    assert answer.follow().heading == "Hello, Lena"


def test_a_name_is_read_as_people_type_it_on_a_phone(visitor: Browser) -> None:
    assert visitor.sign_in(" Lena ").location == "/"


def test_somebody_who_is_signed_in_does_not_see_the_form_again(lena: Browser) -> None:
    assert lena.get("account.sign_in", next="/account").location == "/account"


def test_looking_at_the_password_of_nobody_takes_as_long() -> None:
    made = extract_parameters(hash_password(PASSWORD))
    assert extract_parameters(HASH_OF_NOBODY) == made


@pytest.mark.parametrize(
    ("name", "password"), [("lena", "wrong"), ("nobody", PASSWORD), ("", "")]
)
def test_what_is_wrong_gets_one_answer_whoever_it_is(
    visitor: Browser, name: str, password: str
) -> None:
    page = visitor.sign_in(name, password)
    assert page.status == 400
    assert page.title.startswith("Error: Sign in")
    assert REFUSED in page.words
    form = page.form("/sign-in")
    assert form.fields["sign_in_name"] == [name]
    assert form.fields["password"] == [""]
    assert lands_on_sign_in(visitor)


def test_somebody_who_has_left_cannot_sign_in(
    visitor: Browser, database: Database, people: People
) -> None:
    with database.writing() as session:
        session.execute(
            update(Person).where(Person.id == people.lena).values(active=False)
        )
    assert REFUSED in visitor.sign_in("lena").words


def test_the_page_asked_for_opens_after_signing_in(visitor: Browser) -> None:
    asked = visitor.get("learner.course", slug="communication", done="listening")
    page = asked.follow()
    assert page.heading == "Sign in"
    answer = page.form("/sign-in").send(sign_in_name="lena", password=PASSWORD)
    assert answer.location == "/courses/communication?done=listening"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\n//elsewhere.example",
        "elsewhere",
    ],
)
def test_no_address_leads_away_from_the_site(visitor: Browser, elsewhere: str) -> None:
    page = visitor.get("account.sign_in", next=elsewhere)
    assert "elsewhere" not in str(page.form("/sign-in").fields)
    answer = visitor.sign_in("lena", next=elsewhere)
    assert answer.location == "/"
    assert visitor.get("account.sign_in", next=elsewhere).location == "/"


def test_a_sign_in_lasts_a_shift(lena: Browser, clock: Clock) -> None:
    clock.now += SHIFT
    clock.move(seconds=-1)
    assert lena.get("learner.home").status == 200
    clock.move(seconds=2)
    assert lands_on_sign_in(lena)


def test_on_an_own_phone_it_lasts_thirty_days(visitor: Browser, clock: Clock) -> None:
    page = visitor.get("account.sign_in")
    assert "keep" not in page.form("/sign-in").fields
    visitor.sign_in("lena", keep="yes")
    left = visitor.cookie().expires - datetime.now(UTC)
    assert OWN_PHONE - timedelta(minutes=5) < left <= OWN_PHONE
    clock.move(days=29)
    assert visitor.get("learner.home").status == 200
    clock.move(days=2)
    assert lands_on_sign_in(visitor)


def test_on_a_shared_device_the_cookie_goes_with_the_browser(lena: Browser) -> None:
    assert lena.cookie().expires is None


def test_signing_in_begins_a_fresh_session(visitor: Browser) -> None:
    before = visitor.token()
    visitor.sign_in("lena")
    assert visitor.token() != before


def test_another_sign_in_in_the_same_browser_ends_the_first(
    visitor: Browser, database: Database, people: People
) -> None:
    form = visitor.get("account.sign_in").form("/sign-in")
    form.send(sign_in_name="lena", password=PASSWORD)
    fresh = {"csrf_token": visitor.token(), "password": PASSWORD}
    visitor.send("/sign-in", fresh | {"sign_in_name": "mara"})
    assert visitor.get("learner.home").heading == "Hello, Mara"
    open_sign_ins = select(func.count()).where(
        SignIn.person_id == people.lena, SignIn.ended_at.is_(None)
    )
    assert database.read(lambda session: session.scalar(open_sign_ins)) == 0


def test_five_wrong_passwords_close_an_account_for_a_quarter_of_an_hour(
    open_browser: Callable[..., Browser], clock: Clock
) -> None:
    for number in range(5):
        guesser = open_browser(address=f"10.0.0.{number}")
        assert REFUSED in guesser.sign_in("lena", "wrong").words
    page = open_browser().sign_in("lena")
    assert page.status == 400
    assert "Too many tries. Wait 15 minutes" in page.words
    assert open_browser().sign_in("mara").location == "/"
    clock.move(minutes=16)
    assert open_browser().sign_in("lena").location == "/"


@pytest.mark.slow
def test_sixty_wrong_tries_close_an_address(
    open_browser: Callable[..., Browser],
) -> None:
    guesser = open_browser(address="10.0.0.9")
    for number in range(60):
        assert REFUSED in guesser.sign_in(f"name{number}", "x" * 300).words
    assert "Too many tries" in guesser.sign_in("mara").words
    assert open_browser().sign_in("mara").location == "/"


def test_a_right_password_clears_the_count(
    open_browser: Callable[..., Browser],
) -> None:
    for _ in range(2):
        for _ in range(4):
            assert REFUSED in open_browser().sign_in("lena", "wrong").words
        assert open_browser().sign_in("lena").location == "/"


def test_the_demo_names_its_accounts_and_nobody_else_does(
    app: Flask, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "demo" not in visitor.get("account.sign_in").words
    monkeypatch.setitem(app.config, "DEMO_ACCOUNTS", {"lena": "Lena learns"})
    monkeypatch.setitem(app.config, "DEMO_PASSWORD", PASSWORD)
    words = visitor.get("account.sign_in").words
    assert "Lena learns" in words
    assert PASSWORD in words


def lands_on_sign_in(browser: Browser) -> bool:
    return browser.get("learner.home").location.startswith("/sign-in?next=")


def test_a_failed_try_is_forgotten_after_a_day(
    visitor: Browser, database: Database, clock: Clock
) -> None:
    visitor.sign_in("nobody", "not the password")
    count = select(func.count()).select_from(SignInTry)
    assert database.read(lambda s: s.scalar(count)) == 2
    clock.move(days=1, minutes=1)
    visitor.sign_in("lena")
    assert database.read(lambda s: s.scalar(count)) == 0
