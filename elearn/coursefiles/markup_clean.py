"""The wall behind Markdown: whatever stands in HTML, only this comes out."""

import re

import nh3

from elearn.coursefiles.markup_markdown import CALLOUT_TITLES

_INLINE_TAGS = {"strong", "em", "code", "a", "span"}
_BLOCK_TAGS = _INLINE_TAGS | {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "br",
    "div", "figure", "figcaption", "img",
}  # fmt: skip
_CLASSES: dict[str, set[str]] = {
    "a": {"cite", "external", "term"},
    "div": {f"callout callout-{kind}" for kind in CALLOUT_TITLES},
    "figure": {"picture"},
    "p": {"callout-title"},
    "span": {"nhsuk-u-visually-hidden"},
}
_VALUES = {
    ("a", "href"): re.compile(
        r"#source-[a-z0-9-]+|#word-[a-z0-9-]+|/media/[0-9a-f]{64}\.[a-z0-9]+|https?://[^/].*|mailto:.+",
        re.IGNORECASE | re.DOTALL,
    ),
    ("a", "id"): re.compile(r"term-[a-z0-9-]{1,80}"),
    ("a", "rel"): re.compile("noopener noreferrer"),
    ("img", "alt"): re.compile(".*", re.DOTALL),
    ("img", "height"): re.compile(r"\d{1,5}"),
    ("img", "width"): re.compile(r"\d{1,5}"),
    ("img", "loading"): re.compile("lazy"),
    ("img", "src"): re.compile(r"/media/[0-9a-f]{64}\.[a-z0-9]+"),
    ("ol", "start"): re.compile(r"\d{1,4}"),
}
_ATTRIBUTES: dict[str, set[str]] = {tag: {"class"} for tag in _CLASSES}
for _tag, _name in _VALUES:
    _ATTRIBUTES.setdefault(_tag, set()).add(_name)


def clean_block(html: str) -> str:
    """Keep what a passage may hold."""
    return _clean(html, _BLOCK_TAGS)


def clean_inline(html: str) -> str:
    """Keep what a line of words may hold."""
    return _clean(html, _INLINE_TAGS)


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    ).strip()


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    # nh3 asks about every attribute there is, not only those allowed.
    if name == "class":
        return value if value in _CLASSES.get(tag, ()) else None
    allowed = _VALUES.get((tag, name))
    return value if allowed and allowed.fullmatch(value) else None
