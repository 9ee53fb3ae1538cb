"""Mends in the files of a course what can only have been meant in one way.

A file that could be read means the same afterwards; comments and order stay. What would
change the meaning is left alone, and told by the check.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from elearn.coursefiles.fixing_text import Draft, fix_module, fix_spaces, fix_yaml_file
from elearn.coursefiles.folders import find_folders
from elearn.coursefiles.problems import Findings, printable
from elearn.coursefiles.source import MAX_TEXT, decode

_FOLDERS = {"modules": "md", "scenarios": "yaml", "questions": "yaml"}
_FILES = ("course.yaml", "glossary.yaml", "observation.yaml")


@dataclass(frozen=True)
class Fixed:
    """One change; `line` counts from 1 in the file as it is now."""

    path: str
    line: int
    what: str


def fix_folder(folder: Path, shown_as: str, *, every_id: bool) -> Iterator[Fixed]:
    """Mend every course of a folder, or the one that the folder itself is.

    With *every_id* each heading of a card gets its id written behind it.
    """
    is_course = (folder / "course.yaml").is_file()
    for course in [folder] if is_course else find_folders(folder):
        if course.is_symlink():
            continue
        for path in _list_files(course):
            within = path.relative_to(folder).as_posix()
            shown = f"{shown_as}/{within}" if shown_as else within
            for line, what in _fix_file(path, every_id):
                yield Fixed(printable(shown), line, what)


def _list_files(course: Path) -> Iterator[Path]:
    yield from (course / name for name in _FILES)
    for name, ending in _FOLDERS.items():
        inside = course / name
        if inside.is_dir() and not inside.is_symlink():
            yield from sorted(
                path
                for path in inside.glob(f"*.{ending}")
                if not path.name.startswith((".", "_"))
            )


def _fix_file(path: Path, every_id: bool) -> list[tuple[int, str]]:
    before = _read(path)
    if before is None:
        return []
    text = decode(before, "file", Findings())
    if text is None:
        return []
    draft = Draft(text)
    draft.note_all(fix_spaces(before.decode()))
    draft.text = f"{text.rstrip(chr(10))}\n" if text.strip() else text
    if path.suffix == ".md":
        fix_module(draft, every_id=every_id)
    else:
        fix_yaml_file(draft, is_course=path.name == "course.yaml")
    after = draft.text.encode()
    if after != before and _read(path) == before:
        _replace(path, after)
        return draft.changes or [(1, "the last line ends with a new line")]
    return []


def _read(path: Path) -> bytes | None:
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_TEXT:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _replace(path: Path, content: bytes) -> None:
    """Put the new file in the old one's place in one step, never half of it."""
    with NamedTemporaryFile(dir=path.parent, prefix=".mend-", delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    try:
        shutil.copymode(path, draft.name)
        os.replace(draft.name, path)
    except OSError:
        os.unlink(draft.name)
        raise
