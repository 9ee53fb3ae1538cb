"""Make text that people typed ready for a printed page, and say what it lost."""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import groupby

from elearn.documents.fonts import describe_unprintable, load_printable
from elearn.domain.text import normalise

# What re-orders a line without being seen, and control characters. The two joiners
# are of the same class and change letters in Arabic and Indian scripts: they stay.
_UNSEEN = {"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_JOINERS = {"\u200c", "\u200d"}
_MARKS_ON_ONE_LETTER = 3
_BREAK_HERE = "\u200b"
_BOXES_IN_A_ROW = 8

Piece = dict[str, object]
"""Text in parts, each with a shape or without, and its language."""


@dataclass
class TypedText:
    """Collect the pieces of one page and what could not be printed as typed."""

    language: str
    _losses: list[str] = field(default_factory=list)
    _signs: set[str] = field(default_factory=set)

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._losses + describe_unprintable(self._signs)))

    def tidy(self, typed: str, what: str, longest: int) -> str:
        """Take out what would break a line; a dash stands for nothing visible."""
        text = _take_out_unseen(typed)
        if len(text) > longest:
            self._losses.append(
                f"{what} is longer than {longest} characters. "
                "The certificate shows the beginning."
            )
            text = text[: longest - 1].rstrip() + "…"
        self._signs.update(text)
        return text or "—"

    def piece(self, typed: str, what: str, longest: int) -> Piece:
        text = self.tidy(typed, what, longest)
        directions = map(unicodedata.bidirectional, text)
        first_strong = next((d for d in directions if d in {"L", "R", "AL"}), "L")
        return {
            "parts": _part(break_long_words(text, 30)),
            "lang": "ar" if first_strong == "AL" else self.language,
        }

    def pieces(
        self, typed: tuple[str, ...], what: str, longest: int, most: int
    ) -> list[Piece]:
        if len(typed) > most:
            self._losses.append(
                f"{what}: there are {len(typed)}. "
                f"The certificate shows the first {most}."
            )
        return [self.piece(t, f"{what}: one of them", longest) for t in typed[:most]]


def break_long_words(text: str, length: int) -> str:
    """Allow an unseen break in words that no line could hold."""
    return re.sub(rf"\S{{{length}}}(?=\w)", rf"\g<0>{_BREAK_HERE}", text)


def _part(text: str) -> list[dict[str, str]]:
    parts = []
    for has_shape, signs in groupby(text, load_printable().__contains__):
        run = "".join(signs)
        step = len(run) if has_shape else _BOXES_IN_A_ROW
        kind = "text" if has_shape else "boxes"
        parts += [{kind: run[i : i + step]} for i in range(0, len(run), step)]
    return parts


def _take_out_unseen(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for sign in normalise(text):
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MARKS_ON_ONE_LETTER and not _is_unseen(sign):
            kept.append(sign)
    return normalise("".join(kept))


def _is_unseen(sign: str) -> bool:
    if sign in _JOINERS:
        return False
    shapeless_format = (
        unicodedata.category(sign) == "Cf" and sign not in load_printable()
    )
    return shapeless_format or unicodedata.bidirectional(sign) in _UNSEEN
