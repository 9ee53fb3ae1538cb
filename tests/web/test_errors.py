"""When something goes wrong: what happened, what to do, and nothing about us."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask

from elearn.store.database import Database
from tests.pages import Browser
from tests.site import SMALL


@pytest.mark.parametrize("path", ["/nothing", "/courses", "/../etc/passwd"])
def test_an_address_that_leads_nowhere(
    visitor: Browser, lena: Browser, path: str
) -> None:
    for browser in (visitor, lena):
        page = browser.open(path)
        assert page.status == 404
        assert page.heading == "We cannot find that page"
        assert "Nothing of yours is lost." in page.words
        assert page.links()["Go to the start page"] == "/"


def test_a_sign_that_no_database_keeps(visitor: Browser, lena: Browser) -> None:
    for browser in (visitor, lena):
        assert browser.open("/courses/%00").status == 400
        assert browser.open("/verify?number=%00").status == 400
    sent = {"sign_in_name": "le\0na", "password": "x"}
    assert visitor.send("/sign-in", sent).status == 400


def test_an_address_for_forms_opened_as_a_page(lena: Browser) -> None:
    page = lena.open(f"/courses/{SMALL}/again")
    assert page.status == 404
    assert page.heading == "We cannot find that page"


def test_a_method_nobody_uses(lena: Browser) -> None:
    assert lena.client.delete("/account").status_code == 404
    assert lena.client.put("/sign-in").status_code == 404


def test_far_too_much_at_once(lena: Browser) -> None:
    data = {"csrf_token": lena.token(), "written": "x" * 600_000}
    url = f"/courses/{SMALL}/modules/at-the-door/check/reflections/my-opening"
    page = lena.send(url, data)
    assert page.status == 413
    assert page.heading == "That is too much to send"


def test_far_too_much_at_once_when_signed_out(visitor: Browser) -> None:
    page = visitor.send("/account/drafts", {"written": "x" * 600_000})
    assert page.status == 413


def test_a_fault_of_ours_says_so_and_tells_nothing_else(
    lena: Browser,
    app: Flask,
    empty_sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = Database(empty_sqlite_url)
    monkeypatch.setitem(app.extensions, "elearn_database", broken)
    with caplog.at_level(logging.ERROR):
        page = lena.get("learner.home")
    assert page.status == 500
    assert page.heading == "Something went wrong here"
    assert "It is our fault, not yours." in page.words
    for secret in ("table", "sqlite", "Traceback", "Error"):
        assert secret not in page.html
    assert "a page failed" in caplog.text
    assert "no such table" in caplog.text
    broken.close()


def test_error_pages_carry_the_same_headers(lena: Browser) -> None:
    headers = lena.open("/nothing").response.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_what_is_not_for_somebody_is_as_if_it_were_not_there(
    open_browser: Callable[..., Browser],
) -> None:
    """Otto has no attempt, and Lena's look exactly like none."""
    otto = open_browser("otto")
    page = otto.open(f"/courses/{SMALL}/assessment/attempts/1")
    assert page.status == 404
