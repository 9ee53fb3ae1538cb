"""Markdown to safe HTML, once, when a course is published."""

import re
from html import escape
from importlib.metadata import version

from markdown import Markdown

from elearn.coursefiles.markdown_tidy import tidy
from elearn.coursefiles.markup_clean import clean_block, clean_inline
from elearn.coursefiles.markup_markdown import (
    File,
    make_block_markdown,
    make_inline_markdown,
)
from elearn.coursefiles.markup_quotes import smarten
from elearn.coursefiles.markup_sources import name_source
from elearn.coursefiles.markup_terms import Terms
from elearn.coursefiles.markup_texts import list_block_texts, list_inline_texts
from elearn.domain.course import Card, Course, Media, Prose

_REVISION = 2
"""Raise it when the HTML of the same text changes for a reason of our own."""

RENDERER = ", ".join(
    [
        *(f"{p} {version(p)}" for p in ("markdown", "pymdown-extensions", "nh3")),
        f"elearn {_REVISION}",
    ]
)
"""What made the HTML; a published version remembers it."""

MAX_CHARACTERS = 20_000
"""Longer texts are shown as plain words; the models allow none."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DEEPEST = 6
_MOST_EMPHASIS = 200
_MARKER = r" *(?:>|[-*+](?= )|\d{1,9}\.(?= ))"
_INDENTED = re.compile(rf"(?m)^ {{{4 * _DEEPEST},}}")
_NESTED = re.compile(rf"(?m)^((?:{_MARKER}){{{_DEEPEST}}})(?:{_MARKER})+")
_EMPHASIS = re.compile(r"(?m)(?<!\\)(?!^ *\* )[*_]+")


class Renderer:
    """Renders the texts of one course, whose pictures and sources it knows."""

    def __init__(self, course: Course) -> None:
        files = {name: _file(media) for name, media in course.media.items()}
        labels = {key: name_source(source) for key, source in course.sources.items()}
        self._block = make_block_markdown(files, labels)
        self._inline = make_inline_markdown(files, labels)
        # After the typography, because quotes in a word are curly by then.
        self._prose = make_block_markdown(files, labels)
        self._terms = Terms(self._prose, course.glossary)
        self._prose.treeprocessors.register(self._terms, "terms", 14)

    def block(self, text: str) -> str:
        """Render a passage: paragraphs, lists, callouts, pictures."""
        return _render_passage(self._block, text)

    def card(self, card: Card) -> dict[str, str]:
        """Render the prose of a card; words of the glossary lead to what they mean."""
        self._terms.start_card()
        return {
            block.text: _render_passage(self._prose, block.text)
            for block in card.blocks
            if isinstance(block, Prose)
        }

    def inline(self, text: str) -> str:
        """Render one line of words, without a paragraph around it."""
        line = " ".join(_CONTROLS.sub("", text).split())
        return clean_inline(_convert(self._inline, line) or escape(smarten(line)))


def render_page(text: str) -> str:
    """Render a page of the site, which has no pictures or sources of its own."""
    return _render_passage(make_block_markdown({}, {}), text)


def render_course(course: Course) -> dict[str, dict[str, str]]:
    """Render every text that pages show as HTML, by the text itself."""
    renderer = Renderer(course)
    blocks = {text: renderer.block(text) for text in list_block_texts(course)}
    for module in course.modules.values():
        for card in module.cards:
            blocks |= renderer.card(card)
    return {
        "block": blocks,
        "inline": {text: renderer.inline(text) for text in list_inline_texts(course)},
    }


def address_of(media: Media) -> str:
    """Give the address of a picture: the name of its content."""
    return f"/media/{media.sha256}.{media.name.rpartition('.')[2].lower()}"


def _file(media: Media) -> File:
    size = (media.width, media.height) if media.width and media.height else None
    return File(address_of(media), size)


def _render_passage(reader: Markdown, text: str) -> str:
    text = _CONTROLS.sub("", text)
    html = _convert(reader, _flatten(tidy(text)))
    return clean_block(html or f"<p>{escape(smarten(text))}</p>")


def _convert(reader: Markdown, text: str) -> str:
    """Give the HTML, or nothing where no author's text ever comes."""
    if len(text) > MAX_CHARACTERS:
        return ""
    try:
        return str(reader.reset().convert(_calm(text)))
    except RecursionError:
        return ""


def _flatten(text: str) -> str:
    """Take away nesting so deep that it is no text any more."""
    text = _INDENTED.sub(" " * (4 * _DEEPEST), text.expandtabs(4))
    return _NESTED.sub(r"\1", text)


def _calm(text: str) -> str:
    """Show the signs of emphasis where there are too many to mean any."""
    if sum(1 for _ in _EMPHASIS.finditer(text)) <= _MOST_EMPHASIS:
        return text
    return _EMPHASIS.sub(lambda found: "".join(f"\\{c}" for c in found[0]), text)
