"""Words of a course as HTML that was made safe when it was published."""

from markupsafe import Markup

from elearn.services.snapshots import Snapshot


def present_inline(snapshot: Snapshot, text: str) -> Markup:
    """Give a short text as HTML that was made safe at publishing."""
    return Markup(snapshot.inline(text))  # noqa: S704 - cleaned when it was published


def present_block(snapshot: Snapshot, text: str) -> Markup:
    """Give a passage as HTML that was made safe at publishing."""
    return Markup(snapshot.block(text))  # noqa: S704 - cleaned when it was published


def present_words(snapshot: Snapshot, words: str) -> Markup:
    """Give words as HTML; plain ones, such as a row’s number, as they are."""
    rendered = snapshot.rendered["inline"].get(words)
    if rendered is None:
        return Markup.escape(words)
    return Markup(rendered)  # noqa: S704 - cleaned when it was published
