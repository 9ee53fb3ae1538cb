"""Questions in which every item is given a place, a partner or a group."""

from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from pydantic import ConfigDict, Field

from elearn.domain.marks import Mark, Note
from elearn.domain.questions.base import (
    Form,
    Item,
    Model,
    QuestionBase,
    Response,
    Steps,
    field_for,
    number_items,
    read_one,
)
from elearn.domain.text import Line, Passage, Slug, short_hash
from elearn.errors import BadResponse

BIN = "bin"
"""The group id of things that belong in no group."""


class Pair(Item):
    """A thing and what goes with it."""

    text: Passage = Field(alias="item", description="What the learner reads first.")
    goes_with: Passage = Field(description="What belongs to it.")

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    @property
    def partner_id(self) -> str:
        """Name the partner by its words, so that equal words are one answer."""
        return short_hash(self.goes_with)


class Sorting(QuestionBase):
    """Shared by the kinds in which every item is given one value."""

    @property
    def in_rows(self) -> bool:
        return True

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
        response = {i: read_one(form, field_for(i)) for i in self.offered_ids}
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

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        return number_items(("order",), self.order)

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

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        return number_items(("pairs",), self.pairs)

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

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        for n, group in enumerate(self.groups):
            yield from number_items(("groups", n, "items"), group.items)
        yield from number_items(("bin",), self.bin)

    def _wanted(self) -> dict[str, str]:
        wanted = {item.id: group.id for group in self.groups for item in group.items}
        return wanted | {item.id: BIN for item in self.bin}

    def value_words(self) -> dict[str, str]:
        words = {group.id: group.name for group in self.groups}
        return words | ({BIN: "Belongs nowhere"} if self.bin else {})
