"""Makes Markdown that means the same read the same."""

import re
from collections.abc import Iterator, Sequence

_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,4}\.)\s+\S")
_LIST_START = re.compile(r"\s*(?:[-*+]|1\.)\s+\S")


def tidy(text: str) -> str:
    """Make text that means the same read the same.

    A list gets the empty line before it that Markdown wants, and several empty
    lines become one.
    """
    lines = text.strip("\n").split("\n")
    glued = set(find_glued_lists(lines))
    kept: list[str] = []
    for row, line in enumerate(lines):
        if row in glued:
            kept.append("")
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def find_glued_lists(lines: Sequence[str]) -> Iterator[int]:
    """Give each row in which a list starts right below a text."""
    in_list, above = False, ""
    for row, line in enumerate(lines):
        if _LIST_START.match(line) and above and not in_list:
            if not above.startswith("!!!"):
                yield row
            in_list = True
        elif _LIST_ITEM.match(line):
            in_list = in_list or not above
        elif line.startswith("!!!") or (_is_flush(line) and not above and row):
            in_list = False
        above = line


def _is_flush(line: str) -> bool:
    return bool(line) and not line[0].isspace()
