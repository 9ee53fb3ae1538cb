"""Straight quotes, dashes and dots become the ones that printers use."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_SIGNS = re.compile(r"(?<!-)-{2,3}(?!-)|(?<=\s)-(?=\s)|(?<!\.)\.{3}(?!\.)|[\"']")
_OPENS_AFTER = frozenset(" \t\n\xa0([{<«“‘–—/")
_DROPPED = re.compile(r"\d|(?:em|til|tis|twas|cause|bout|n)\b", re.IGNORECASE)
"""What follows an apostrophe that begins a word: ’90s, ’em, ’til."""

_PLAIN = frozenset({"code", "pre"})
_FLOWING = frozenset({"a", "em", "strong", "span"})
"""Elements that stand inside a line of words."""

_LETTER = "x"


def smarten(text: str, before: str = " ") -> str:
    """Curl the quotes of a plain text; *before* is the sign that comes before it."""

    def curl(found: re.Match[str]) -> str:
        sign, start, end = found[0], found.start(), found.end()
        previous = text[start - 1] if start else before
        following = text[end : end + 1]
        if sign == "...":
            return "…"
        if sign == "---":
            return "—"
        if sign.startswith("-"):
            return "–"
        opens = _opens(previous, following, sign)
        if sign == '"':
            return "“" if opens else "”"
        return "‘" if opens and not _DROPPED.match(text, end) else "’"

    return _SIGNS.sub(curl, text)


def _opens(previous: str, following: str, sign: str) -> bool:
    if previous in ("'", '"') and previous != sign:
        # One quotation begins inside another, or both end here.
        return not following or following.isalnum()
    return previous in _OPENS_AFTER and not following.isspace()


def smarten_tree(root: Element) -> None:
    """Curl the quotes of a whole tree, leaving code alone."""
    before = " "
    for element, where in _texts(root):
        if where == "code":
            before = _LETTER
        elif where == "block":
            before = " "
        elif text := getattr(element, where):
            setattr(element, where, smarten(text, before))
            before = text[-1]


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Give each text in reading order, and where a new line of words begins."""
    if element.tag in _PLAIN:
        yield element, "code"
        return
    flows = element.tag in _FLOWING
    if not flows:
        yield element, "block"
    yield element, "text"
    for child in element:
        yield from _texts(child)
        if child.tag not in _FLOWING | _PLAIN:
            yield child, "block"
        yield child, "tail"
