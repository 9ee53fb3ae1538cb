"""Small rules about text and names that every course model shares."""

import hashlib
import re
import unicodedata
from typing import Annotated

from pydantic import StringConstraints

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
"""Lower-case words joined by dashes: safe in an address and in a file name."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)
]
Passage = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)
]


def normalise(text: str) -> str:
    """Fold what a reader cannot see: NFC, line ends, runs of white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


# Letters that no decomposition takes apart, and that people leave out when they search.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def fold_name(text: str) -> str:
    """Fold a name for searching and sorting: no case, no accents, plain letters."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return normalise(plain.translate(_PLAIN))


def short_hash(text: str) -> str:
    """Name a text by its content, so that moving it keeps its name."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:8]


def slugify(text: str) -> str:
    """Make an address from a heading; empty when no letter or digit is left."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    plain = plain.encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug[:60].rstrip("-")


def count_words(text: str) -> int:
    """Count words as a reader would, Markdown signs left out."""
    return len(re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text))
