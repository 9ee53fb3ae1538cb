"""What a module is made of as it is written, before anything is understood."""

from dataclasses import dataclass, field

from elearn.coursefiles.places import Place


@dataclass
class Part:
    """Prose, or one fenced block; `kind` is “prose” or the block's name."""

    kind: str
    place: Place
    first_line: int
    lines: list[str] = field(default_factory=list)


@dataclass
class CardText:
    """A card as written: its heading, what stands in the braces, its parts."""

    heading: str
    place: Place
    id: str | None = None
    was: str | None = None
    parts: list[Part] = field(default_factory=list)


@dataclass
class ModuleText:
    """A module as written. `front` is None when it has no front matter."""

    front: Part | None
    cards: list[CardText]
