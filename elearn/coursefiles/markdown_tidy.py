"""Makes Markdown that means the same read the same."""

import re

_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,4}\.)\s+\S")
_LIST_START = re.compile(r"\s*(?:[-*+]|1\.)\s+\S")


def tidy(text: str) -> str:
    """Make text that means the same read the same.

    A list gets the empty line before it that Markdown wants, and several empty
    lines become one.
    """
    kept: list[str] = []
    in_list = False
    for line in text.strip("\n").split("\n"):
        if _LIST_START.match(line) and kept and kept[-1] and not in_list:
            if not kept[-1].startswith("!!!"):
                kept.append("")
            in_list = True
        elif _LIST_ITEM.match(line):
            in_list = in_list or not kept or not kept[-1]
        elif line.startswith("!!!") or (_is_flush(line) and kept and not kept[-1]):
            in_list = False
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _is_flush(line: str) -> bool:
    return bool(line) and not line[0].isspace()
