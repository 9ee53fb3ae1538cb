"""Read what addresses and forms hold, strictly."""

from collections.abc import Mapping

from elearn.errors import NotFound

LONGEST_ID = 9
"""What has more digits than any id of a database is nobody's."""


def read_number(fields: Mapping[str, str], name: str) -> int | None:
    """Read a number; empty means none was given. Raise NotFound for anything else."""
    text = fields.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise NotFound(text)
    return int(text)


def check_id(number: int) -> None:
    """Raise NotFound for a number in an address that no database holds."""
    if len(str(number)) > LONGEST_ID:
        raise NotFound(number)
