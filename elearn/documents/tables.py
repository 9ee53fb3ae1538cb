"""Tables that leave as spreadsheets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False}
_DAY = "d mmmm yyyy"
_NARROW, _WIDE = 18, 30

Tone = Literal["", "good", "soon", "late"]
_TONES: dict[Tone, dict[str, str]] = {
    "": {},
    "good": {"font_color": "#22633F", "bg_color": "#E9F2EA"},
    "soon": {"font_color": "#7A4A00", "bg_color": "#FBF0D9"},
    "late": {"font_color": "#9B1C1C", "bg_color": "#FAE5E1"},
}


@dataclass(frozen=True)
class Cell:
    """Words, or a day, and the colour behind them; the words never need the colour."""

    value: str | date | None
    tone: Tone = ""


@dataclass(frozen=True)
class Sheet:
    """A table under a few lines that say what it shows and as of when."""

    name: str
    said: Sequence[str]
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_spreadsheet(sheet: Sheet, made_at: datetime) -> bytes:
    """Write a sheet with real dates, its headings and first column kept in sight."""
    file = BytesIO()
    # A row is written and forgotten: ten thousand of them must fit into a worker.
    book = xlsxwriter.Workbook(file, {**_SAFE, "constant_memory": True})
    book.set_properties({"title": sheet.said[0], "created": made_at})
    page = book.add_worksheet(sheet.name)
    strong = book.add_format({"bold": True})
    heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    formats = {
        (tone, is_day): book.add_format(
            {"valign": "top", "text_wrap": True, **look}
            | ({"num_format": _DAY, "align": "left"} if is_day else {})
        )
        for tone, look in _TONES.items()
        for is_day in (False, True)
    }
    _set_up(page, sheet)
    for number, words in enumerate(sheet.said):
        page.write_string(number, 0, words, strong if number == 0 else None)
    first = len(sheet.said) + 1
    for column, words in enumerate(sheet.headings):
        page.write_string(first, column, words, heading)
    page.freeze_panes(first + 1, 1)
    last = first
    for last, row in enumerate(sheet.rows, first + 1):
        for column, cell in enumerate(row):
            _write(page, last, column, cell, formats)
    page.autofilter(first, 0, max(last, first), len(sheet.headings) - 1)
    page.repeat_rows(first)
    book.close()
    return file.getvalue()


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_column(0, 1, _WIDE)
    page.set_column(2, len(sheet.headings) - 1, _NARROW)


def _write(
    page: Worksheet,
    row: int,
    column: int,
    cell: Cell,
    formats: dict[tuple[Tone, bool], Format],
) -> None:
    if isinstance(cell.value, date):
        page.write_datetime(row, column, cell.value, formats[cell.tone, True])
    elif cell.value:
        page.write_string(row, column, cell.value, formats[cell.tone, False])
