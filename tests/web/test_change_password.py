"""Changing one's own password."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import AuditEvent
from tests.pages import Browser, Page
from tests.people import PASSWORD, People
from tests.site import Clock

NEW = "kettle window robin"


def change(browser: Browser, current: str = PASSWORD, new: str = NEW) -> Page:
    form = browser.get("account.account").form("/account/password")
    return form.send(current=current, new=new)


def test_the_new_password_opens_and_the_old_one_does_not(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    page = change(lena).follow()
    assert "Your password is changed." in page.words
    assert open_browser().sign_in("lena", PASSWORD).status == 400
    assert open_browser().sign_in("lena", NEW).location == "/"


def test_it_signs_out_every_other_device(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    phone, mara = open_browser("lena"), open_browser("mara")
    change(lena)
    assert phone.get("learner.home").location.startswith("/sign-in")
    assert lena.get("learner.home").status == 200
    assert mara.get("learner.home").status == 200


@pytest.mark.parametrize(
    ("current", "new", "field", "sentence"),
    [
        ("wrong", NEW, "current", "That is not your password now."),
        (PASSWORD, "short", "new", "Use at least 10 characters."),
        (PASSWORD, "x" * 201, "new", "Use at most 200 characters."),
        (PASSWORD, "LENA kowalska", "new", "Choose something other than your name."),
    ],
)
def test_what_has_to_be_mended_is_said_at_its_field(
    lena: Browser, current: str, new: str, field: str, sentence: str
) -> None:
    page = change(lena, current, new)
    assert page.status == 400
    assert page.title.startswith("Error: ")
    [summary] = page.with_class("nhsuk-error-summary")
    assert [a.get("href") for a in summary.iter("a")] == [f"#{field}"]
    assert sentence in page.words
    message = page.find(f"{field}-error-message") or page.find(f"{field}-error")
    assert message is not None
    assert new not in page.html
    assert change(lena).location == "/account?changed=yes"


def test_guessing_stops_after_five_tries(lena: Browser, clock: Clock) -> None:
    for _ in range(5):
        assert "That is not your password now." in change(lena, "wrong").words
    assert "Too many tries." in change(lena).words
    clock.move(minutes=16)
    assert change(lena).status == 303


def test_the_change_is_noted_without_the_password(
    lena: Browser, database: Database, people: People
) -> None:
    change(lena)
    query = select(AuditEvent).where(AuditEvent.action == "changed password")
    [event] = database.read(lambda session: session.scalars(query).all())
    assert (event.actor_id, event.thing_id) == (people.lena, str(people.lena))
    assert event.address == "127.0.0.1"
    assert NEW not in str(event.detail)


def test_a_form_from_before_the_last_sign_in_shows_no_password(lena: Browser) -> None:
    form = lena.get("account.account").form("/account/password")
    lena.post("account.sign_out")
    lena.sign_in("lena")
    page = form.send(current=PASSWORD, new=NEW).follow()
    assert "Nothing was changed" in page.words
    assert NEW not in page.html
