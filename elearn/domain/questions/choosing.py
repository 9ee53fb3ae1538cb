"""Questions whose answers are there to be chosen."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Literal

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
from elearn.domain.text import Line, Passage
from elearn.errors import BadResponse

Percent = Annotated[int, Field(ge=0, le=100)]


class Option(Item):
    """One answer that can be chosen."""

    right: bool = Field(False, description="True for an answer that is right.")
    critical: bool = Field(
        False, description="Choosing it puts a person in danger: the attempt fails."
    )


class Choosing(QuestionBase):
    """Shared by the kinds whose answers are right or not, each for itself."""

    @property
    @abstractmethod
    def answers(self) -> Sequence[Option]:
        """All answers in the author's order."""

    @property
    @abstractmethod
    def several(self) -> bool:
        """Tell whether more than one can be chosen."""

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.answers)

    def read(self, form: Form) -> Response:
        chosen = set(form.get("answer", ()))
        if not chosen <= set(self.offered_ids):
            raise BadResponse(self.id, "Choose from the answers on this page.")
        if self.several and not chosen:
            raise BadResponse(self.id, "Choose at least one answer.")
        if not self.several and len(chosen) != 1:
            raise BadResponse(self.id, "Choose one answer.")
        return {i: CHOSEN for i in self.offered_ids if i in chosen}

    def mark(self, response: Response) -> Mark:
        return Mark(
            self._share(response),
            any(o.critical and o.id in response for o in self.answers),
            tuple(
                Note(o.id, o.text, o.id in response, o.right, o.why)
                for o in self.answers
            ),
        )

    def _share(self, response: Response) -> Fraction:
        if not self.several:
            return Fraction(any(o.right and o.id in response for o in self.answers))
        right = [o for o in self.answers if o.right]
        wrong = [o for o in self.answers if not o.right]
        share = Fraction(sum(o.id in response for o in right), max(len(right), 1))
        if wrong:
            share -= Fraction(sum(o.id in response for o in wrong), len(wrong))
        return max(share, Fraction(0))

    def right_response(self) -> Response:
        return {o.id: CHOSEN for o in self.answers if o.right}

    def words_shown(self) -> dict[str, str]:
        return {o.id: o.text for o in self.answers}


class Choice(Choosing):
    """Shared by the two kinds whose answers are options."""

    options: tuple[Option, ...] = Field(
        min_length=2, max_length=10, description="The answers offered."
    )

    @property
    def answers(self) -> Sequence[Option]:
        return self.options

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        return number_items(("options",), self.options)


class ChooseOne(Choice):
    """Exactly one option is right."""

    kind: Literal["choose-one"] = "choose-one"

    @property
    def several(self) -> bool:
        return False


class ChooseAll(Choice):
    """Several options are right.

    The mark is max(0, right chosen ÷ right − wrong chosen ÷ wrong), so choosing
    everything earns nothing.
    """

    kind: Literal["choose-all"] = "choose-all"

    @property
    def several(self) -> bool:
        return True


class Spot(Option):
    """One place on a picture."""

    at: Annotated[tuple[Percent, ...], Field(min_length=2, max_length=2)] = Field(
        description="How far from the left and from the top, in per cent: [30, 65]."
    )


class Spots(Choosing):
    """Places on a picture, listed in words below it; marked as the choosing kinds."""

    kind: Literal["spots"] = "spots"
    picture: Line = Field(description="The file in media/ that is looked at.")
    shows: Line = Field(description="What is to be seen, for those who cannot see it.")
    spots: tuple[Spot, ...] = Field(
        min_length=2, max_length=10, description="The places, each with its words."
    )

    @property
    def answers(self) -> Sequence[Option]:
        return self.spots

    @property
    def several(self) -> bool:
        return sum(spot.right for spot in self.spots) > 1

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        return number_items(("spots",), self.spots)


class TrueFalse(QuestionBase):
    """A statement that holds or does not."""

    kind: Literal["true-false"] = "true-false"
    ask: Passage = Field("Is this true?", description="What stands above it.")
    statement: Passage = Field(description="The sentence to judge.")
    answer: bool = Field(description="Whether it is true.")
    why: Passage = Field(description="Feedback for both answers.")
    shuffle: bool = Field(False, description="“True” stands first unless asked.")

    @property
    def gist(self) -> str:
        return self.statement

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
