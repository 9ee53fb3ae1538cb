"""Pictures of a course: known by their content, and harmless."""

import hashlib
import re
import xml.parsers.expat
from collections.abc import Iterable
from xml.parsers.expat import ExpatError, XMLParserType

from elearn.coursefiles.limits import MAX_ALL_MEDIA
from elearn.coursefiles.media_size import measure_picture
from elearn.coursefiles.places import Place, Places
from elearn.coursefiles.problems import Findings, known_names, quoted
from elearn.coursefiles.source import CourseFolder, FoundFile, decode
from elearn.domain.course import Media

MAX_PICTURE = 2_000_000
MAX_DRAWING = 250_000
"""Bytes of an SVG; a drawing of a room has 20,000."""

_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}
_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", re.IGNORECASE)
_SVG = "http://www.w3.org/2000/svg"
_FOREIGN = {
    "script", "foreignobject", "iframe", "object", "embed", "audio", "video",
    "handler", "listener", "set", "animate", "animatetransform", "animatemotion",
    "discard",
}  # fmt: skip
_OUTSIDE = re.compile(r"url\([\s'\"]*[^\s'\"#]|@import|\\", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)

Kept = dict[str, tuple[Media, bytes]]
"""Name to what the course knows about a picture, and the picture."""


def read_media(folder: CourseFolder, places: Places, findings: Findings) -> Kept:
    """Read every picture in media/, refusing what could do harm."""
    kept: Kept = {}
    left = MAX_ALL_MEDIA
    for file in folder.files("media"):
        places.add(("media", file.name), Place(file.shown))
        if not _has_good_name(file, findings):
            continue
        limit = MAX_DRAWING if file.suffix.lower() == "svg" else MAX_PICTURE
        content = folder.content(file, limit)
        if content is None:
            continue
        left -= len(content)
        if left < 0:
            findings.error(
                Place(file.shown),
                "course-too-large",
                f"Together the pictures have more than {MAX_ALL_MEDIA // 10**6} MB.",
                "Make them smaller.",
            )
            break
        safe = _check(content, file, findings)
        if safe is not None:
            digest = hashlib.sha256(safe).hexdigest()
            kind = _TYPES[file.suffix.lower()]
            width, height = measure_picture(safe, kind) or (None, None)
            media = Media(
                name=file.name, sha256=digest, type=kind, width=width, height=height
            )
            kept[file.name] = (media, safe)
    return kept


def check_picture_name(
    name: str, place: Place, known: Iterable[str], findings: Findings
) -> bool:
    """Tell whether a card's picture is one of the course's own."""
    names = list(known)
    if name in names:
        return True
    if _SCHEME.match(name) or "/" in name or "\\" in name:
        findings.error(
            place,
            "picture-elsewhere",
            f"The picture {quoted(name)} is not in this course.",
            "Put the file into the folder media and write only its name.",
        )
    else:
        findings.error(
            place,
            "missing-picture",
            f"There is no picture {quoted(name)} in the folder media.",
            known_names(name, names),
        )
    return False


def _has_good_name(file: FoundFile, findings: Findings) -> bool:
    if file.suffix.lower() not in _TYPES or not file.stem:
        findings.warn(
            Place(file.shown),
            "unknown-file",
            f"{quoted(file.name)} is not a picture that courses can show.",
            "Use svg, png, jpg or webp.",
        )
        return False
    if not _NAME.fullmatch(file.name):
        findings.error(
            Place(file.shown),
            "file-name",
            f"The name {quoted(file.name)} cannot be part of an address.",
            "Use letters, digits and dashes.",
        )
        return False
    return True


def _check(content: bytes, file: FoundFile, findings: Findings) -> bytes | None:
    kind = type_of(content)
    if kind != _TYPES[file.suffix.lower()]:
        findings.error(
            Place(file.shown),
            "picture-type",
            f"This file ends in .{file.suffix.lower()}, but what is in it is "
            f"{_words_for(kind)}.",
            "Save the picture again in the format that its name says.",
        )
        return None
    if kind != "image/svg+xml":
        return content
    text = decode(content, file.shown, findings)
    return _check_drawing(text, file.shown, findings) if text is not None else None


def type_of(content: bytes) -> str | None:
    """Tell what a picture is by how it begins; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "image/svg+xml"
    return None


def _words_for(kind: str | None) -> str:
    names = {
        "image/png": "a PNG",
        "image/jpeg": "a JPEG",
        "image/webp": "a WebP",
        "image/svg+xml": "XML",
    }
    return names.get(kind or "", "something else")


class _Unsafe(Exception):
    """What stands in a drawing and cannot stay."""


class _NoDrawing(Exception):
    """XML of another kind."""


def _check_drawing(text: str, shown: str, findings: Findings) -> bytes | None:
    # The parser reads UTF-8 whatever the file says of itself.
    parser = xml.parsers.expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    guard = _Guard(parser)
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = guard.text
    parser.StartDoctypeDeclHandler = guard.doctype
    parser.ProcessingInstructionHandler = guard.instruction
    try:
        parser.Parse(text.encode(), True)
    except _Unsafe as unsafe:
        findings.error(
            Place(shown, *guard.at),
            "unsafe-drawing",
            f"This drawing has {unsafe}, which could do harm.",
            "Take it out, or export the drawing again as “plain SVG”.",
        )
        return None
    except (ExpatError, _NoDrawing) as error:
        if isinstance(error, ExpatError):
            guard.look()
        findings.error(
            Place(shown, *guard.at),
            "broken-drawing",
            "This drawing cannot be read as SVG from here on.",
            "Export it again as “plain SVG”.",
        )
        return None
    return text.encode()


class _Guard:
    """Looks at everything in a drawing as it is read."""

    def __init__(self, parser: XMLParserType) -> None:
        self._parser = parser
        self.at = (1, 1)
        self._in_style = False
        self._style = ""
        self._inside = 0

    def look(self) -> None:
        """Remember the place; when an error has left a handler it is lost."""
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber
        self.at = (line, column + 1)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.look()
        name = _local(tag)
        if not self._inside and tag != f"{_SVG} svg":
            raise _NoDrawing
        self._inside += 1
        if name in _FOREIGN:
            raise _Unsafe(f"<{name}>")
        self._in_style = name == "style"
        for key, value in attributes.items():
            self._look_at(_local(key), value)

    def end(self, tag: str) -> None:
        self.look()
        self._inside -= 1
        if self._in_style and _OUTSIDE.search(self._style):
            raise _Unsafe("something from outside in <style>")
        self._in_style, self._style = False, ""

    def text(self, text: str) -> None:
        if self._in_style:
            self._style += text

    def doctype(self, *_: object) -> None:
        self.look()
        raise _Unsafe("a document type, where entities hide")

    def instruction(self, *_: object) -> None:
        self.look()
        raise _Unsafe("an instruction to another program")

    def _look_at(self, name: str, value: str) -> None:
        if name.startswith("on"):
            raise _Unsafe(f"the handler {quoted(name)}")
        if name in ("href", "src") and not value.strip().startswith("#"):
            raise _Unsafe(f"a link to {quoted(value)}")
        if _OUTSIDE.search(value):
            raise _Unsafe(f"something from outside in {quoted(name)}")


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()
