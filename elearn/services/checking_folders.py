"""Checks whole folders of courses, each no more often than its files change.

What reads and judges a course takes a third of a second to load, so it is loaded only
where a course is not as it was the last time.
"""

import os
import sys
import threading
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from elearn.coursefiles.folders import find_folders, read_content
from elearn.coursefiles.memory import Memory, name_content
from elearn.coursefiles.problems import Problem
from elearn.documents.portrait_looks import LOOKS

_WORTH_STARTING = 30
"""Courses; with fewer, starting a process on each core takes longer than it saves."""

_FIELDS = {
    "path": str, "line": int, "column": int, "severity": str, "code": str,
    "message": str, "hint": str,
}  # fmt: skip
"""What a problem is kept as."""


@dataclass(frozen=True)
class CheckedFolder:
    """What was found in a folder. `is_course` is False for notes and the like."""

    is_course: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Folder:
    path: Path
    shown_as: str
    key: str | None


def check_folders(
    folder: Path, today: date, memory: Memory, shown_as: str
) -> list[CheckedFolder]:
    """Check every course of a folder, or the one that the folder itself is.

    A course whose files are as they were the last time is answered from *memory*.
    Files are told of as *shown_as*/…
    """
    if (folder / "course.yaml").is_file():
        named = [(folder, shown_as)]
    else:
        before = f"{shown_as}/" if shown_as else ""
        named = [(path, before + path.name) for path in find_folders(folder)]
    folders = [
        _Folder(path, shown, _name_folder(path, shown, today, memory))
        for path, shown in named
    ]
    kept = [_recall(memory, each.key) for each in folders]
    changed = [each for each, known in zip(folders, kept, strict=True) if not known]
    afresh = iter(_check_all(changed, today, memory) if changed else [])
    return [known or next(afresh) for known in kept]


def _check_all(
    folders: list[_Folder], today: date, memory: Memory
) -> list[CheckedFolder]:
    # Loaded here, once, for every process that is copied from this one.
    import elearn.services.checking  # noqa: F401, PLC0415

    check = partial(_check_folder, today=today, memory=memory)
    if (way := _choose_start(len(folders))) is None:
        return list(map(check, folders))
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    workers = min(len(folders), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, get_context(way)) as pool:
        return list(pool.map(check, folders, chunksize=1 + len(folders) // 100))


def _choose_start(count: int) -> str | None:
    """Choose how to start a process on each core; None to do without.

    A copy of this process has everything loaded and starts at once, but a copy of one
    with several threads may never answer.
    """
    if count > 1 and sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "spawn" if count >= _WORTH_STARTING else None


def _check_folder(folder: _Folder, today: date, memory: Memory) -> CheckedFolder:
    from elearn.coursefiles.library import load_folder  # noqa: PLC0415
    from elearn.services.checking import CheckedCourse, check_built  # noqa: PLC0415

    built = load_folder(folder.path, folder.shown_as)
    course = CheckedCourse(built, check_built(built, today, memory))
    checked = CheckedFolder(course.is_course, course.problems)
    # A file that was saved while it was read may have been read half.
    again = _name_folder(folder.path, folder.shown_as, today, memory)
    if folder.key and folder.key == again:
        memory.keep(folder.key, asdict(checked))
    return checked


def _name_folder(path: Path, shown_as: str, today: date, memory: Memory) -> str | None:
    if memory.is_empty:
        return None
    try:
        content = () if path.is_symlink() else read_content(path)
        return name_content("course", today.isoformat(), shown_as, *LOOKS, *content)
    except (OSError, ValueError):
        return None


def _recall(memory: Memory, key: str | None) -> CheckedFolder | None:
    match memory.find(key) if key else None:
        case {"is_course": bool(is_course), "problems": list(listed)} if all(
            map(_is_problem, listed)
        ):
            return CheckedFolder(is_course, tuple(Problem(**kept) for kept in listed))
    return None


def _is_problem(kept: Any) -> bool:
    return isinstance(kept, dict) and {k: type(v) for k, v in kept.items()} == _FIELDS
