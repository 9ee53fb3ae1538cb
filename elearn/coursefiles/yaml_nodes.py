"""YAML as a tree of texts, lists and tables that know their places.

Nothing is guessed: `no`, `12:00` and `010` stay the text that was typed. The tree
is built from the stream of events, so a file that nests without end is refused
before anything follows it down.
"""

import re
from dataclasses import dataclass

import yaml

from elearn.coursefiles.places import Place
from elearn.coursefiles.problems import Findings, quoted
from elearn.coursefiles.yaml_mending import explain_syntax, quote_line

MAX_DEPTH = 20
MAX_ENTRIES = 40_000
"""Texts and lists of one file; a story of 400 choices has 10,000."""

_LOST_WORDS = re.compile(r"\s+#(?=[^\s#!])")


@dataclass(slots=True)
class Scalar:
    """A text, whatever it will mean."""

    text: str
    place: Place

    def part(self, step: str | int) -> None:
        return None


@dataclass(slots=True)
class Listing:
    """A list."""

    items: "list[Node]"
    place: Place

    def part(self, step: str | int) -> "tuple[Place, Node] | None":
        if isinstance(step, int) and step < len(self.items):
            return self.items[step].place, self.items[step]
        return None


@dataclass(slots=True)
class Entry:
    """One key of a table with its value."""

    key_place: Place
    node: "Node"

    @property
    def place(self) -> Place:
        """Give the value's place if it starts beside its key, else the key's."""
        beside = self.node.place.line == self.key_place.line
        return self.node.place if beside else self.key_place


@dataclass(slots=True)
class Table:
    """Keys and values in the author's order."""

    entries: dict[str, Entry]
    place: Place

    def part(self, step: str | int) -> "tuple[Place, Node] | None":
        entry = self.entries.get(str(step))
        return (entry.place, entry.node) if entry else None

    def get(self, key: str) -> "Node | None":
        entry = self.entries.get(key)
        return entry.node if entry else None

    def text(self, key: str) -> str | None:
        """Give a value that is a text."""
        node = self.get(key)
        return node.text if isinstance(node, Scalar) else None


