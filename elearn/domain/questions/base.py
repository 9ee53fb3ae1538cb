"""What all kinds of question share.

A response is a flat mapping that JSON can hold and a person can read:
option id to "chosen", or item id to the place, partner or group it was given.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from elearn.domain.marks import Mark
from elearn.domain.text import Passage, Slug, short_hash

Response = dict[str, str]
Form = Mapping[str, Sequence[str]]
"""Field name to all values sent under it."""

CHOSEN = "chosen"
Steps = tuple[str | int, ...]


class Model(BaseModel):
    """Frozen, and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Self:
        """Copy, leaving behind what was worked out from the old values and kept."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Item(Model):
    """Something a learner moves or points at."""

    id: Slug = Field(description="Its name in records; made from the text if left out.")
    text: Passage = Field(description="What the learner reads.")
    why: Passage | None = Field(
        None, description="Feedback: what it does to the person, and what is better."
    )

    @model_validator(mode="before")
    @classmethod
    def _name_by_text(cls, data: object) -> object:
        if isinstance(data, str):
            data = {"text": data}
        if isinstance(data, dict) and not data.get("id"):
            text = data.get("text") or data.get("item") or ""
            return {**data, "id": short_hash(str(text))}
        return data


class QuestionBase(Model):
    """What all kinds share."""

    id: Slug = Field(description="Its name in records; never reuse one.")
    ask: Passage = Field(description="The question, in one or two sentences.")
    points: int = Field(1, ge=1, le=10, description="What it is worth.")
    hint: Passage | None = Field(None, description="Help shown on request.")
    explain: Passage | None = Field(None, description="Shown after answering.")
    shuffle: bool = Field(True, description="Mix the order of what is offered.")
    outcome: Slug | None = Field(None, description="The learning outcome it tests.")
    difficulty: Literal["easy", "medium", "hard"] | None = Field(
        None, description="The author's own guess."
    )
    tags: tuple[Slug, ...] = Field((), description="Words to find it by.")
    source: Slug | None = Field(None, description="The id of a source in course.yaml.")
    was: Slug | None = Field(None, description="Its earlier id, to carry records over.")

    @property
    @abstractmethod
    def offered_ids(self) -> tuple[str, ...]:
        """Name everything whose order can be mixed, in the author's order."""

    @property
    def gist(self) -> str:
        """Give the words that tell this question from others."""
        return self.ask

    @property
    def in_mixed_order(self) -> bool:
        """Tell whether what is offered may be shown in another order."""
        return self.shuffle

    @property
    def in_rows(self) -> bool:
        """Tell whether each thing offered is given a value of its own."""
        return False

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        """List what has words of its own, each with the keys that lead to it."""
        return iter(())

    @abstractmethod
    def read(self, form: Form) -> Response:
        """Read a sent form. Raise BadResponse with a sentence if it is not whole."""

    @abstractmethod
    def mark(self, response: Response) -> Mark:
        """Mark a response that `read` returned; same in, same out."""

    @abstractmethod
    def right_response(self) -> Response:
        """Give a response that earns the whole mark."""

    @abstractmethod
    def words_shown(self) -> dict[str, str]:
        """Give the words behind every id, to be kept with the response."""


def number_items(start: Steps, items: Sequence[Item]) -> Iterator[tuple[Steps, Item]]:
    """Give each item of a list with its place in it."""
    yield from (((*start, n), item) for n, item in enumerate(items))


def field_for(item_id: str) -> str:
    """Name the form field of one item."""
    return f"answer-{item_id}"


def write_form(response: Response) -> Form:
    """Write the form that a browser would send for a response."""
    if any(value == CHOSEN for value in response.values()):
        return {"answer": list(response)}
    return {field_for(item_id): [value] for item_id, value in response.items()}


def read_one(form: Form, name: str) -> str:
    """Read a field that holds one value; empty where it is missing."""
    values = form.get(name, ())
    return values[0].strip() if values else ""
