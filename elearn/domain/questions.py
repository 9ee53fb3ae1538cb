"""One class for each kind of question: read a response, mark it, explain it.

A response is a flat mapping that JSON can hold and a person can read:
option id to "chosen", or item id to the place, partner or group it was given.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from elearn.domain.marks import Mark, Note
from elearn.domain.text import Line, Passage, Slug, short_hash
from elearn.errors import BadResponse

Response = dict[str, str]
Form = Mapping[str, Sequence[str]]
"""Field name to all values sent under it."""

CHOSEN = "chosen"
BIN = "bin"
"""The group id of things that belong in no group."""


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


class Option(Item):
    """One answer that can be chosen."""

    right: bool = Field(False, description="True for an answer that is right.")
    critical: bool = Field(
        False, description="Choosing it puts a person in danger: the attempt fails."
    )


class Pair(Item):
    """A thing and what goes with it."""

    text: Passage = Field(alias="item", description="What the learner reads first.")
    goes_with: Passage = Field(description="What belongs to it.")

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    @property
    def partner_id(self) -> str:
        """Name the partner by its words, so that equal words are one answer."""
        return short_hash(self.goes_with)


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


def field_for(item_id: str) -> str:
    """Name the form field of one item."""
    return f"answer-{item_id}"


def _one(form: Form, name: str) -> str:
    values = form.get(name, ())
    return values[0].strip() if values else ""


class Choice(QuestionBase):
    """Shared by the two kinds whose answers are options."""

    options: tuple[Option, ...] = Field(
        min_length=2, max_length=10, description="The answers offered."
    )

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

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
        answer = _one(form, "answer")
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


class Sorting(QuestionBase):
    """Shared by the kinds in which every item is given one value."""

    @abstractmethod
    def _wanted(self) -> dict[str, str]:
        """Map each item id to the value that is right."""

    @abstractmethod
    def value_words(self) -> dict[str, str]:
        """Map each value that can be given to its words, in the author's order."""

    @abstractmethod
    def _items(self) -> tuple[Item, ...]:
        """All items in the author's order."""

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self._items())

    def read(self, form: Form) -> Response:
        values = self.value_words()
        response = {i: _one(form, field_for(i)) for i in self.offered_ids}
        left = sum(value not in values for value in response.values())
        if left:
            rows = "row" if left == 1 else "rows"
            raise BadResponse(self.id, f"Choose an answer for {left} more {rows}.")
        return response

    def mark(self, response: Response) -> Mark:
        wanted, words = self._wanted(), self.value_words()
        notes = tuple(
            Note(
                item.id,
                item.text,
                chosen=True,
                right=response.get(item.id) == wanted[item.id],
                why=item.why,
                given=words.get(response.get(item.id, ""), ""),
                wanted=words[wanted[item.id]],
            )
            for item in self._items()
        )
        share = Fraction(sum(note.right for note in notes), len(notes))
        return Mark(share, critical=False, notes=notes)

    def right_response(self) -> Response:
        return self._wanted()

    def words_shown(self) -> dict[str, str]:
        return {i.id: i.text for i in self._items()} | self.value_words()


class Order(Sorting):
    """Items to be put in order; each item in its right place earns its share."""

    kind: Literal["order"] = "order"
    order: tuple[Item, ...] = Field(
        min_length=3, max_length=9, description="The items, first to last."
    )

    def _items(self) -> tuple[Item, ...]:
        return self.order

    def _wanted(self) -> dict[str, str]:
        return {item.id: str(n) for n, item in enumerate(self.order, 1)}

    def value_words(self) -> dict[str, str]:
        return {str(n): str(n) for n in range(1, len(self.order) + 1)}

    def read(self, form: Form) -> Response:
        response = super().read(form)
        if len(set(response.values())) < len(response):
            raise BadResponse(self.id, "Give each row a different place.")
        return response


class Match(Sorting):
    """Pairs to be found; each right pair earns its share."""

    kind: Literal["match"] = "match"
    pairs: tuple[Pair, ...] = Field(
        min_length=2, max_length=9, description="What goes with what."
    )

    def _items(self) -> tuple[Item, ...]:
        return self.pairs

    def _wanted(self) -> dict[str, str]:
        return {pair.id: pair.partner_id for pair in self.pairs}

    def value_words(self) -> dict[str, str]:
        # The author's order would give the answer away, so partners stand by their
        # words.
        partners = sorted({(p.goes_with, p.partner_id) for p in self.pairs})
        return {partner_id: words for words, partner_id in partners}


class Group(Model):
    """A named group and what belongs in it."""

    id: Slug
    name: Line
    items: tuple[Item, ...] = Field(min_length=1, max_length=9)


class Sort(Sorting):
    """Items to be sorted into groups; each in its right group earns its share."""

    kind: Literal["sort"] = "sort"
    groups: tuple[Group, ...] = Field(
        min_length=2, max_length=6, description="Each group's name and its items."
    )
    bin: tuple[Item, ...] = Field((), description="What belongs in no group.")

    def _items(self) -> tuple[Item, ...]:
        # Drawn from the groups in turn, so that an unshuffled list gives nothing
        # away.
        rows = [group.items for group in self.groups] + [self.bin]
        longest = max(len(row) for row in rows)
        return tuple(row[n] for n in range(longest) for row in rows if n < len(row))

    def _wanted(self) -> dict[str, str]:
        wanted = {item.id: group.id for group in self.groups for item in group.items}
        return wanted | {item.id: BIN for item in self.bin}

    def value_words(self) -> dict[str, str]:
        words = {group.id: group.name for group in self.groups}
        return words | ({BIN: "Belongs nowhere"} if self.bin else {})


Question = Annotated[
    ChooseOne | ChooseAll | TrueFalse | Order | Match | Sort,
    Field(discriminator="kind"),
]
