"""Markdown as course authors write it, turned into HTML that is not clean yet.

Python-Markdown with what courses need and without what they must not have: no raw
HTML, no references, no indented code, and patterns that stay linear on any text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from elearn.coursefiles.markup_quotes import smarten, smarten_tree

CALLOUT_TITLES = {
    "phrase": "Words to use",
    "myth": "What many people believe",
    "fact": "Good to know",
    "warning": "Take care",
    "story": "A story",
    "help": "Get help",
}
"""The title of a callout whose author gives none."""

CITE_HREF = "#source-"
EXTERNAL = " (another website)"
NO_LINK = "nolink"
"""The tag of what cleaning takes away, such as a link that may lead nowhere."""

_CODE = r"(?<![\\`])(`{1,3})(?!`)([^\n]{1,300}?)(?<!`)\1(?!`)"
_TARGET = r"\(\s*<?([^()\s<>]{0,500})>?(?:\s+\"([^\"]{0,500})\")?\s*\)"
_LINK = r"\[([^\[\]]{1,500})\]" + _TARGET
_IMAGE = r"!\[([^\[\]]{0,500})\]" + _TARGET
_CITE = r"\[@([a-z0-9-]{1,80})\]"
_HTTP = re.compile(r"https?://[^/]", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class File:
    """Where a file of media/ is found, and how large its picture is."""

    address: str
    size: tuple[int, int] | None = None


Addresses = Mapping[str, File]
"""Each file in media/, by its name."""


def make_block_markdown(files: Addresses, labels: Mapping[str, str]) -> Markdown:
    """Make a reader of passages. *labels* are the names of sources by their id."""
    reader = _make_markdown(files, labels)
    reader.treeprocessors.register(_Figures(reader), "figures", 16)
    reader.treeprocessors.register(_Headings(reader), "headings", 15)
    reader.parser.blockprocessors.register(_Callouts(reader.parser), "callout", 105)
    return reader


def make_inline_markdown(files: Addresses, labels: Mapping[str, str]) -> Markdown:
    """Make a reader of lines of words: no lists, headings, pictures or callouts."""
    reader = _make_markdown(files, labels)
    for name in ("indent", "hashheader", "hr", "olist", "ulist", "quote"):
        reader.parser.blockprocessors.deregister(name)
    reader.treeprocessors.register(_NoPictures(reader), "no-pictures", 16)
    return reader


def _make_markdown(files: Addresses, labels: Mapping[str, str]) -> Markdown:
    extensions = ["pymdownx.betterem", "pymdownx.saneheaders", "sane_lists"]
    reader = Markdown(extensions=extensions)
    reader.preprocessors.deregister("html_block")
    for name in ("code", "setextheader", "reference"):
        reader.parser.blockprocessors.deregister(name)
    for name in (
        "html", "reference", "image_reference", "short_reference",
        "short_image_ref", "automail", "linebreak",
    ):  # fmt: skip
        reader.inlinePatterns.deregister(name)
    patterns = reader.inlinePatterns
    patterns.register(_Code(_CODE, reader), "backtick", 190)
    patterns.register(_Cite(_CITE, reader, labels), "cite", 175)
    patterns.register(_Image(_IMAGE, reader, files), "image_link", 165)
    patterns.register(_Link(_LINK, reader), "link", 160)
    reader.treeprocessors.register(_Links(reader, files), "links", 18)
    reader.treeprocessors.register(_Typography(reader), "typography", 17)
    return reader


class _Code(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - named by the library
        self, m: "re.Match[str]", data: str
    ) -> tuple[Element, int, int]:
        element = Element("code")
        element.text = AtomicString(m[2].strip())
        return element, m.start(), m.end()


class _Cite(InlineProcessor):
    def __init__(
        self, pattern: str, reader: Markdown, labels: Mapping[str, str]
    ) -> None:
        super().__init__(pattern, reader)
        self._labels = labels

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: "re.Match[str]", data: str
    ) -> tuple[Element | None, int | None, int | None]:
        label = self._labels.get(m[1])
        if label is None:
            return None, None, None
        whole = Element(NO_LINK)
        whole.text = AtomicString("(")
        link = SubElement(whole, "a", {"class": "cite", "href": CITE_HREF + m[1]})
        link.text = AtomicString(label)
        link.tail = AtomicString(")")
        return whole, m.start(), m.end()


class _Image(InlineProcessor):
    def __init__(self, pattern: str, reader: Markdown, files: Addresses) -> None:
        super().__init__(pattern, reader)
        self._files = files

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: "re.Match[str]", data: str
    ) -> tuple[Element, int, int]:
        alt = smarten(" ".join(self.unescape(m[1]).split()))
        file = self._files.get(m[2])
        if file is None:
            element = Element("em")
            element.text = AtomicString(alt)
            return element, m.start(), m.end()
        element = Element("img", {"src": file.address, "alt": alt, "loading": "lazy"})
        if file.size:
            # A page keeps the room, so that nothing moves while it loads.
            element.set("width", str(file.size[0]))
            element.set("height", str(file.size[1]))
        if m[3]:
            element.set("title", smarten(m[3]))
        return element, m.start(), m.end()


class _Link(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: "re.Match[str]", data: str
    ) -> tuple[Element, int, int]:
        element = Element("a", {"href": self.unescape(m[2])})
        element.text = m[1]
        return element, m.start(), m.end()


class _Links(Treeprocessor):
    """Lets links lead to websites, mail and the course's own files, nowhere else."""

    def __init__(self, reader: Markdown, files: Addresses) -> None:
        super().__init__(reader)
        self._files = files

    def run(self, root: Element) -> None:
        for link in list(root.iter("a")):
            href = link.get("href", "")
            if link.get("class") == "cite" or _MAIL.fullmatch(href):
                continue
            if href in self._files:
                link.set("href", self._files[href].address)
            elif _HTTP.match(href):
                link.set("rel", "noopener noreferrer")
                mark = SubElement(link, "span", {"class": "nhsuk-u-visually-hidden"})
                mark.text = EXTERNAL
                link.set("class", "external")
            else:
                link.tag = NO_LINK
                link.attrib.clear()


