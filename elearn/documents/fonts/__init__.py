"""The fonts of printed documents: only these, and what they cannot print."""

import functools
import re
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import typst

_FOLDER = Path(__file__).parent

_FOR_TYPED_TEXT = ("NotoSerif-Regular.ttf", "NotoNaskhArabic-Regular.ttf")

_SCRIPT = re.compile(
    r"(.+?)(?: CAPITAL| SMALL| INDEPENDENT)*"
    r" (?:LETTER|SYLLABLE|VOWEL|CONSONANT|SIGN|UNIFIED IDEOGRAPH)\b"
)
_SCRIPT_NAMES = {
    "Cjk": "Chinese characters",
    "Hangul": "Korean",
    "Hiragana": "Japanese",
    "Katakana": "Japanese",
}
_SIGNS_NAMED = 6


@functools.cache
def load_fonts() -> typst.Fonts:
    """Read our fonts once for all threads; the machine's own fonts never print."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FOLDER]
    )


@functools.cache
def load_printable() -> frozenset[str]:
    """Read once which characters have a shape in the fonts for typed text."""
    return frozenset().union(*(_read_coverage(_FOLDER / f) for f in _FOR_TYPED_TEXT))


def describe_unprintable(signs: set[str]) -> list[str]:
    """Say for each script which of these characters have no shape here."""
    by_script: dict[str, list[str]] = {}
    for sign in sorted(signs - load_printable()):
        by_script.setdefault(_script(sign), []).append(_quote(sign))
    return [
        f"No font here can print {_enumerate(quoted)} ({script}). The certificate "
        f"shows {'it as a box' if len(quoted) == 1 else 'them as boxes'}."
        for script, quoted in by_script.items()
    ]


def _quote(sign: str) -> str:
    return f"“{sign}”" if sign.isprintable() else f"U+{ord(sign):04X}"


def _enumerate(quoted: list[str]) -> str:
    if len(quoted) > _SIGNS_NAMED:
        more = f"{len(quoted) - _SIGNS_NAMED} more"
        return f"{', '.join(quoted[:_SIGNS_NAMED])} and {more}"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _script(sign: str) -> str:
    if unicodedata.category(sign)[0] not in "LM":
        return "symbol"
    found = _SCRIPT.match(unicodedata.name(sign, ""))
    name = found[1].title() if found else "script unknown"
    return _SCRIPT_NAMES.get(name, name)


def _read_coverage(font: Path) -> set[str]:
    """Read which characters a TrueType font maps to a glyph (cmap format 4)."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4s3I", data, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    for i in range(subtables):
        (offset,) = struct.unpack_from(">I", data, cmap + 8 + 8 * i)
        if data[cmap + offset : cmap + offset + 2] == b"\0\4":
            return set(_read_segments(data, cmap + offset))
    raise ValueError(f"{font.name} has no map of the common characters.")


def _read_segments(data: bytes, at: int) -> Iterator[str]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    columns = [at + 14, *(at + 16 + 2 * count * i for i in (1, 2, 3))]
    ends, starts, shifts, offsets = (
        struct.unpack_from(f">{count}H", data, column) for column in columns
    )
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for point in range(start, end + 1):
            glyph = point + shifts[i]
            if offsets[i]:
                place = columns[3] + 2 * i + offsets[i] + 2 * (point - start)
                (glyph,) = struct.unpack_from(">H", data, place)
            if glyph & 0xFFFF:
                yield chr(point)
