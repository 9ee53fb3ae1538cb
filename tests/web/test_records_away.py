"""The database is away, busy or full: a page that says so, and nothing is lost."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from elearn.store import database as store
from elearn.store.database import Database
from elearn.store.tables import Reflection
from tests.pages import Browser, Form, Page
from tests.people import PASSWORD
from tests.site import SMALL

CARD = f"/courses/{SMALL}/modules/at-the-door/check"
WRITTEN = "I say sorry first. <b>Then</b> “why” & how long 💛"


@contextmanager
def away(app: Flask) -> Iterator[None]:
    """Take the database away for a while."""
    there = app.extensions["elearn_database"]
    app.extensions["elearn_database"] = Database("sqlite:////proc/nowhere.sqlite3")
    yield
    app.extensions["elearn_database"] = there


def reflection(browser: Browser) -> Form:
    return browser.open(CARD).form("/reflections/my-opening")


def kept(database: Database) -> list[str]:
    return database.read(lambda s: [row.text for row in s.query(Reflection)])


def test_a_page_says_what_happened_and_offers_another_try(
    lena: Browser, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with away(app), caplog.at_level(logging.ERROR):
        page = lena.open("/courses/communication?done=listening")
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "30"
    assert page.heading == "We cannot reach our records just now"
    assert page.links()["Try again"] == "/courses/communication?done=listening"
    for secret in ("nowhere", "sqlite", "Traceback", "Error"):
        assert secret not in page.html
    code = page.response.headers["X-Request-ID"]
    assert code in page.words
    assert "unable to open database file" in caplog.text
    assert lena.open("/").status == 200


@pytest.mark.parametrize("path", ["/%2Felsewhere.example/x", "/nothing"])
def test_no_address_leads_elsewhere(lena: Browser, app: Flask, path: str) -> None:
    with away(app):
        page = lena.client.get(path)
    assert page.status_code == 503
    assert 'href="//' not in page.text


def test_what_was_typed_is_kept_on_the_page_and_counts_once(
    lena: Browser, app: Flask, database: Database
) -> None:
    form = reflection(lena)
    with away(app):
        page = form.send(written=WRITTEN)
        assert page.status == 503
        assert "Nothing of what you just sent was saved." in page.words
        still = page.form("/reflections/my-opening").send()
        assert still.status == 503
    for _ in range(2):
        assert still.form("/reflections/my-opening").send().status == 303
    assert kept(database) == [WRITTEN]


def test_a_password_is_not_written_into_the_page(visitor: Browser, app: Flask) -> None:
    form = visitor.open("/sign-in").form("/sign-in")
    with away(app):
        page = form.send(sign_in_name="lena", password=PASSWORD)
    assert page.status == 503
    assert PASSWORD not in page.html
    assert page.forms() == []


def test_a_form_that_was_not_ours_stays_one(lena: Browser, app: Flask) -> None:
    """Sent from another site while the database was away, it gets no token of ours."""
    url = f"{CARD}/reflections/my-opening"
    with away(app):
        page = lena.send(url, {"written": WRITTEN})
        token = {"csrf_token": "x.y.z"}
        guessed = lena.send(url, {"written": WRITTEN, **token})
    assert page.status == 503
    assert page.forms() == []
    assert send_again(guessed).status == 400


def test_while_somebody_else_writes_for_long_pages_can_be_read(
    lena: Browser, app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_BUSY_SECONDS", 0.1)
    path = str(make_url(str(database.engine.url)).database)
    hasty = Database(f"sqlite:///{path}")
    monkeypatch.setitem(app.extensions, "elearn_database", hasty)
    form = reflection(lena)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    page = form.send(written=WRITTEN)
    assert page.status == 503
    assert lena.open(CARD).status == 200
    writer.execute("ROLLBACK")
    writer.close()
    assert send_again(page).status == 303
    assert kept(database) == [WRITTEN]
    hasty.close()


def test_a_full_disk_is_told_apart(lena: Browser, database: Database) -> None:
    form = reflection(lena)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    page = form.send(written=WRITTEN * 200)
    assert page.status == 503
    assert page.heading == "We cannot save anything just now"
    assert kept(database) == []
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert send_again(page).status == 303
    assert kept(database) == [WRITTEN * 200]


def send_again(page: Page) -> Page:
    return page.form("/reflections/my-opening").send()