class _Typography(Treeprocessor):
    def run(self, root: Element) -> None:
        smarten_tree(root)


class _Figures(Treeprocessor):
    """Makes figures of a paragraph that holds nothing but pictures."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for at, child in reversed(list(enumerate(parent))):
                if child.tag == "p" and _holds_only_pictures(child):
                    parent[at : at + 1] = [_make_figure(image) for image in child]
        for image in root.iter("img"):
            image.attrib.pop("title", None)


def _holds_only_pictures(paragraph: Element) -> bool:
    words = [paragraph.text, *(child.tail for child in paragraph)]
    tags = {child.tag for child in paragraph}
    return tags == {"img"} and not any(text and text.strip() for text in words)


def _make_figure(image: Element) -> Element:
    figure = Element("figure", {"class": "picture"})
    caption = image.attrib.pop("title", None)
    image.tail = None
    figure.append(image)
    if caption:
        SubElement(figure, "figcaption").text = caption
    return figure


class _NoPictures(Treeprocessor):
    """Leaves the words of a picture where only words can stand."""

    def run(self, root: Element) -> None:
        for image in list(root.iter("img")):
            image.tag, image.text = "em", image.get("alt", "")
            image.attrib.clear()


class _Headings(Treeprocessor):
    """Puts headings below the card's own, with no level left out."""

    def run(self, root: Element) -> None:
        level = 1
        for element in root.iter():
            if element.tag in _HEADINGS:
                wanted = _HEADINGS.index(element.tag)
                level = min(max(wanted, 2), level + 1, 4)
                element.tag = f"h{level}"


class _Callouts(AdmonitionProcessor):
    """Makes boxes of “!!! kind "Title"” and the indented text below it."""

    CLASSNAME = "callout"
    CLASSNAME_TITLE = "callout-title"

    def get_class_and_title(self, match: "re.Match[str]") -> tuple[str, str | None]:
        kind = match[1].lower()
        if kind not in CALLOUT_TITLES:
            kind = "fact"
        return f"callout-{kind}", match[2] or CALLOUT_TITLES[kind]
