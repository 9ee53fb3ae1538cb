"""Reads the files of one course folder, and refuses what could do harm."""

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from elearn.coursefiles.limits import MAX_ALL_TEXT, MAX_FILES
from elearn.coursefiles.places import Place
from elearn.coursefiles.problems import Findings, printable, quoted
from elearn.domain.text import SLUG, slugify

MAX_TEXT = 1_000_000
"""Bytes of one file of text; a long module has 30,000."""

# Windows has neither; there, the look at the file before and after has to do.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class FoundFile:
    """A file in the course. `name` is as the author sees it."""

    name: str
    path: Path
    shown: str

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2]


class CourseFolder:
    """The files of one course; every refusal is told to *findings*."""

    def __init__(self, folder: Path, shown_as: str, findings: Findings) -> None:
        self._folder = folder
        self._shown = shown_as
        self._findings = findings
        self._text_left = MAX_ALL_TEXT

    def place(self, name: str) -> Place:
        return Place(f"{self._shown}/{name}")

    def file(self, name: str) -> FoundFile | None:
        """Find a file directly in the course folder."""
        path = self._folder / name
        if not os.path.lexists(path):
            return None
        return FoundFile(name, path, f"{self._shown}/{name}")

    def files(self, name: str = "") -> list[FoundFile]:
        """List what is in the course folder, or in a folder directly inside it.

        Names that begin with “.” or “_”, or end with “~”, are left alone.
        """
        folder, shown = self._folder, self._shown
        if name:
            folder, shown = folder / name, f"{shown}/{name}"
            if not os.path.lexists(folder) or not self._is_folder(folder, shown):
                return []
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, MAX_FILES + 1)]
        if len(names) > MAX_FILES:
            self._refuse(shown, "too-many-files", f"More than {MAX_FILES} files here.")
            return []
        found = [
            FoundFile(n, folder / raw, f"{shown}/{printable(n)}")
            for raw in names
            if not raw.startswith((".", "_")) and not raw.endswith("~")
            for n in [unicodedata.normalize("NFC", _readable(raw))]
        ]
        return sorted(found, key=lambda file: file.name)

    def text(self, file: FoundFile) -> str | None:
        """Read a file of text: UTF-8, NFC, one kind of line end."""
        content = self.content(file, MAX_TEXT)
        if content is None:
            return None
        self._text_left -= len(content)
        if self._text_left < 0:
            self._refuse(
                file.shown,
                "course-too-large",
                f"The course has more than {_megabytes(MAX_ALL_TEXT)} of text.",
                "Make two courses of it.",
            )
            return None
        return decode(content, file.shown, self._findings)

    def content(self, file: FoundFile, limit: int) -> bytes | None:
        """Read a regular file of at most *limit* bytes; never more than that."""
        try:
            if not self._is_file(os.lstat(file.path), file, limit):
                return None
            descriptor = os.open(file.path, os.O_RDONLY | _NO_LINK | _BINARY)
            with os.fdopen(descriptor, "rb") as stream:
                if not self._is_file(os.fstat(descriptor), file, limit):
                    return None
                content = stream.read(limit + 1)
        except OSError as reason:
            self._refuse(
                file.shown,
                "cannot-read",
                f"This file cannot be read: {reason.strerror or 'unknown reason'}.",
                "Check that you may open it.",
            )
            return None
        if len(content) > limit:
            self._refuse_size(file.shown, limit)
            return None
        return content

    def _is_folder(self, folder: Path, shown: str) -> bool:
        mode = os.lstat(folder).st_mode
        if stat.S_ISDIR(mode):
            return True
        if stat.S_ISLNK(mode):
            self._refuse_link(shown)
        else:
            self._refuse(shown, "not-a-folder", "A folder has to be here, not a file.")
        return False

    def _is_file(self, found: os.stat_result, file: FoundFile, limit: int) -> bool:
        if stat.S_ISLNK(found.st_mode):
            self._refuse_link(file.shown)
        elif not stat.S_ISREG(found.st_mode):
            kind = "folder" if stat.S_ISDIR(found.st_mode) else "device or a pipe"
            self._refuse(
                file.shown,
                "not-a-file",
                f"This is a {kind}, not a file.",
                "Put the file itself here, or rename this so that it begins with “_”.",
            )
        elif found.st_size > limit:
            self._refuse_size(file.shown, limit)
        else:
            return True
        return False

    def _refuse_link(self, shown: str) -> None:
        self._refuse(
            shown,
            "link",
            "This is a link to another place, and a course has to be whole.",
            "Copy the file or folder itself here.",
        )

    def _refuse_size(self, shown: str, limit: int) -> None:
        self._refuse(
            shown,
            "file-too-large",
            f"This file is larger than {_megabytes(limit)}.",
            "Make it smaller, or split it.",
        )

    def _refuse(self, shown: str, code: str, message: str, hint: str = "") -> None:
        self._findings.error(Place(shown), code, message, hint)


def decode(content: bytes, shown: str, findings: Findings) -> str | None:
    """Turn bytes into text that reads alike on every machine, or say where not."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        findings.error(
            _place_at(shown, before),
            "not-utf-8",
            f"Byte {error.start + 1} of this file (0x{content[error.start]:02X}) is "
            "not UTF-8 text.",
            "In your editor, choose “Save as” and the encoding UTF-8.",
        )
        return None
    text = text.removeprefix(_BYTE_ORDER_MARK)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNWANTED.search(text):
        findings.error(
            _place_at(shown, text[: found.start()]),
            "invisible-character",
            f"There is an invisible character here (U+{ord(found.group()):04X}).",
            "Delete it; if a new line was meant, press Enter.",
        )
        return None
    lines = unicodedata.normalize("NFC", text).split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines)


def _place_at(shown: str, before: str) -> Place:
    text = before.replace("\r\n", "\n").replace("\r", "\n")
    line_start = text.rfind("\n") + 1
    return Place(shown, text.count("\n") + 1, len(text) - line_start + 1)


def _readable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def _megabytes(size: int) -> str:
    if size < 1_000_000:
        return f"{size // 1000} KB"
    return f"{size // 1_000_000} MB"


def slug_of(file: FoundFile, findings: Findings) -> str | None:
    """Give the id that a file's name stands for; refuse one that is no address."""
    if re.fullmatch(SLUG, file.stem) and len(file.stem) <= 80:
        return file.stem
    better = slugify(file.stem)
    findings.error(
        Place(file.shown),
        "file-name",
        f"The name {quoted(file.name)} cannot be part of an address.",
        "Use small letters, digits and dashes"
        + (f", for example {quoted(f'{better}.{file.suffix}')}." if better else "."),
    )
    return None
