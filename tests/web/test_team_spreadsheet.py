"""The spreadsheet of a team says what the screen says, with real dates beside it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from elearn.store.database import Database
from tests.pages import Browser
from tests.people import People
from tests.site import SMALL, Clock, lena_did
from tests.spreadsheets import read_sheet
from tests.web.attempts import complete
from tests.web.test_team import add, screen

Assign = Callable[..., None]


@pytest.fixture
def mara(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("mara")


def download(browser: Browser, query: str = "") -> bytes:
    answer = browser.open(f"/team.xlsx{query}").response
    assert answer.status_code == 200
    assert 'filename="team-2026-11-23.xlsx"' in answer.headers["Content-Disposition"]
    return bytes(answer.get_data())


@lena_did(complete)
@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    ["", f"?course={SMALL}", "?state=overdue", "?order=urgent", "?name=lena"],
)
def test_each_cell_is_the_screens(
    mara: Browser,
    assign: Assign,
    people: People,
    clock: Clock,
    query: str,
) -> None:
    assign(clock.now.date() - timedelta(days=2), person_id=people.mara)
    shown = screen(mara.open(f"/team{query}"))
    said, table = read_sheet(download(mara, query), headings_at=4)
    words = [[row[0], row[1], *row[2::2]] for row in table]
    assert words == shown
    assert said[0] == "Rosewood Care: training as of 23 November 2026 at 09:00"


def test_dates_are_dates_and_headings_stay_in_sight(
    mara: Browser, assign: Assign, people: People, clock: Clock
) -> None:
    assign(clock.now.date() - timedelta(days=2), person_id=people.lena)
    content = download(mara, f"?course={SMALL}&state=overdue")
    said, table = read_sheet(content, headings_at=4)
    assert said[1] == "1 person; course: First words, state: overdue"
    assert table[1][3] == datetime(2026, 11, 21)  # noqa: DTZ001 - cells have no zone
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<f>" not in sheet


def test_a_name_is_no_formula(
    mara: Browser, database: Database, people: People
) -> None:
    add(database, people, "=1+1")
    content = download(mara)
    _, table = read_sheet(content, headings_at=4)
    assert "=1+1" in [row[0] for row in table]
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_otto_gets_his_own(open_browser: Callable[..., Browser]) -> None:
    _, table = read_sheet(download(open_browser("otto")), headings_at=4)
    assert [row[0] for row in table[1:]] == ["Otto Lindqvist"]
