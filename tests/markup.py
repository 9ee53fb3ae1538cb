"""What must hold for the HTML of every page, whatever it is about."""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib

__all__ = ["Element", "find_faults", "parse_page", "words_of"]

_UNLABELLED = {"hidden", "submit", "button"}
_ASSETS = {"img": "src", "script": "src", "link": "href", "source": "src"}
_POINTERS = ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls")


_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def parse_page(html: str, url: str) -> Element:
    """Parse strictly: what a browser would have to mend is an error.

    Every other page of a run was there before, but for the token of its forms, so
    pages are read without it, and each once.
    """
    tokens = set(_TOKEN.findall(html))
    assert len(tokens) <= 1, f"{url} has several tokens"
    for token in tokens:
        html = html.replace(token, "token")
    try:
        root = deepcopy(_parse(html))
    except AssertionError as error:
        raise AssertionError(f"{url}:{error}") from error.__cause__
    for token in tokens:
        for control in root.iter("input"):
            if control.get("name") == "csrf_token":
                control.set("value", token)
    return root


@lru_cache(maxsize=256)
def _parse(html: str) -> Element:
    builder = html5lib.getTreeBuilder("etree")
    parser = html5lib.HTMLParser(builder, strict=True, namespaceHTMLElements=False)
    try:
        root = parser.parse(html)
    except html5lib.html5parser.ParseError as error:
        (line, column), code, values = parser.errors[-1]
        text = html.splitlines()[line - 1].strip()[:200]
        raise AssertionError(f"{line}:{column} {code} {values}: {text}") from error
    assert isinstance(root, Element)
    return root


def words_of(element: Element) -> str:
    """Give what can be read in an element, white space folded."""
    return " ".join(" ".join(element.itertext()).split())


def find_faults(root: Element) -> list[str]:
    """List all that is wrong with a page, in words."""
    checks = (_head, _ids, _controls, _assets, _inline, _links, _forms)
    return [fault for check in checks for fault in check(root)]


def _head(root: Element) -> Iterator[str]:
    if root.get("lang") != "en":
        yield "the page does not say its language"
    titles = [words_of(t) for t in root.iter("title")]
    if len(titles) != 1 or not titles[0]:
        yield f"the page has these titles: {titles}"
    headings = [words_of(h) for h in root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"the page has these first headings: {headings}"
    if len(list(root.iter("main"))) != 1:
        yield "the page has no main part"


def _ids(root: Element) -> Iterator[str]:
    counted = Counter(e.get("id") for e in root.iter() if e.get("id"))
    yield from (f"the id {i} is used {n} times" for i, n in counted.items() if n > 1)
    for element in root.iter():
        for name in _POINTERS:
            for target in (element.get(name) or "").split():
                if target not in counted:
                    yield f"{element.tag} {name}={target} points nowhere"
        href = element.get("href") or ""
        if href.startswith("#") and href[1:] not in counted:
            yield f"the link to {href} leads nowhere"


def _controls(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    for element in root.iter():
        if element.tag not in ("input", "select", "textarea"):
            continue
        if element.tag == "input" and element.get("type", "text") in _UNLABELLED:
            continue
        if element.get("id") not in labelled and not element.get("aria-label"):
            yield f"{element.tag} {element.get('name')} has no label"
    for button in root.iter("button"):
        if not words_of(button):
            yield "a button has no words"


def _assets(root: Element) -> Iterator[str]:
    for element in root.iter():
        name = _ASSETS.get(str(element.tag))
        address = element.get(name) if name else None
        if address is not None and not _is_local(address):
            yield f"{element.tag} loads {address}"
        if element.tag == "img" and element.get("alt") is None:
            yield f"the picture {element.get('src')} has no alt"


def _inline(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or "style" in element.attrib:
            yield f"{element.tag} has a style of its own"
        if element.tag == "script" and (not element.get("src") or words_of(element)):
            yield "there is a script in the page"
        handlers = [name for name in element.attrib if str(name).startswith("on")]
        if handlers:
            yield f"{element.tag} has {handlers}"


def _links(root: Element) -> Iterator[str]:
    for link in root.iter("a"):
        href = link.get("href")
        if href is None or not (
            href.startswith("#") or _is_local(href) or _leaves(link)
        ):
            yield f"a link leads to {href}"
        if not words_of(link):
            yield f"the link to {href} has no words"


def _forms(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        action = form.get("action") or ""
        if not _is_local(action):
            yield f"a form goes to {action!r}"
        names = {e.get("name") for e in form.iter("input")}
        if form.get("method", "get").lower() == "post" and "csrf_token" not in names:
            yield f"the form to {action} has no token"


def _leaves(link: Element) -> bool:
    """Tell whether a link to elsewhere is one we make: a call, or from a course."""
    href = link.get("href") or ""
    apart = link.get("class") == "external" and "noopener" in (link.get("rel") or "")
    return href.startswith("tel:") or (href.startswith("https://") and apart)


def _is_local(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")
