"""A course folder as a zip: read with suspicion, packed again plainly."""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from elearn.coursefiles.media import type_of
from elearn.coursefiles.problems import quoted
from elearn.errors import UploadRefused

MAX_ZIP = 24_000_000
"""Bytes of a zip that may be sent; a course with many photographs has 8 million."""

_MAX_UNPACKED = 64_000_000
_MAX_FILE = 2_000_000
_MAX_FILES = 1_000
_MAX_RATIO = 200
_RATIO_FROM = 100_000
"""Below this many bytes a file may be as repetitive as it likes."""

_CHUNK = 64 * 1024
_JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_FOLDERS = {
    "": {"yaml", "yml", "md", "txt"},
    "modules": {"md"},
    "scenarios": {"yaml", "yml"},
    "questions": {"yaml", "yml"},
    "media": {"svg", "png", "jpg", "jpeg", "webp"},
}
"""What a course folder may hold, by folder; anything else is left out and named."""

_EPOCH = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ZippedCourse:
    """The files of a course by their paths inside its folder.

    `folder` is the name of the folder around them, empty where there was none;
    `left_out` names what is no part of a course.
    """

    folder: str
    files: dict[str, bytes]
    left_out: tuple[str, ...]


def unpack_course(content: bytes) -> ZippedCourse:
    """Read an uploaded zip into memory. Raise UploadRefused for anything doubtful."""
    if len(content) > MAX_ZIP:
        _refuse(f"The file has more than {MAX_ZIP // 10**6} MB. Make pictures smaller.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = list(_check_entries(archive.infolist()))
            root, inside = _find_root(entries)
            files, left_out = _read_files(archive, inside)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
        OSError, ValueError,
    ):  # fmt: skip
        _refuse("This file cannot be opened as a zip. Pack the folder again.")
    return ZippedCourse(root, files, tuple(left_out))


def pack_course(files: dict[str, bytes]) -> bytes:
    """Pack files so that the same files give the same zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Write unpacked files into a folder that is empty and nobody else's."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


_Entry = tuple[PurePosixPath, zipfile.ZipInfo]


def _check_entries(infos: list[zipfile.ZipInfo]) -> Iterator[_Entry]:
    """Give the files with paths that stay inside; refuse the whole for one that not."""
    if len(infos) > _MAX_FILES:
        _refuse(f"The zip holds more than {_MAX_FILES} files. That is no course.")
    if sum(info.file_size for info in infos) > _MAX_UNPACKED:
        _refuse_size()
    seen: set[str] = set()
    for info in infos:
        path = _check_path(info.filename)
        _check_kind(info)
        if info.is_dir() or _is_junk(path):
            continue
        # Some disks take two spellings for one file, and one would hide the other.
        folded = unicodedata.normalize("NFC", str(path)).casefold()
        if folded in seen:
            _refuse(f"The zip holds {quoted(str(path))} twice.")
        seen.add(folded)
        yield path, info


def _check_path(name: str) -> PurePosixPath:
    name = unicodedata.normalize("NFC", name)
    path = PurePosixPath(name)
    bad = (
        name.startswith(("/", "\\"))
        or "\\" in name
        or re.match(r"[A-Za-z]:", name)
        or ".." in path.parts
        or any(ord(letter) < 32 for letter in name)
        or not path.parts
    )
    if bad:
        _refuse(
            f"The zip holds a file with the path {quoted(name)}, which leads out of "
            "the folder. Pack the course's own folder."
        )
    return path


def _check_kind(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        _refuse(
            f"{quoted(info.filename)} is a link or a device, and not a file. Pack the "
            "file itself."
        )
    if info.flag_bits & 1:
        _refuse("The zip is locked with a password. Pack it again without one.")


def _is_junk(path: PurePosixPath) -> bool:
    return any(part in _JUNK or part.startswith("._") for part in path.parts)


def _find_root(entries: list[_Entry]) -> tuple[str, list[_Entry]]:
    """Find the folder that holds course.yaml: the top, or one inside another."""
    roots = [path.parent for path, _ in entries if path.name == "course.yaml"]
    if not roots:
        _refuse("There is no course.yaml in this zip. Pack the folder that holds it.")
    root = min(roots, key=lambda folder: len(folder.parts))
    if any(root not in (other, *other.parents) for other in roots):
        _refuse("There is more than one course in this zip. Upload them one by one.")
    inside = [
        (path.relative_to(root), info) for path, info in entries
        if path.is_relative_to(root)
    ]  # fmt: skip
    return root.name, inside


def _read_files(
    archive: zipfile.ZipFile, entries: list[_Entry]
) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    left = _MAX_UNPACKED
    for path, info in entries:
        name = str(path)
        if any(part.startswith(".") for part in path.parts):
            continue
        if not _belongs(path):
            left_out.append(name)
            continue
        content = _read_file(archive, info, name)
        left -= len(content)
        if left < 0:
            _refuse_size()
        _check_content(name, content)
        files[name] = content
    return files, sorted(left_out)


def _belongs(path: PurePosixPath) -> bool:
    folder = str(path.parent) if len(path.parts) > 1 else ""
    return path.suffix[1:].lower() in _FOLDERS.get(folder, ())


def _read_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """Read one file, never more than is allowed, whatever the zip says of its size."""
    parts: list[bytes] = []
    size = 0
    with archive.open(info) as stream:
        while part := stream.read(_CHUNK):
            size += len(part)
            if size > _MAX_FILE:
                _refuse(
                    f"{quoted(name)} has more than {_MAX_FILE // 10**6} MB. "
                    "Make it smaller."
                )
            if size > _RATIO_FROM and size > _MAX_RATIO * max(info.compress_size, 1):
                _refuse(f"{quoted(name)} is packed in a way that no course needs.")
            parts.append(part)
    return b"".join(parts)


def _check_content(name: str, content: bytes) -> None:
    """Refuse what is something else than its name says."""
    suffix = PurePosixPath(name).suffix[1:].lower()
    if suffix in _FOLDERS["media"]:
        if type_of(content) is None:
            _refuse(f"{quoted(name)} is not a picture, whatever its name says.")
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        _refuse(f"{quoted(name)} is not text in UTF-8. Save it again as UTF-8.")
    if "\0" in text:
        _refuse(f"{quoted(name)} is not text, whatever its name says.")


def _refuse_size() -> NoReturn:
    _refuse(
        f"Unpacked, the zip has more than {_MAX_UNPACKED // 10**6} MB. Make pictures "
        "smaller."
    )


def _refuse(sentence: str) -> NoReturn:
    raise UploadRefused("file", sentence)
