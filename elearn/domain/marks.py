"""What a response is worth, and what is said about each part of it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

State = Literal["right", "partly", "wrong", "waiting", "unmarked"]


@dataclass(frozen=True)
class Note:
    """Feedback on one part of a response.

    `given` and `wanted` are words for the learner, empty where nothing was
    given or nothing is wanted.
    """

    item_id: str
    text: str
    chosen: bool
    right: bool
    why: str | None
    given: str = ""
    wanted: str = ""


@dataclass(frozen=True)
class JudgedLine:
    """What one line of a rubric earned, with its words as they were."""

    id: str
    text: str
    why: str | None
    given: int
    out_of: int


@dataclass(frozen=True)
class Judgement:
    """What a trainer gave for an answer in own words, line by line."""

    lines: tuple[JudgedLine, ...]
    comment: str = ""

    @property
    def share(self) -> Fraction:
        """Give the points given ÷ the points of the whole rubric."""
        out_of = sum(line.out_of for line in self.lines)
        return Fraction(sum(line.given for line in self.lines), max(out_of, 1))


@dataclass(frozen=True)
class Mark:
    """What a response is worth. `share` is between 0 and 1, exactly.

    It is None while a trainer has yet to mark the answer (`waits`), and where
    nothing is ever marked. `comment` is what the trainer says about it.
    """

    share: Fraction | None
    critical: bool
    notes: tuple[Note, ...]
    waits: bool = False
    comment: str = ""

    @property
    def state(self) -> State:
        if self.share is None:
            return "waiting" if self.waits else "unmarked"
        if self.share == 1:
            return "right"
        return "partly" if self.share > 0 else "wrong"


def is_revealed(tries: int, state: State) -> bool:
    """Tell whether the whole answer is shown after practice.

    A first miss shows what was chosen and why, and leaves room to think again.
    """
    return state in ("right", "unmarked") or (tries >= 2 and state != "waiting")
