"""Read a spreadsheet as any reader of the format would, without a library for it."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_DAY_ONE = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone


def read_sheet(
    content: bytes, *, headings_at: int
) -> tuple[list[str], list[list[Any]]]:
    """Give the lines above the table, and the table with its headings."""
    book = ZipFile(BytesIO(content))
    assert book.testzip() is None
    root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    shared = _shared(book)
    rows: list[list[Any]] = []
    for row in root.iterfind(".//m:row", _NS):
        at = int(row.get("r", "0")) - 1
        rows += [[] for _ in range(at + 1 - len(rows))]
        for cell in row.iterfind("m:c", _NS):
            column = _column(cell.get("r", ""))
            line = rows[at]
            line += [None] * (column + 1 - len(line))
            line[column] = _value(cell, shared)
    said = [row[0] for row in rows[:headings_at] if row]
    width = len(rows[headings_at])
    return said, [row + [None] * (width - len(row)) for row in rows[headings_at:]]


def _shared(book: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
    return ["".join(item.itertext()) for item in root.iterfind("m:si", _NS)]


def _column(place: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", place):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, shared: list[str]) -> Any:
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(cell.itertext())
    number = cell.findtext("m:v", None, _NS)
    if number is None:
        return None
    if kind == "s":
        return shared[int(number)]
    return _DAY_ONE + timedelta(days=float(number))
