"""Words that are missing in a text: typed, or chosen from a list."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from elearn.domain.marks import Mark, Note
from elearn.domain.questions.base import (
    Form,
    QuestionBase,
    Response,
    field_for,
    read_one,
)
from elearn.domain.text import Passage, short_hash
from elearn.errors import BadResponse

MOST_BLANKS = 9
MOST_TYPED = 200
"""Characters of one typed blank."""

_BLANK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_SAME_SIGNS = str.maketrans(dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("“”„‟″", '"')
                            | dict.fromkeys("‐‑‒–—−", "-"))  # fmt: skip


class BadBlank(ValueError):
    """A blank that nobody could fill in; `offset` is where it stands in the text."""

    def __init__(self, offset: int, sentence: str, hint: str) -> None:
        super().__init__(f"{sentence} {hint}")
        self.offset = offset
        self.sentence = sentence
        self.hint = hint


@dataclass(frozen=True)
class Blank:
    """One missing word. `listed` is empty where it is typed.

    `right` is what is shown as the right answer; typed words count as right when
    they are one of `accepted`, the differences that `fold_typed` takes away set aside.
    """

    id: str
    right: str
    accepted: tuple[str, ...]
    listed: tuple[str, ...] = ()


Piece = str | Blank


def fold_typed(text: str) -> str:
    """Take away what does not make a typed word another one.

    Capitals, spaces, full stops at the end, and the shapes of quotes and dashes. A
    figure and its word stay two things: “2” is right only where the author says so.
    """
    plain = unicodedata.normalize("NFC", text).translate(_SAME_SIGNS)
    folded = " ".join(plain.split()).rstrip(". ").casefold()
    return unicodedata.normalize("NFC", folded)


def read_blanks(text: str) -> tuple[Piece, ...]:
    """Part a text into words and blanks. Raise BadBlank, or give at least one blank."""
    pieces: list[Piece] = []
    end = 0
    for number, found in enumerate(_BLANK.finditer(text), 1):
        pieces += [text[end : found.start()], _read_blank(number, found)]
        end = found.end()
    pieces.append(text[end:])
    blanks = sum(isinstance(piece, Blank) for piece in pieces)
    if "[[" in text[end:]:
        raise BadBlank(
            text.rindex("[["),
            "A blank is opened with “[[” and not closed.",
            "Write “]]” after it.",
        )
    if not 1 <= blanks <= MOST_BLANKS:
        told = "There is no blank in this text." if not blanks else "Too many blanks."
        raise BadBlank(
            0, told, f"Write 1 to {MOST_BLANKS}, such as: Take [[two]] tablets."
        )
    return tuple(piece for piece in pieces if piece)


def _read_blank(number: int, found: "re.Match[str]") -> Blank:
    shown, equals, variants = found[1].partition("=")
    words = [part.strip() for part in (variants if equals else shown).split("|")]
    starred = "*" in {part.strip()[:1] for part in found[1].split("|")}
    if starred and not equals:
        return _read_list(number, found, words)
    shown = shown.strip()
    if starred or (len(words) > 1 and not equals):
        raise BadBlank(
            found.start(),
            "This blank does not say which of its words is right.",
            "For a list, put a star before the right one: [[*daily|weekly]]. For other "
            "ways to write it, name one first: [[two=2|both]].",
        )
    accepted = (shown, *words) if equals else (shown,)
    if not all(fold_typed(word) for word in accepted):
        raise BadBlank(
            found.start(), "A word is missing in this blank.", "Write the right word."
        )
    return Blank(str(number), shown, tuple(dict.fromkeys(map(fold_typed, accepted))))


def _read_list(number: int, found: "re.Match[str]", words: list[str]) -> Blank:
    plain = [word.removeprefix("*").strip() for word in words]
    right = [word.removeprefix("*").strip() for word in words if word.startswith("*")]
    if len(right) > 1 or len(words) < 2:
        raise BadBlank(
            found.start(),
            "A list needs one right word, and at least one other.",
            "Put a star before the right one alone: [[*daily|weekly|hourly]].",
        )
    if not all(plain) or len({fold_typed(word) for word in plain}) < len(plain):
        raise BadBlank(
            found.start(),
            "Two words of this list are alike, or one is missing.",
            "Make them different.",
        )
    return Blank(str(number), right[0], (), tuple(plain))


class Blanks(QuestionBase):
    """A text with blanks. Each that is filled in rightly earns its share.

    A blank is known by its number: a name made from its word would give it away.
    """

    kind: Literal["blanks"] = "blanks"
    ask: Passage = Field("Fill in the blanks.", description="What stands above it.")
    blanks: Passage = Field(description="The text, with each blank in [[ ]].")

    @model_validator(mode="after")
    def _can_be_filled_in(self) -> Self:
        read_blanks(self.blanks)
        return self

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Give the text in its parts."""
        return read_blanks(self.blanks)

    @property
    def gist(self) -> str:
        return _BLANK.sub("…", self.blanks)

    @property
    def in_rows(self) -> bool:
        return True

    @property
    def in_mixed_order(self) -> bool:
        return False

    @property
    def holes(self) -> tuple[Blank, ...]:
        """List the blanks as they come in the text."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Blank))

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return tuple(blank.id for blank in self.holes)

    def list_texts(self) -> Iterator[str]:
        """List the words around the blanks, line by line."""
        for piece in self.pieces:
            if isinstance(piece, str):
                yield from (line for line in piece.split("\n") if line.strip())

    def choices_for(self, blank: Blank) -> dict[str, str]:
        """Give what a list offers by id: from A to Z, or as the author has it."""
        words = sorted(blank.listed, key=str.casefold) if self.shuffle else blank.listed
        return {short_hash(word): word for word in words}

    def read(self, form: Form) -> Response:
        response = {b.id: read_one(form, field_for(b.id)) for b in self.holes}
        left = 0
        for blank in self.holes:
            given = response[blank.id]
            if len(given) > MOST_TYPED:
                raise BadResponse(
                    self.id, f"Shorten blank {blank.id} to {MOST_TYPED} characters."
                )
            left += not given or bool(
                blank.listed and given not in self.choices_for(blank)
            )
        if left:
            blanks = "blank" if left == 1 else "blanks"
            raise BadResponse(self.id, f"Fill in {left} more {blanks}.")
        return response

    def mark(self, response: Response) -> Mark:
        notes = tuple(self._note(b, response.get(b.id, "")) for b in self.holes)
        share = Fraction(sum(note.right for note in notes), len(notes))
        return Mark(share, critical=False, notes=notes)

    def _note(self, blank: Blank, given: str) -> Note:
        if blank.listed:
            words = self.choices_for(blank).get(given, "")
            right = words == blank.right
        else:
            words, right = given, fold_typed(given) in blank.accepted
        return Note(
            blank.id,
            f"Blank {blank.id}",
            chosen=True,
            right=right,
            why=None,
            given=words,
            wanted=blank.right,
        )

    def right_response(self) -> Response:
        return {b.id: short_hash(b.right) if b.listed else b.right for b in self.holes}

    def words_shown(self) -> dict[str, str]:
        words = {"text": self.gist} | {b.id: f"Blank {b.id}" for b in self.holes}
        for blank in self.holes:
            words |= self.choices_for(blank)
        return words
