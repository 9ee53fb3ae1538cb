"""What is wrong in a course folder, where, and how to mend it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from elearn.coursefiles.places import Place

Severity = Literal["error", "warning"]

_SHOWN = 60
_LISTED = 8
_MOST_IN_A_FILE = 100


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


class Findings:
    """Collects the problems of one course, so that all are told at once."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()
        self._in_file: Counter[str] = Counter()
        self.errors = 0

    def error(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.errors += 1
        self._add(Problem(*place, "error", code, message, hint))

    def warn(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self._add(Problem(*place, "warning", code, message, hint))

    def is_full(self, path: str) -> bool:
        """Tell whether more problems of this file would not be told."""
        return self._in_file[path] >= _MOST_IN_A_FILE

    def sorted(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._problems))

    def _add(self, problem: Problem) -> None:
        self._in_file[problem.path] += 1
        if self._in_file[problem.path] < _MOST_IN_A_FILE:
            self._problems.add(problem)
        elif self._in_file[problem.path] == _MOST_IN_A_FILE:
            self.errors += 1
            self._problems.add(
                Problem(
                    problem.path,
                    problem.line,
                    problem.column,
                    "error",
                    "too-many-problems",
                    f"This file has {_MOST_IN_A_FILE} problems or more.",
                    "Mend the others first, then check again.",
                )
            )


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def printable(text: str) -> str:
    """Make an author's words harmless on a terminal, on one line."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def quoted(text: str) -> str:
    """Show an author's words in a sentence, shortened."""
    plain = printable(text[: 4 * _SHOWN])
    return f"“{plain[:_SHOWN]}…”" if len(plain) > _SHOWN else f"“{plain}”"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that was probably meant."""
    if len(name) > _SHOWN:
        return None
    lower = {k.lower(): k for k in sorted(known)}
    found = get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
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
    if not meant:
        return f"Known here: {listed}{more}."
    also = f" Also known here: {listed}{more}." if names else ""
    return f"Did you mean {quoted(meant)}?{also}"
