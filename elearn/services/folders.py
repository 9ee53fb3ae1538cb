"""What the files of courses say now, read again only when they changed."""

import os
import stat
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from time import monotonic

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.folders import find_folders
from elearn.coursefiles.library import load_folder
from elearn.coursefiles.problems import Problem, has_errors
from elearn.domain.course import Course
from elearn.services.checking import check_built

_KEEP = 64
"""How many courses a process keeps; their pictures are not kept."""

_MOST_FILES = 3000
_PATIENCE_SECONDS = 4.0
"""How long one page may read courses; what is left is read by the next page."""

Signature = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class ReadFolder:
    """One course folder as it is now. `changed_at` is when its newest file was saved.

    `course` is None where there is an error; then `problems` say which.
    """

    slug: str
    course: Course | None
    problems: tuple[Problem, ...]
    changed_at: datetime | None

    @property
    def is_broken(self) -> bool:
        return self.course is None or has_errors(self.problems)

    @property
    def error_count(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warning_count(self) -> int:
        return len(self.problems) - self.error_count


@dataclass(frozen=True)
class ReadLibrary:
    """The folder of courses on this machine.

    `is_here` is False where the folder itself cannot be listed. A course that could
    not be looked at in time has None.
    """

    folder: Path
    is_here: bool
    courses: dict[str, ReadFolder | None]


class _Kept:
    """Courses by folder, signature and day: review dates depend on the day."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, Signature, date], ReadFolder]
        self._kept = OrderedDict()
        self._lock = Lock()
        # One at a time: two pages that read the same files would do the work twice.
        self.reading = Lock()

    def find(self, key: tuple[Path, Signature, date]) -> ReadFolder | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: tuple[Path, Signature, date], read: ReadFolder) -> None:
        with self._lock:
            self._kept[key] = read
            while len(self._kept) > _KEEP:
                self._kept.popitem(last=False)


_kept = _Kept()


def read_library(
    folder: Path, today: date, clock: Callable[[], float] = monotonic
) -> ReadLibrary:
    """Look at every course folder; one that cannot be read hides no other."""
    try:
        paths = find_folders(folder)
    except OSError:
        return ReadLibrary(folder, is_here=False, courses={})
    stop = clock() + _PATIENCE_SECONDS
    courses: dict[str, ReadFolder | None] = {}
    for path in paths:
        found = _find_kept(path, today)
        if found is None and clock() < stop:
            found = _read(path, today)
        courses[path.name] = found
    return ReadLibrary(folder, is_here=True, courses=courses)


def read_folder(folder: Path, slug: str, today: date) -> ReadFolder | None:
    """Look at one course folder; None where there is none on this machine."""
    path = _path_of(folder, slug)
    return None if path is None else _find_kept(path, today) or _read(path, today)


def build_folder(folder: Path, slug: str) -> BuiltCourse | None:
    """Build a course from its files, pictures too; None where there is no folder."""
    path = _path_of(folder, slug)
    return None if path is None else load_folder(path)


def _path_of(folder: Path, slug: str) -> Path | None:
    # Only a name that the folder lists: an address never becomes a path.
    try:
        return next((p for p in find_folders(folder) if p.name == slug), None)
    except OSError:
        return None


def _find_kept(path: Path, today: date) -> ReadFolder | None:
    signature = _sign(path)
    return None if signature is None else _kept.find((path, signature, today))


def _read(path: Path, today: date) -> ReadFolder:
    with _kept.reading:
        signature = _sign(path)
        if signature is not None:
            found = _kept.find((path, signature, today))
            if found is not None:
                return found
        built = load_folder(path)
        read = ReadFolder(
            path.name,
            built.course,
            check_built(built, today),
            _newest(signature or ()),
        )
        # Files that were saved while they were read are read again by the next page.
        if signature is not None and signature == _sign(path):
            _kept.keep((path, signature, today), read)
        return read


def _sign(path: Path) -> Signature | None:
    """Name the state of a folder by its files' times and sizes.

    None where it cannot be told, or has more files than a course may have.
    """
    signed = []
    try:
        for entry in _walk(path):
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                signed.append((entry.path, status.st_mtime_ns, status.st_size))
            if len(signed) > _MOST_FILES:
                return None
    except OSError:
        return None
    return tuple(sorted(signed))


def _newest(signature: Signature) -> datetime | None:
    times = [modified for _, modified, _ in signature]
    return datetime.fromtimestamp(max(times) / 1e9, UTC) if times else None


def _walk(path: Path) -> list["os.DirEntry[str]"]:
    """List what is in a course folder and in the folders directly inside it."""
    with os.scandir(path) as entries:
        here = list(entries)
    found = list(here)
    for entry in here:
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            with os.scandir(entry.path) as inside:
                found += list(inside)
    return found
