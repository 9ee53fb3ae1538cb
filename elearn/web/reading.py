"""Read what addresses and forms hold, strictly."""

import re
from collections.abc import Mapping
from datetime import date

from elearn.errors import NotFound

LONGEST_ID = 9
"""What has more digits than any id of a database is nobody's."""
_AS_WRITTEN = re.compile(r"(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4})")


def read_number(fields: Mapping[str, str], name: str) -> int | None:
    """Read a number; empty means none was given. Raise NotFound for anything else."""
    text = fields.get(name, "")
    return to_number(text) if text else None


def to_number(text: str) -> int:
    """Read a number as addresses hold them. Raise NotFound for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise NotFound(text)
    return int(text)


def check_id(number: int) -> None:
    """Raise NotFound for a number in an address that no database holds."""
    if len(str(number)) > LONGEST_ID:
        raise NotFound(number)


def read_day(text: str) -> date | None:
    """Read a day as browsers send it, or as people type it where they do not help.

    None for what is no day.
    """
    text = text.strip()
    typed = _AS_WRITTEN.fullmatch(text)
    if typed:
        day, month, year = typed.groups()
        text = f"{year}-{int(month):02}-{int(day):02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
