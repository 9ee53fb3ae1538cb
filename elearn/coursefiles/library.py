"""All courses of a folder; what is wrong with one never hides another."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from elearn.coursefiles.build import BuiltCourse, build_course
from elearn.coursefiles.media import MAX_ALL_MEDIA
from elearn.coursefiles.places import Place, Places
from elearn.coursefiles.problems import Findings, printable
from elearn.coursefiles.source import MAX_ALL_TEXT, MAX_FILES


def load_library(folder: Path) -> list[BuiltCourse]:
    """Build every course in *folder*, by name.

    A folder without a course.yaml is given too, with a warning and no course;
    names that begin with “.” or “_” are left alone. OSError is raised if the
    library itself cannot be listed.
    """
    return [load_folder(path) for path in find_folders(folder)]


def find_folders(folder: Path) -> list[Path]:
    """List the folders that may hold a course, by name. OSError as load_library."""
    with os.scandir(folder) as entries:
        names = sorted(
            entry.name
            for entry in entries
            if not entry.name.startswith((".", "_")) and entry.is_dir()
        )
    return [folder / name for name in names]


def load_folder(folder: Path, shown_as: str | None = None) -> BuiltCourse:
    """Build the course in one folder of a library.

    Its files are told of as *shown_as*/…; if left out, by the library's own name.
    """
    if shown_as is None:
        shown_as = f"{Path(os.path.abspath(folder.parent)).name}/{folder.name}"
    if folder.is_symlink():
        return _refuse_link(folder, shown_as)
    return _load(folder, shown_as)


def read_content(folder: Path) -> Iterator[bytes]:
    """Give names and contents of all that a course can be read from.

    OSError is raised where a file cannot be read, ValueError where there is more than
    a course may have.
    """
    left = MAX_ALL_TEXT + MAX_ALL_MEDIA
    for path in sorted(_list_files(folder)):
        found = path.lstat()
        yield os.fsencode(path.relative_to(folder))
        yield f"{found.st_mode:o} {found.st_size}".encode()
        if stat.S_ISREG(found.st_mode):
            left -= found.st_size
            if left < 0:
                raise ValueError(folder)
            yield path.read_bytes()


def _list_files(folder: Path) -> list[Path]:
    """List what stands in a course folder and in the folders directly inside it."""
    listed = []
    for path in folder.iterdir():
        listed.append(path)
        if path.is_dir() and not path.is_symlink():
            listed.extend(path.iterdir())
        if len(listed) > MAX_FILES:
            raise ValueError(folder)
    return listed


def _load(folder: Path, shown_as: str) -> BuiltCourse:
    if os.path.lexists(folder / "course.yaml"):
        return build_course(folder, shown_as=shown_as)
    findings = Findings()
    place = Place(f"{printable(shown_as)}/course.yaml")
    findings.warn(
        place,
        "no-course",
        "This folder has no course.yaml, so it is not read as a course.",
        "Write one, or let the folder's name begin with “_”.",
    )
    return _without_course(folder, place, findings)


def _refuse_link(folder: Path, shown_as: str) -> BuiltCourse:
    findings = Findings()
    place = Place(f"{printable(shown_as)}/course.yaml")
    findings.error(
        place,
        "link",
        "This folder is a link to another place, and a course has to be whole.",
        "Copy the folder itself here.",
    )
    return _without_course(folder, place, findings)


def _without_course(folder: Path, place: Place, findings: Findings) -> BuiltCourse:
    return BuiltCourse(folder.name, folder, None, findings.sorted(), {}, Places(place))