Node = Scalar | Listing | Table
Plain = str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    """Give what a schema can read."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def place_in(node: Node, steps: tuple[str | int, ...]) -> Place:
    """Give the place of a part, or of the nearest part around it."""
    place = node.place
    for step in steps:
        found = node.part(step)
        if found is None:
            break
        place, node = found
    return place


def read_yaml(
    text: str, path: str, findings: Findings, first_line: int = 1
) -> Node | None:
    """Read one document. None means that a problem has been told."""
    try:
        return _Reader(text, path, findings, first_line).read()
    except _Refused as refused:
        findings.error(refused.place, refused.code, refused.message, refused.hint)
    except yaml.MarkedYAMLError as error:
        slip = explain_syntax(text, error)
        place = Place(path, slip.row + first_line, slip.column + 1)
        findings.error(place, slip.code, slip.message, slip.hint)
    except yaml.YAMLError:
        findings.error(
            Place(path, first_line),
            "yaml",
            "There is a character here that YAML does not allow.",
            "Type the text again instead of pasting it.",
        )
    return None


class _Refused(Exception):
    def __init__(self, place: Place, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.place, self.code = place, code
        self.message, self.hint = message, hint


class _Reader:
    def __init__(
        self, text: str, path: str, findings: Findings, first_line: int
    ) -> None:
        self._lines = text.split("\n")
        self._text = text
        self._path = path
        self._findings = findings
        self._first_line = first_line
        self._commented = {n for n, line in enumerate(self._lines) if "#" in line}
        # What is open, with the key that waits for its value; and all around it.
        self._holder: Listing | Table | None = None
        self._key: Scalar | None = None
        self._around: list[tuple[Listing | Table | None, Scalar | None]] = []
        self._root: Node | None = None
        self._entries = 0

    def read(self) -> Node | None:
        loader = yaml.CSafeLoader(self._text)
        try:
            while (event := loader.get_event()) is not None:
                # Nearly all are texts, and a long file has thousands.
                if type(event) is yaml.ScalarEvent:
                    self._take_text(event)
                else:
                    self._take(event)
        finally:
            loader.dispose()
        if self._root is None:
            raise _Refused(
                Place(self._path, self._first_line),
                "empty",
                "There is nothing here yet.",
                "Write something, or delete it.",
            )
        return self._root

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        if mark is None:
            return Place(self._path, self._first_line)
        return Place(self._path, mark.line + self._first_line, mark.column + 1)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._take_start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
            raise _Refused(
                self._place(event),
                "second-document",
                "A line of three dashes starts a second document here.",
                "Delete the line; one file is one document.",
            )

    def _take_text(self, event: yaml.ScalarEvent) -> None:
        place = self._place(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_sign(event, place)
        self._count(place)
        if self._commented and not event.style:
            self._check_lost_words(event)
        self._put(Scalar(event.value, place))

    def _count(self, place: Place) -> None:
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            raise _Refused(
                place,
                "too-many-entries",
                f"This file has more than {MAX_ENTRIES} entries.",
                "Split it into several files.",
            )

    def _take_start(self, event: yaml.NodeEvent) -> None:
        place = self._place(event)
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            self._refuse_sign(event, place)
        self._count(place)
        if len(self._around) == MAX_DEPTH:
            raise _Refused(
                place,
                "too-deep",
                f"Lists and keys stand inside each other more than {MAX_DEPTH} deep.",
                "Text that starts with [ or { needs quotes round it.",
            )
        self._around.append((self._holder, self._key))
        is_table = isinstance(event, yaml.MappingStartEvent)
        self._holder = Table({}, place) if is_table else Listing([], place)
        self._key = None

    def _close(self) -> None:
        closed = self._holder
        self._holder, self._key = self._around.pop()
        if closed is not None:
            self._put(closed)

    def _put(self, node: Node) -> None:
        holder, key = self._holder, self._key
        if holder is None:
            self._root = node
        elif isinstance(holder, Listing):
            holder.items.append(node)
        elif key is None:
            self._key = self._as_key(node)
        else:
            self._key = None
            if key.text in holder.entries:
                self._tell_duplicate(key, holder.entries[key.text].key_place)
            else:
                holder.entries[key.text] = Entry(key.place, node)

    def _as_key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar) and node.text:
            return node
        raise _Refused(
            node.place,
            "key",
            "A key has to be a word before a colon.",
            "Text that starts with [, { or ? needs quotes round it.",
        )

    def _tell_duplicate(self, key: Scalar, first: Place) -> None:
        self._findings.error(
            key.place,
            "duplicate-key",
            f"The key {quoted(key.text)} is here twice; the first is on line "
            f"{first.line}, column {first.column}.",
            "Keep one of them.",
        )

    def _refuse_sign(self, event: yaml.NodeEvent, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            sign, name = "*", "an alias"
        elif event.anchor is not None:
            sign, name = "&", "an anchor"
        else:
            sign, name = "!", "a tag"
        line = self._lines[place.line - self._first_line]
        raise _Refused(
            place,
            "sign-in-text",
            f"{quoted(sign)} at the start of a text makes it {name}, which course "
            "files do not use.",
            f"Put the text in quotes: {quote_line(line)}",
        )

    def _check_lost_words(self, event: yaml.ScalarEvent) -> None:
        mark = event.end_mark
        if mark is None or mark.line not in self._commented:
            return
        row, line = mark.line, self._lines[mark.line]
        if mark.column == len(line):
            return
        found = _LOST_WORDS.match(line, mark.column)
        if found and not self._findings.is_full(self._path):
            self._findings.error(
                Place(self._path, row + self._first_line, found.end()),
                "hash-in-text",
                "A space and “#” start a comment, so the words after it are lost.",
                f"Put the text in quotes: {quote_line(line)} For a note to yourself, "
                "put a space after “#”.",
            )
