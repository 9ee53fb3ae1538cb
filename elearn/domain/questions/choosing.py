"""Questions whose answers are options."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from pydantic import Field

from elearn.domain.marks import Mark, Note
from elearn.domain.questions.base import (
    CHOSEN,
    Form,
    Item,
    QuestionBase,
    Response,
    Steps,
    number_items,
    read_one,
)
from elearn.domain.text import Passage
from elearn.errors import BadResponse


class Option(Item):
    """One answer that can be chosen."""

    right: bool = Field(False, description="True for an answer that is right.")
    critical: bool = Field(
        False, description="Choosing it puts a person in danger: the attempt fails."
    )


class Choice(QuestionBase):
    """Shared by the two kinds whose answers are options."""

    options: tuple[Option, ...] = Field(
        min_length=2, max_length=10, description="The answers offered."
    )

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        return number_items(("options",), self.options)

    def _chosen(self, form: Form) -> Response:
        chosen = set(form.get("answer", ()))
        if not chosen <= set(self.offered_ids):
            raise BadResponse(self.id, "Choose from the answers on this page.")
        return {i: CHOSEN for i in self.offered_ids if i in chosen}

    def _notes(self, response: Response) -> tuple[Note, ...]:
        return tuple(
            Note(o.id, o.text, o.id in response, o.right, o.why) for o in self.options
        )

    def _is_critical(self, response: Response) -> bool:
        return any(o.critical and o.id in response for o in self.options)

    def right_response(self) -> Response:
        return {o.id: CHOSEN for o in self.options if o.right}

    def words_shown(self) -> dict[str, str]:
        return {o.id: o.text for o in self.options}


class ChooseOne(Choice):
    """Exactly one option is right."""

    kind: Literal["choose-one"] = "choose-one"

    def read(self, form: Form) -> Response:
        response = self._chosen(form)
        if len(response) != 1:
            raise BadResponse(self.id, "Choose one answer.")
        return response

    def mark(self, response: Response) -> Mark:
        right = any(o.right and o.id in response for o in self.options)
        return Mark(Fraction(right), self._is_critical(response), self._notes(response))


class ChooseAll(Choice):
    """Several options are right.

    The mark is max(0, right chosen ÷ right − wrong chosen ÷ wrong), so choosing
    everything earns nothing.
    """

    kind: Literal["choose-all"] = "choose-all"

    def read(self, form: Form) -> Response:
        response = self._chosen(form)
        if not response:
            raise BadResponse(self.id, "Choose at least one answer.")
        return response

    def mark(self, response: Response) -> Mark:
        right = [o for o in self.options if o.right]
        wrong = [o for o in self.options if not o.right]
        share = Fraction(sum(o.id in response for o in right), max(len(right), 1))
        if wrong:
            share -= Fraction(sum(o.id in response for o in wrong), len(wrong))
        return Mark(
            max(share, Fraction(0)), self._is_critical(response), self._notes(response)
        )


class TrueFalse(QuestionBase):
    """A statement that holds or does not."""

    kind: Literal["true-false"] = "true-false"
    ask: Passage = Field("Is this true?", description="What stands above it.")
    statement: Passage = Field(description="The sentence to judge.")
    answer: bool = Field(description="Whether it is true.")
    why: Passage = Field(description="Feedback for both answers.")
    shuffle: bool = Field(False, description="“True” stands first unless asked.")

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return ("true", "false")

    def read(self, form: Form) -> Response:
        answer = read_one(form, "answer")
        if answer not in self.offered_ids:
            raise BadResponse(self.id, "Choose “True” or “False”.")
        return {answer: CHOSEN}

    def mark(self, response: Response) -> Mark:
        wanted = "true" if self.answer else "false"
        notes = tuple(
            Note(i, i.capitalize(), i in response, i == wanted, self.why)
            for i in self.offered_ids
        )
        return Mark(Fraction(wanted in response), critical=False, notes=notes)

    def right_response(self) -> Response:
        return {"true" if self.answer else "false": CHOSEN}

    def words_shown(self) -> dict[str, str]:
        return {"statement": self.statement, "true": "True", "false": "False"}
