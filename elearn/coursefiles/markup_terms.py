"""Words of the glossary in a passage become links to what they mean."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from elearn.coursefiles.markup_quotes import smarten
from elearn.domain.course import term_id

TERM_HREF = "#word-"
TERM_ID = "term-"
"""Where a word stands in the text, for the way back from what it means."""

_LEFT_ALONE = {"a", "code", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption"}


class Terms(Treeprocessor):
    """Links each word of the glossary where it first stands in a card.

    What is in capitals is found in capitals only: “IT” is not “it”.
    """

    def __init__(self, reader: Markdown, glossary: Mapping[str, str]) -> None:
        super().__init__(reader)
        self._ids = {_fold(smarten(term)): term_id(term) for term in glossary}
        longest_first = sorted(map(smarten, glossary), key=len, reverse=True)
        words = "|".join(_as_pattern(term) for term in longest_first if term.strip())
        self._pattern = re.compile(rf"(?<!\w)({words})(?=(?:s|’s|s’)?(?!\w))")
        self._is_empty = not words
        self._told: set[str] = set()

    def start_card(self) -> None:
        """Link every word once more."""
        self._told.clear()

    def run(self, root: Element) -> None:
        if self._is_empty:
            return
        for element in list(_walk(root)):
            self._link_in(element)

    def _link_in(self, element: Element) -> None:
        children = list(element)
        element.text, links = self._part(element.text)
        parts = [links]
        for child in children:
            child.tail, links = self._part(child.tail)
            parts += [[child], links]
        element[:] = [one for part in parts for one in part]

    def _part(self, text: str | None) -> tuple[str | None, list[Element]]:
        """Give the text up to the first link, and the links with what follows each."""
        if not text:
            return text, []
        links: list[Element] = []
        before: str = ""
        end = 0
        for found in self._pattern.finditer(text):
            name = self._ids.get(_fold(found[1]))
            if name is None or name in self._told:
                continue
            self._told.add(name)
            between = text[end : found.start()]
            if links:
                links[-1].tail = between
            else:
                before = between
            link = Element(
                "a", {"class": "term", "href": TERM_HREF + name, "id": TERM_ID + name}
            )
            link.text = found[1]
            links.append(link)
            end = found.end()
        if not links:
            return text, []
        links[-1].tail = text[end:]
        return before, links


def _walk(element: Element) -> Iterator[Element]:
    if element.tag in _LEFT_ALONE or element.get("class") == "callout-title":
        return
    yield element
    for child in element:
        yield from _walk(child)


def _fold(term: str) -> str:
    return term if term.isupper() else term.casefold()


def _as_pattern(term: str) -> str:
    exact = re.escape(" ".join(term.split()))
    return exact if term.isupper() else f"(?i:{exact})"
