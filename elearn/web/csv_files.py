"""Give a list as a CSV file that any spreadsheet program opens as it is."""

import csv
from collections.abc import Iterable
from io import StringIO

from flask import Response

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def answer_csv(name: str, rows: Iterable[Iterable[str]]) -> Response:
    """Make the answer; *name* is that of the file, and the first row the headings."""
    text = StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(_harmless(words) for words in row)
    return Response(
        # Spreadsheets take a file for UTF-8 only when it begins with this mark.
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _harmless(words: str) -> str:
    """Keep a spreadsheet from running what somebody put into a name."""
    return f"'{words}" if words.startswith(_FORMULA_SIGNS) else words
