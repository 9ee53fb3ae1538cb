"""Pages for everybody: help, privacy, accessibility, and a sign of life."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, text

from elearn.store.database import Database
from elearn.store.tables import Organisation
from tests.pages import Browser

PAGES = [
    ("public.help_now", "Get help now"),
    ("public.privacy", "Privacy: what is kept, and who sees it"),
    ("public.accessibility", "Accessibility"),
    ("public.verify", None),
    ("account.sign_in", "Sign in"),
    ("account.signed_out", "You are signed out"),
]


@pytest.mark.parametrize(("endpoint", "heading"), PAGES)
def test_it_opens_without_signing_in(
    visitor: Browser, endpoint: str, heading: str | None
) -> None:
    page = visitor.get(endpoint)
    assert page.status == 200
    assert heading in (None, page.heading)
    assert visitor.cookie() is None or "_user_id" not in visitor.cookie().value


def test_every_page_leads_to_help(visitor: Browser, lena: Browser) -> None:
    for browser in (visitor, lena):
        for endpoint in ("public.privacy", "account.signed_out"):
            page = browser.get(endpoint)
            hrefs = [a.get("href") for a in page.body.iter("a")]
            assert "/help-now" in hrefs


def test_help_can_be_called_by_touch(visitor: Browser) -> None:
    links = visitor.get("public.help_now").links()
    assert [links[n] for n in ("999", "111", "116 123")] == [
        "tel:999",
        "tel:111",
        "tel:116123",
    ]


def test_who_to_tell_is_named_to_those_who_work_there(
    visitor: Browser, lena: Browser
) -> None:
    contact = "Mara Osei, 01632 960 002"
    assert f"At Rosewood Care, tell {contact}" in lena.get("public.help_now").words
    words = visitor.get("public.help_now").words
    assert contact not in words
    assert "Sign in to see who that is where you work." in words


def test_privacy_names_who_is_responsible(visitor: Browser, lena: Browser) -> None:
    # UK GDPR article 13 asks for it where data are collected: before signing in too.
    for browser in (visitor, lena):
        words = browser.get("public.privacy").words
        assert "Rosewood Care runs this site" in words
        assert "Questions: 01632 960 001." in words


def test_a_process_is_alive_without_its_database_and_not_ready(
    visitor: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive, ready = visitor.get("public.health"), visitor.get("public.readiness")
    assert (alive.status, alive.html) == (200, "ok\n")
    assert (ready.status, ready.html) == (200, "ready\n")
    nowhere = Database("sqlite:////proc/nowhere.sqlite3")
    monkeypatch.setitem(app.extensions, "elearn_database", nowhere)
    assert visitor.get("public.health").status == 200
    ready = visitor.get("public.readiness")
    assert ready.status == 503
    assert ready.html == "The database does not answer, or is not up to date.\n"


def test_a_database_of_another_form_is_not_ready(
    visitor: Browser, database: Database
) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert visitor.get("public.readiness").status == 503


def test_public_pages_need_no_organisation_yet(
    open_browser: Callable[..., Browser], database: Database
) -> None:
    with database.writing() as session:
        session.execute(delete(Organisation))
    for endpoint, _ in PAGES:
        assert open_browser().get(endpoint).status == 200
