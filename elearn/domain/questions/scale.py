"""How sure are you: a question without a right answer, never marked."""

from typing import Literal

from pydantic import Field

from elearn.domain.marks import Mark, Note
from elearn.domain.questions.base import (
    CHOSEN,
    Form,
    Model,
    QuestionBase,
    Response,
    read_one,
)
from elearn.domain.text import Line
from elearn.errors import BadResponse


class Ends(Model):
    """The two ends of a scale, and how many steps there are."""

    low: Line = Field(description="What the first step means.")
    high: Line = Field(description="What the last step means.")
    steps: int = Field(5, ge=3, le=10, description="How many steps there are.")


class Scale(QuestionBase):
    """A step between two ends. Its mark has no share, so it earns and costs nothing."""

    kind: Literal["scale"] = "scale"
    scale: Ends = Field(description="The two ends and the number of steps.")

    @property
    def in_mixed_order(self) -> bool:
        return False

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return tuple(str(n) for n in range(1, self.scale.steps + 1))

    def read(self, form: Form) -> Response:
        answer = read_one(form, "answer")
        if answer not in self.offered_ids:
            raise BadResponse(self.id, "Choose one step.")
        return {answer: CHOSEN}

    def mark(self, response: Response) -> Mark:
        notes = tuple(
            Note(i, words, chosen=i in response, right=False, why=None)
            for i, words in self.words_shown().items()
        )
        return Mark(None, critical=False, notes=notes)

    def right_response(self) -> Response:
        return {self.offered_ids[len(self.offered_ids) // 2]: CHOSEN}

    def words_shown(self) -> dict[str, str]:
        words = {i: i for i in self.offered_ids}
        words["1"] = f"1: {self.scale.low}"
        last = str(self.scale.steps)
        return words | {last: f"{last}: {self.scale.high}"}
