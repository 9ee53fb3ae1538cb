"""The log names no people and repeats nobody's words, whatever goes wrong."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from elearn.config import Settings
from elearn.logs import JsonLines, TextLines, log_config, tell_error, tell_traceback
from elearn.store.database import Database
from elearn.store.tables import Team
from tests.pages import Browser
from tests.people import PASSWORD
from tests.site import SMALL

WRITTEN = "I was frightened of Mr Clarke"
CHECK = f"/courses/{SMALL}/modules/at-the-door/check"


@pytest.fixture(params=[JsonLines, TextLines])
def log(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """Everything that the log would hold, with all levels on."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_day_of_work_leaves_no_words_in_the_log(
    log: StringIO,
    visitor: Browser,
    database: Database,
) -> None:
    visitor.send("/sign-in", {"sign_in_name": "lena", "password": "wrong-secret-1"})
    visitor.sign_in("lena")
    token = visitor.token()
    visitor.send(
        f"{CHECK}/reflections/my-opening", {"csrf_token": token, "written": WRITTEN}
    )
    visitor.open("/verify?number=SECRET-NUMBER")
    visitor.open("/verify/SECRET-NUMBER")
    with without_reflections(database):
        page = visitor.send(
            f"{CHECK}/reflections/my-opening",
            {"csrf_token": token, "written": WRITTEN},
        )
    assert page.status == 500
    told = log.getvalue()
    assert "/verify/<number>" in told
    assert "a page failed" in told
    assert "ProgrammingError" in told or "OperationalError" in told
    for secret in (
        *("wrong-secret-1", PASSWORD, "lena", "Lena", WRITTEN, "frightened"),
        *("SECRET-NUMBER", "number=", "Kowalska", SMALL, token),
    ):
        assert secret not in told, secret


@contextmanager
def without_reflections(database: Database) -> Iterator[None]:
    """Take a table away meanwhile, as a fault of ours would look like."""
    for old, new in (("reflection", "elsewhere"), ("elsewhere", "reflection")):
        with database.writing() as session:
            session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        if old == "reflection":
            yield


def test_a_line_says_what_a_collector_needs(lena: Browser) -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("elearn.requests")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    page = lena.open(f"/courses/{SMALL}")
    logger.setLevel(level)
    logger.removeHandler(handler)
    [line] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert line["request"] == page.response.headers["X-Request-ID"]
    assert (line["method"], line["route"]) == ("GET", "/courses/<slug>")
    assert line["status"] == 200
    assert 0 < line["database_ms"] < line["ms"]
    assert {"time", "level", "logger", "worker"} <= line.keys()


def test_the_fault_page_gives_a_code_that_the_log_has(
    log: StringIO, lena: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Database("sqlite:////proc/nowhere.sqlite3")
    monkeypatch.setitem(app.extensions, "elearn_database", broken)
    page = lena.open("/")
    code = page.response.headers["X-Request-ID"]
    assert f"give this code: {code}" in page.words
    if log.getvalue().startswith("{"):
        assert code in log.getvalue()


def test_nobody_names_a_request_but_a_trusted_proxy(visitor: Browser) -> None:
    sent = {"X-Request-ID": "chosen-by-somebody"}
    answer = visitor.client.get("/help-now", headers=sent)
    assert answer.headers["X-Request-ID"] != "chosen-by-somebody"


def test_a_database_error_keeps_the_row_to_itself(database_url: str) -> None:
    database = Database(database_url)
    row = {"id": 1, "name": "Lena's team"}

    def fail() -> str:
        try:
            with database.writing() as session:
                session.execute(insert(Team), [row, row])
        except IntegrityError as error:
            return tell_traceback(error) + str(error.statement)
        pytest.fail("It should have been refused.")

    told = fail()
    assert "IntegrityError" in told
    assert "Lena" not in told
    assert database.read(lambda s: s.scalars(select(Team.id)).all()) == []
    database.close()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("what Lena typed"), "ValueError"),
        (KeyError("lena"), "KeyError"),
        (AttributeError("no attribute 'x'"), "AttributeError: no attribute 'x'"),
        (OSError(28, "No space left"), "OSError: [Errno 28] No space left"),
    ],
)
def test_a_message_stays_only_where_it_holds_nobodys_words(
    error: Exception, told: str
) -> None:
    assert tell_error(error) == told


def test_the_demo_does_not_talk_of_requests() -> None:
    assert log_config(Settings(demo=True))["loggers"].get("elearn.requests")
    for settings in (Settings(), Settings(demo=True, log_level="debug")):
        assert "elearn.requests" not in log_config(settings)["loggers"]
