"""Builds a module from its Markdown."""

import re
from dataclasses import dataclass, field

from pydantic import ValidationError

from elearn.coursefiles.markdown_parts import CardText, Part
from elearn.coursefiles.markdown_source import TEXT_BLOCKS, split_module
from elearn.coursefiles.markdown_tidy import tidy
from elearn.coursefiles.places import Location, Place, Places, within
from elearn.coursefiles.problems import Findings, quoted
from elearn.coursefiles.question_source import read_question, tell_repeated_id
from elearn.coursefiles.sentences import build_part, check_days
from elearn.coursefiles.yaml_nodes import (
    Entry,
    Listing,
    Node,
    Scalar,
    Table,
    place_in,
    read_yaml,
)
from elearn.domain.course import (
    Ask,
    Block,
    Card,
    Easy,
    Explore,
    Law,
    Module,
    PlayHere,
    Prose,
    Reflection,
    TeamTalk,
)
from elearn.domain.questions import Spots
from elearn.domain.text import SLUG, slugify

MAX_PROSE = 20_000

_CITE = re.compile(r"\[@([^\]\s]{1,100})\]")
_PICTURE = re.compile(r"!\[[^\]]{0,500}\]\(\s*<?([^)\s<>]{1,300})")

Words = list[tuple[str, Place]]
"""Texts with the places where they begin."""


@dataclass
class Built:
    """A module and what it shows from elsewhere."""

    module: Module | None
    pictures: list[tuple[str, Place]] = field(default_factory=list)
    stories: list[tuple[str, Place]] = field(default_factory=list)


def build_module(
    module_id: str, text: str, shown: str, places: Places, findings: Findings
) -> Built:
    """Build a module; its module is None when a problem was told."""
    return _Builder(module_id, shown, places, findings).build(text)


