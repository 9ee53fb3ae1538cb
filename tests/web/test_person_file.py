"""One person's record as a file: what the page says, and nobody else's."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest

from tests.markup import words_of
from tests.pages import Browser
from tests.people import People
from tests.site import lena_did
from tests.web.attempts import complete


@pytest.fixture
def mara(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("mara")


@lena_did(complete)
def test_each_row_of_the_page_is_a_line(mara: Browser, people: People) -> None:
    page = mara.open(f"/team/people/{people.lena}")
    answer = mara.open(page.links()["Download this record (CSV)"]).response
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data().decode("utf-8-sig")
    headings, *lines = csv.reader(StringIO(text))
    assert headings == ["Name", "Record", "Of", "On", "State", "Detail"]
    assert {line[0] for line in lines} == {"Lena Kowalska"}
    rows = [
        words_of(row) for body in page.main.iter("tbody") for row in body.iter("tr")
    ]
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for words in line[2:]:
            for part in words.replace(": ", "; ").split("; "):
                assert part in row.replace(": ", " "), (part, row)


def test_nobody_elses(open_browser: Callable[..., Browser], people: People) -> None:
    for name in ("otto", "lena", "ada"):
        url = f"/team/people/{people.lena}.csv"
        assert open_browser(name).open(url).status == 404
