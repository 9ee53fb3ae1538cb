"""Which words of a text went and which came."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

PieceKind = Literal["same", "gone", "come"]

_WORD = re.compile(r"\S+\s*|\s+")
_MOST_WORDS = 1500
"""Above this many words on a side, only what is alike at both ends is left out."""

_SHORTEST_RUN = 2
"""A shorter run of words that stayed, between two that changed, reads as changed."""


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came, with the white space after it."""

    kind: PieceKind
    words: str


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Give the pieces in reading order; those that stayed or came make up *new*."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    # White space at the end of a line is no change of a word.
    plain_before = [word.rstrip() for word in before]
    plain_after = [word.rstrip() for word in after]
    pieces: list[Piece] = []
    for tag, a, b, c, d in _steps(plain_before, plain_after):
        if tag == "equal":
            _add(pieces, "same", "".join(after[c:d]))
        else:
            _add(pieces, "gone", "".join(before[a:b]))
            _add(pieces, "come", "".join(after[c:d]))
    return tuple(pieces)


_Step = tuple[str, int, int, int, int]


def _steps(old: list[str], new: list[str]) -> list[_Step]:
    if max(len(old), len(new)) > _MOST_WORDS:
        return _ends_only(old, new)
    steps: list[_Step] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(codes):
        inside = 0 < number < len(codes) - 1
        if tag == "equal" and inside and b - a < _SHORTEST_RUN:
            tag = "replace"
        if steps and tag != "equal" and steps[-1][0] != "equal":
            _, first_a, _, first_c, _ = steps.pop()
            a, c = first_a, first_c
        steps.append((tag if tag == "equal" else "replace", a, b, c, d))
    return steps


def _ends_only(old: list[str], new: list[str]) -> list[_Step]:
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return [
        ("equal", 0, start, 0, start),
        ("replace", start, len(old) - end, start, len(new) - end),
        ("equal", len(old) - end, len(old), len(new) - end, len(new)),
    ]


def _add(pieces: list[Piece], kind: PieceKind, words: str) -> None:
    if not words:
        return
    if kind == "gone" and pieces and not pieces[-1].words[-1].isspace():
        # The last word of the new text has no space after it; in the old one it had.
        words = f" {words}"
    pieces.append(Piece(kind, words))
