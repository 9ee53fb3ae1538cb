"""How wide and high a picture is, so that a page keeps its place while it loads."""

import re
import struct
import xml.parsers.expat
from collections.abc import Callable

Size = tuple[int, int]

_LARGEST = 20_000
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
"""The JPEG segments that say how large the picture is."""
_ALONE = {0x01, *range(0xD0, 0xD9)}
"""JPEG marks that nothing belongs to."""

_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")
_NUMBERS = re.compile(r"[\s,]+")


def measure_picture(content: bytes, kind: str) -> Size | None:
    """Give width and height in pixels; None where the file does not say."""
    try:
        size = _READERS[kind](content)
    except (struct.error, ValueError, IndexError):
        return None
    if size is None or not all(0 < length <= _LARGEST for length in size):
        return None
    return size


def _measure_png(content: bytes) -> Size | None:
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _measure_jpeg(content: bytes) -> Size | None:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
        elif mark in _ALONE:
            at += 2
        elif mark in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        else:
            (length,) = struct.unpack(">H", content[at + 2 : at + 4])
            at += 2 + max(2, length)
    return None


def _measure_webp(content: bytes) -> Size | None:
    kind = content[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        return width, height
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


class _Found(Exception):
    """The first element was read; nothing else is looked at."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes


def _measure_drawing(content: bytes) -> Size | None:
    attributes = _root_attributes(content)
    lengths = [_LENGTH.fullmatch(attributes.get(k, "")) for k in ("width", "height")]
    if lengths[0] and lengths[1]:
        return _whole(float(lengths[0][1]), float(lengths[1][1]))
    box = _NUMBERS.split(attributes.get("viewBox", "").strip())
    return _whole(float(box[2]), float(box[3])) if len(box) == 4 else None


def _root_attributes(content: bytes) -> dict[str, str]:
    def start(_: str, attributes: dict[str, str]) -> None:
        raise _Found(attributes)

    parser = xml.parsers.expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except _Found as found:
        return found.attributes
    except xml.parsers.expat.ExpatError:
        pass
    return {}


def _whole(width: float, height: float) -> Size:
    """Give whole numbers; a small box is a shape, and is scaled up to be exact."""
    scale = 1 if min(width, height) >= 100 else 100
    return round(width * scale), round(height * scale)


_READERS: dict[str, Callable[[bytes], Size | None]] = {
    "image/png": _measure_png,
    "image/jpeg": _measure_jpeg,
    "image/webp": _measure_webp,
    "image/svg+xml": _measure_drawing,
}
