"""Where in the files each part of a course stands."""

from typing import NamedTuple, Protocol

Location = tuple[str | int, ...]
"""The way to a part: ("scenarios", "first-words", "scenes", "desk", "choices", 1)."""


class Place(NamedTuple):
    """A spot in a file; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1


class Branching(Protocol):
    """Part of a file that knows the places of its own parts."""

    def part(self, step: str | int) -> "tuple[Place, Branching] | None":
        """Give the place of one part and the part; None if there is no such part."""


class Places:
    """Finds the place of every part of one course.

    Locations begin with ("course",), ("modules", id), ("scenarios", id),
    ("banks", id), ("glossary",), ("observation",) or ("media", name), and go on
    with the names of the models' fields: ("modules", id, "cards", card_id,
    "blocks", 2, "question", "options", 0).
    """

    def __init__(self, root: Place) -> None:
        self._root = root
        self._places: dict[Location, Place] = {}
        self._trees: dict[Location, Branching] = {}

    def add(self, location: Location, place: Place) -> None:
        self._places[location] = place

    def add_tree(self, location: Location, place: Place, tree: Branching) -> None:
        """Know a part and, through *tree*, everything inside it."""
        self._places[location] = place
        self._trees[location] = tree

    def find(self, location: Location) -> Place:
        """Give the place of a part, or of the nearest part around it."""
        for length in range(len(location), 0, -1):
            start = location[:length]
            if start in self._places:
                return self._descend(start, location[length:])
        return self._root

    def _descend(self, start: Location, rest: Location) -> Place:
        place, tree = self._places[start], self._trees.get(start)
        for step in rest:
            found = tree.part(step) if tree else None
            if found is None:
                break
            place, tree = found
        return place


def within(place: Place, text: str, offset: int) -> Place:
    """Point into a text; into one of several lines only as far as its start."""
    if "\n" in text:
        return place
    return Place(place.path, place.line, place.column + offset)
