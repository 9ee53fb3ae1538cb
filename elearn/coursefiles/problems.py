"""What is wrong in a course folder, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]

_SHOWN = 60
_LISTED = 8


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` and `column` count from 1.

    `path` starts with the library's own name, so that an editor opens it:
    `courses/communication/modules/listening.md`.
    """

    path: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str = ""


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def quoted(text: str) -> str:
    """Show an author's words in a sentence: short, and harmless on a terminal."""
    line = " ".join(text.split())
    plain = "".join(c if c.isprintable() else "�" for c in line)
    return f"“{plain[:_SHOWN]}…”" if len(plain) > _SHOWN else f"“{plain}”"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that was probably meant."""
    if len(name) > 2 * _SHOWN:
        return None
    lower = {k.lower(): k for k in sorted(known)}
    found = get_close_matches(name.lower(), lower, n=1, cutoff=0.7)
    return lower[found[0]] if found else None


def known_names(name: str, known: Iterable[str]) -> str:
    """Say what could have been written instead of *name*, the nearest first."""
    names = sorted(set(known))
    if not names:
        return "There are none here yet."
    meant = nearest(name, names)
    if meant:
        names.remove(meant)
    listed = ", ".join(quoted(n) for n in names[:_LISTED])
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    if meant:
        also = f" The others are {listed}{more}." if names else ""
        return f"Did you mean {quoted(meant)}?{also}"
    return f"Known here: {listed}{more}."
