"""Give a list as a CSV file that any spreadsheet program opens as it is."""

import csv
from collections.abc import Iterable, Iterator
from io import SEEK_END, StringIO

from flask import Response, stream_with_context

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LINES_AT_ONCE = 200


def answer_csv(name: str, rows: Iterable[Iterable[str]]) -> Response:
    """Make the answer; *name* is that of the file, and the first row the headings.

    Rows are asked for while it is sent, so that a long list takes no memory.
    """
    return Response(
        stream_with_context(_write(rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _write(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    # Spreadsheets take a file for UTF-8 only when it begins with this mark.
    text = StringIO("\ufeff", newline="")
    text.seek(0, SEEK_END)
    writer = csv.writer(text)
    for number, row in enumerate(rows, 1):
        writer.writerow(_harmless(words) for words in row)
        if number % _LINES_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _harmless(words: str) -> str:
    """Keep a spreadsheet from running what somebody put into a name."""
    return f"'{words}" if words.startswith(_FORMULA_SIGNS) else words
