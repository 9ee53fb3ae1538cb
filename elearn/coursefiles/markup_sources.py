"""A short name for a source, to stand where it is cited."""

import re

from elearn.coursefiles.markup_quotes import smarten
from elearn.domain.course import Source

_TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "sir", "dame"})
_SMALL_WORDS = frozenset({"and", "for", "in", "of", "on", "the", "to", "&"})
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,3}")
_MOST_WORDS = 4


def name_source(source: Source) -> str:
    """Name a source in a few words and its year: “Mehrabian and Ferris 1967”.

    The words are those before the first comma, colon, semicolon or bracket. A person
    keeps the surname only; the long name of a body is cut after four words.
    """
    words = re.split(r"[,:;(]", source.text, maxsplit=1)[0].split()
    if len(words) > 1 and words[0].lower().rstrip(".") in _TITLES:
        words = words[-1:]
    words = [word for at, word in enumerate(words) if not _is_initials(words, at)]
    words = words[:_MOST_WORDS]
    while len(words) > 1 and words[-1].lower() in _SMALL_WORDS:
        words.pop()
    year = [str(source.year)] if source.year else []
    return smarten(" ".join([*words, *year]))


def _is_initials(words: list[str], at: int) -> bool:
    """Tell initials after a surname, “Ferris SR”, from the name of a body, “NHS”."""
    before = words[at - 1] if at else ""
    return bool(_INITIALS.fullmatch(words[at])) and before[1:].islower()
