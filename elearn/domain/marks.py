"""What a response is worth, and what is said about each part of it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

State = Literal["right", "partly", "wrong"]


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
class Mark:
    """What a response is worth. `share` is between 0 and 1, exactly."""

    share: Fraction
    critical: bool
    notes: tuple[Note, ...]

    @property
    def state(self) -> State:
        if self.share == 1:
            return "right"
        return "partly" if self.share > 0 else "wrong"


def is_revealed(tries: int, state: State) -> bool:
    """Tell whether the whole answer is shown after practice.

    A first miss shows what was chosen and why, and leaves room to think again.
    """
    return state == "right" or tries >= 2
