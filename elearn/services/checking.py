"""Everything that is wrong with course files: what the reader and the rules found."""

import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.check import check_course
from elearn.coursefiles.library import (
    find_folders,
    load_folder,
    load_library,
    read_content,
)
from elearn.coursefiles.memory import Memory, name_content
from elearn.coursefiles.problems import Problem, has_errors
from elearn.documents.portraits import LOOKS

_WORTH_STARTING = 30
"""Courses; with fewer, starting a process on each core takes longer than it saves."""


@dataclass(frozen=True)
class CheckedCourse:
    """A course with its problems, in the order of its files."""

    built: BuiltCourse
    problems: tuple[Problem, ...]

    @property
    def is_course(self) -> bool:
        """Tell whether the folder holds a course at all, broken or not."""
        return self.built.course is not None or has_errors(self.problems)


@dataclass(frozen=True)
class CheckedFolder:
    """What was found in a folder. `is_course` is False for notes and the like."""

    is_course: bool
    problems: tuple[Problem, ...]


def check_built(
    built: BuiltCourse, today: date, memory: Memory | None = None
) -> tuple[Problem, ...]:
    """List all problems of a course; `today` judges review dates."""
    found = check_course(built, today, frozenset(LOOKS), memory)
    return tuple(sorted({*built.problems, *found}))


def check_library(folder: Path, today: date) -> list[CheckedCourse]:
    """Read and check every course of a folder."""
    return [
        CheckedCourse(built, check_built(built, today))
        for built in load_library(folder)
    ]


def check_folders(
    folder: Path, today: date, memory: Memory, shown_as: str
) -> list[CheckedFolder]:
    """Check every course of a folder, or the one that the folder itself is.

    A course whose files are as they were the last time is answered from *memory*.
    Files are told of as *shown_as*/…
    """
    if (folder / "course.yaml").is_file():
        return [_check_folder(folder, shown_as, today, memory)]
    paths = find_folders(folder)
    shown = [f"{shown_as}/{p.name}" if shown_as else p.name for p in paths]
    check = partial(_check_folder, today=today, memory=memory)
    if (way := _choose_start(len(paths))) is None:
        return list(map(check, paths, shown))
    workers = min(len(paths), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, get_context(way)) as pool:
        return list(pool.map(check, paths, shown, chunksize=1 + len(paths) // 100))


def _choose_start(count: int) -> str | None:
    """Choose how to start a process on each core; None to do without.

    A copy of this process has everything loaded and starts at once, but a copy of one
    with several threads may never answer.
    """
    if count > 1 and sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "spawn" if count >= _WORTH_STARTING else None


def _check_folder(
    folder: Path, shown_as: str, today: date, memory: Memory
) -> CheckedFolder:
    key = _name_folder(folder, today, shown_as)
    with suppress(ValidationError):
        if key and (kept := memory.find(key)):
            return _CHECKED.validate_python(kept)
    built = load_folder(folder, shown_as)
    course = CheckedCourse(built, check_built(built, today, memory))
    checked = CheckedFolder(course.is_course, course.problems)
    # A file that was saved while it was read may have been read half.
    if key and key == _name_folder(folder, today, shown_as):
        memory.keep(key, _CHECKED.dump_python(checked, mode="json"))
    return checked


def _name_folder(folder: Path, today: date, shown_as: str) -> str | None:
    try:
        content = () if folder.is_symlink() else read_content(folder)
        return name_content("course", today.isoformat(), shown_as, *LOOKS, *content)
    except (OSError, ValueError):
        return None


_CHECKED = TypeAdapter(CheckedFolder)
