"""All courses of a folder; what is wrong with one never hides another."""

import os
from pathlib import Path

from elearn.coursefiles.build import BuiltCourse, build_course
from elearn.coursefiles.folders import find_folders
from elearn.coursefiles.places import Place, Places
from elearn.coursefiles.problems import Findings, printable


def load_library(folder: Path) -> list[BuiltCourse]:
    """Build every course in *folder*, by name.

    A folder without a course.yaml is given too, with a warning and no course;
    names that begin with “.” or “_” are left alone. OSError is raised if the
    library itself cannot be listed.
    """
    return [load_folder(path) for path in find_folders(folder)]


def load_folder(folder: Path, shown_as: str | None = None) -> BuiltCourse:
    """Build the course in one folder of a library.

    Its files are told of as *shown_as*/…; if left out, by the library's own name.
    """
    if shown_as is None:
        shown_as = f"{Path(os.path.abspath(folder.parent)).name}/{folder.name}"
    if folder.is_symlink():
        return _refuse_link(folder, shown_as)
    return _load(folder, shown_as)


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