class _Builder:
    def __init__(
        self, module_id: str, shown: str, places: Places, findings: Findings
    ) -> None:
        self._id = module_id
        self._shown = shown
        self._places = places
        self._findings = findings
        self._pictures: list[tuple[str, Place]] = []
        self._stories: list[tuple[str, Place]] = []
        self._named: dict[str, Place] = {}

    def build(self, text: str) -> Built:
        before = self._findings.errors
        self._places.add(("modules", self._id), Place(self._shown))
        written = split_module(text, self._shown, self._findings)
        cards = self._build_cards(written.cards)
        if not written.cards:
            self._findings.error(
                Place(self._shown),
                "module-without-cards",
                "This module has no cards.",
                "Start one with a heading: ## and a few words.",
            )
        module = self._build_front(written.front, cards) if written.front else None
        well = self._findings.errors == before
        return Built(module if well else None, self._pictures, self._stories)

    def _build_front(self, front: Part, cards: list[Card]) -> Module | None:
        node = self._read(front)
        if node is None:
            return None
        if not isinstance(node, Table):
            self._tell_no_table(node)
            return None
        self._places.add_tree(("modules", self._id), node.place, node)
        # A card with a problem is missing here; it must not be told a second time.
        more = {"id": self._id, "cards": cards or [_any_card()]}
        return build_part(Module, node, self._findings, more)

    def _build_cards(self, written: list[CardText]) -> list[Card]:
        seen: dict[str, CardText] = {}
        cards = []
        for text in written:
            card_id = self._card_id(text, seen)
            if card_id:
                seen[card_id] = text
            card = self._build_card(text, card_id)
            if card:
                cards.append(card)
        return cards

    def _card_id(self, text: CardText, seen: dict[str, CardText]) -> str | None:
        card_id = text.id or slugify(text.heading)
        for name in (card_id, text.was or "was"):
            if name and not re.fullmatch(SLUG, name):
                self._findings.error(
                    text.place,
                    "bad-id",
                    f"{quoted(name)} cannot be an id: use small letters, digits and "
                    "single dashes.",
                    f"Write {{#{slugify(name) or 'my-card'}}}.",
                )
                return None
        if not card_id:
            self._findings.error(
                text.place,
                "card-without-id",
                "No address can be made from this heading.",
                "Write some words in the heading, and an id of your own after them, "
                "such as {#my-card}.",
            )
            return None
        if card_id in seen:
            first = seen[card_id].place
            self._findings.error(
                text.place,
                "duplicate-card",
                f"Another card has the address {quoted(card_id)} too, on line "
                f"{first.line}.",
                f"Write {{#another-id}} at the end of this heading: ## {text.heading} "
                f"{{#{card_id[:70]}-2}}",
            )
            return None
        return card_id

    def _build_card(self, text: CardText, card_id: str | None) -> Card | None:
        start = ("modules", self._id, "cards", card_id or "")
        self._places.add(start, text.place)
        before = self._findings.errors
        blocks: list[Block] = []
        cites: list[str] = []
        for part in text.parts:
            location = (*start, "blocks", len(blocks))
            self._places.add(location, part.place)
            block, words = self._build_block(part, location)
            if block:
                blocks.append(block)
            self._gather_pictures(words)
            self._gather_cites(words, cites, start)
        if not text.parts:
            self._findings.error(
                text.place,
                "card-without-text",
                "This card has a heading and nothing else.",
                "Write its text, or delete the heading.",
            )
        if self._findings.errors > before or not card_id:
            return None
        return self._as_card(text, card_id, blocks, cites)

    def _as_card(
        self, text: CardText, card_id: str, blocks: list[Block], cites: list[str]
    ) -> Card | None:
        try:
            return Card(
                id=card_id,
                heading=text.heading,
                blocks=tuple(blocks),
                cites=tuple(cites),
                was=text.was,
            )
        except ValidationError:
            self._findings.error(
                text.place,
                "bad-heading",
                "A heading needs between 1 and 400 characters.",
                "Write a short one.",
            )
            return None

    def _build_block(
        self, part: Part, location: Location
    ) -> tuple[Block | None, Words]:
        """Build a block; also give its words with their places."""
        if part.kind == "prose" or part.kind in TEXT_BLOCKS:
            return self._build_text(part)
        node = self._read(part)
        if node is None:
            return None, []
        if part.kind == "question":
            question, node = read_question(node, self._findings)
            self._places.add_tree((*location, "question"), part.place, node)
            if question is None:
                return None, []
            self._name(question.id, node, "question")
            if isinstance(question, Spots):
                place = place_in(node, ("picture",))
                self._pictures.append((question.picture, place))
            return Ask(question=question), _words_in(node)
        return self._build_table(part, location, node), _words_in(node)

    def _build_text(self, part: Part) -> tuple[Block | None, Words]:
        text = tidy("\n".join(part.lines))
        if not text or len(text) > (MAX_PROSE if part.kind == "prose" else 8000):
            told = (
                ("too-long", "This text is too long for one card.", "Make two of it.")
                if text
                else ("empty", "There is nothing here yet.", "Write it, or delete it.")
            )
            self._findings.error(part.place, *told)
            return None, []
        words = [
            (line, Place(self._shown, part.first_line + n))
            for n, line in enumerate(part.lines)
        ]
        if part.kind == "prose":
            return Prose(text=text), words
        return (Easy if part.kind == "easy" else TeamTalk)(text=text), words

    def _build_table(self, part: Part, location: Location, node: Node) -> Block | None:
        findings = self._findings
        if part.kind == "explore":
            if not isinstance(node, Listing):
                findings.error(
                    node.place,
                    "wrong-type",
                    "An explore block has to be a list.",
                    "Start each thing to open with “- text: ”, and “why: ” below it.",
                )
                return None
            node = Table({"items": Entry(node.place, node)}, part.place)
            self._places.add_tree(location, part.place, node)
            return build_part(Explore, node, findings)
        if not isinstance(node, Table):
            self._tell_no_table(node)
            return None
        self._places.add_tree(location, part.place, node)
        if part.kind == "law":
            well = check_days(node, ("checked", "review_by"), findings)
            return build_part(Law, node, findings) if well else None
        if part.kind == "scenario":
            return self._build_story(location, node)
        reflection = build_part(Reflection, node, findings)
        if reflection:
            self._name(reflection.id, node, "reflection")
        return reflection

    def _build_story(self, location: Location, node: Table) -> PlayHere | None:
        story = build_part(PlayHere, node, self._findings)
        if story:
            self._stories.append((story.scenario, place_in(node, ("scenario",))))
        return story

    def _name(self, name: str, node: Node, what: str) -> None:
        place = place_in(node, ("id",))
        tell_repeated_id(name, place, self._named, self._findings, what)

    def _read(self, part: Part) -> Node | None:
        text = "\n".join(part.lines)
        return read_yaml(text, self._shown, self._findings, part.first_line)

    def _tell_no_table(self, node: Node) -> None:
        self._findings.error(
            node.place,
            "wrong-type",
            "This part has to have keys.",
            "Write each on a line of its own, like “title: First words”.",
        )

    def _gather_pictures(self, words: Words) -> None:
        for text, place in words:
            for found in _PICTURE.finditer(text):
                self._pictures.append((found[1], within(place, text, found.start(1))))

    def _gather_cites(self, words: Words, cites: list[str], start: Location) -> None:
        for text, place in words:
            for found in _CITE.finditer(text):
                name, at = found[1], within(place, text, found.start())
                if not re.fullmatch(SLUG, name) or len(name) > 80:
                    self._findings.error(
                        at,
                        "bad-id",
                        f"{quoted(name)} cannot be the id of a source.",
                        "Use small letters, digits and single dashes, as in "
                        "course.yaml.",
                    )
                elif name not in cites:
                    self._places.add((*start, "cites", len(cites)), at)
                    cites.append(name)


def _words_in(node: Node) -> Words:
    if isinstance(node, Scalar):
        return [(node.text, node.place)] if len(node.text) <= MAX_PROSE else []
    parts = (
        node.items
        if isinstance(node, Listing)
        else [entry.node for entry in node.entries.values()]
    )
    return [words for part in parts for words in _words_in(part)]


def _any_card() -> Card:
    return Card(id="card", heading="Card", blocks=())
