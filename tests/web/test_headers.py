"""What every answer carries beside its page."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.app import create_app
from elearn.config import Settings
from elearn.store.database import Database
from tests.pages import Browser
from tests.site import Clock

PATHS = ["/sign-in", "/help-now", "/nothing-here", "/", "/static/elearn.css"]
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


@pytest.mark.parametrize("path", PATHS)
def test_the_policy_lets_nothing_in_from_elsewhere(visitor: Browser, path: str) -> None:
    headers = visitor.open(path).response.headers
    policy = dict(
        part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src")} == {
        "'self'"
    }
    assert policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert {name: headers[name] for name in SAFE} == SAFE


def test_pages_are_never_kept_on_a_shared_device(lena: Browser) -> None:
    for path in ("/", "/account", "/help-now", "/nothing-here"):
        assert lena.open(path).response.headers["Cache-Control"] == "no-store"


def test_files_named_by_their_content_are_kept_for_good(visitor: Browser) -> None:
    page = visitor.get("account.sign_in")
    assert page.root is not None
    [sheet] = [e for e in page.root.iter("link") if e.get("rel") == "stylesheet"]
    address = sheet.get("href") or ""
    assert "immutable" in visitor.open(address).response.headers["Cache-Control"]
    other = visitor.open(address + "x").response.headers["Cache-Control"]
    assert "immutable" not in other


@pytest.mark.parametrize("path", ["/portraits/man-40s-broad/angry.svg"])
def test_a_drawing_may_do_nothing_at_all(visitor: Browser, path: str) -> None:
    headers = visitor.open(path).response.headers
    assert headers["Content-Type"].startswith("image/svg+xml")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert visitor.open("/portraits/nobody/angry.svg").status == 404


def test_the_cookie_is_out_of_reach(lena: Browser) -> None:
    cookie = lena.cookie()
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)
    assert "Strict-Transport-Security" not in lena.get("learner.home").response.headers


@pytest.fixture
def secure_browser(app: Flask, tmp_path: Path, clock: Clock) -> Browser:
    """A browser on the same database, at an address with https."""
    settings = Settings(site_url="https://learn.example.org", data_dir=tmp_path)
    secure = create_app(settings)
    database: Database = app.extensions["elearn_database"]
    secure.extensions["elearn_database"] = database
    secure.config["CLOCK"] = clock
    return Browser(secure)


def test_with_https_the_cookie_and_the_site_stay_there(secure_browser: Browser) -> None:
    client = secure_browser.client
    page = client.get("/sign-in", base_url="https://learn.example.org")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Secure;" in page.headers["Set-Cookie"]


def test_with_https_a_form_without_a_referrer_is_still_read(
    secure_browser: Browser,
) -> None:
    client = secure_browser.client
    page = client.get("/sign-in", base_url="https://learn.example.org")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(
        "/sign-in",
        base_url="https://learn.example.org",
        data={"csrf_token": token, "sign_in_name": "lena", "password": "wrong"},
    )
    assert answer.status_code == 400
    assert "do not go together" in answer.text


def test_the_name_a_browser_calls_us_by_is_never_repeated(visitor: Browser) -> None:
    answer = visitor.open("/", headers={"Host": "elsewhere.example"})
    assert answer.location.startswith("/sign-in")
    assert (
        "elsewhere"
        not in visitor.open("/sign-in", headers={"Host": "elsewhere.example"}).html
    )


def test_pages_are_made_small_for_those_who_ask(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    plain = lena.get("learner.home").response
    small = lena.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert b"Hello, Lena" in gzip.decompress(small.data)
    assert len(small.data) < len(plain.data) / 2
