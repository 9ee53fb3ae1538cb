"""Signing out ends the visit here, on the server too, and nowhere else."""

from collections.abc import Callable

from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import SignIn
from tests.pages import Browser


def test_signing_out_closes_the_pages(lena: Browser) -> None:
    page = lena.get("learner.home")
    button = next(f for f in page.body.iter("form") if f.get("action") == "/sign-out")
    assert button.get("method") == "post"
    answer = lena.post("account.sign_out")
    assert answer.follow().heading == "You are signed out"
    assert lena.get("learner.home").location.startswith("/sign-in")


def test_a_copied_cookie_is_worth_nothing_afterwards(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    thief = open_browser()
    thief.client.set_cookie("elearn", lena.cookie().value)
    assert thief.get("learner.home").status == 200
    lena.post("account.sign_out")
    assert thief.get("learner.home").location.startswith("/sign-in")


def test_other_devices_stay_signed_in(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    phone = open_browser("lena")
    lena.post("account.sign_out")
    assert phone.get("learner.home").status == 200


def test_signing_out_twice_says_the_same(lena: Browser) -> None:
    form = next(
        f for f in lena.get("account.account").forms() if f.action == "/sign-out"
    )
    assert form.send().location == "/signed-out"
    assert form.send().location == "/signed-out"


def test_the_record_says_when_it_ended(lena: Browser, database: Database) -> None:
    lena.post("account.sign_out")
    ended = database.read(lambda s: s.scalars(select(SignIn.ended_at)).all())
    assert None not in ended
