"""What publishing would change: against the version that is online, or between two."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.folders import find_folders
from elearn.coursefiles.library import load_folder
from elearn.coursefiles.places import Places
from elearn.coursefiles.problems import Problem, quoted
from elearn.domain.difference import Alarm, Change, compare_courses
from elearn.services.snapshots import Snapshot, load_snapshot
from elearn.store.tables import Course as CourseRow
from elearn.store.tables import CourseVersion

CODES: dict[Alarm, str] = {
    "lost": "vanished-id",
    "kind": "changed-kind",
    "key": "changed-key",
}
"""The checker's names for what a change does to people's records."""

_HINTS: dict[Alarm, str] = {
    "lost": "If it is the same thing under a new name, write “was:” with the old id.",
    "kind": "Give the question a new id; answers to the old one stay as they are.",
    "key": "The trainer's page shows whose result would change before you publish.",
}


def find_newest(session: Session, slug: str) -> Snapshot | None:
    """Load a course's version that is online, or else its newest."""
    version_id = session.scalars(
        select(CourseVersion.id)
        .join(CourseRow, CourseRow.id == CourseVersion.course_id)
        .where(CourseRow.slug == slug)
        .order_by(CourseVersion.online.desc(), CourseVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return None if version_id is None else load_snapshot(session, version_id)


def find_version(session: Session, slug: str, number: int) -> Snapshot | None:
    """Load one version of a course."""
    version_id = session.scalars(
        select(CourseVersion.id)
        .join(CourseRow, CourseRow.id == CourseVersion.course_id)
        .where(CourseRow.slug == slug, CourseVersion.number == number)
    ).one_or_none()
    return None if version_id is None else load_snapshot(session, version_id)


def warn_of_changes(session: Session, built: BuiltCourse) -> list[Problem]:
    """Warn of changes that touch records, each at its place in the files.

    There are none for a course that was never published, or cannot be built.
    """
    newest = find_newest(session, built.slug)
    if newest is None or built.course is None:
        return []
    changes = compare_courses(newest.course, built.course)
    return sorted(set(problems_of(changes, built.places)))


def list_change_warnings(
    session: Session, folder: Path, shown_as: str
) -> list[Problem]:
    """Warn of changes in all courses of a folder, or in the one that it is."""
    if (folder / "course.yaml").is_file():
        return warn_of_changes(session, load_folder(folder, shown_as))
    return [
        problem
        for path in find_folders(folder)
        for problem in warn_of_changes(
            session,
            load_folder(path, f"{shown_as}/{path.name}" if shown_as else path.name),
        )
    ]


def problems_of(changes: Iterable[Change], places: Places) -> Iterator[Problem]:
    """Write the changes that touch records as the checker writes problems."""
    for change in changes:
        if change.alarm is not None:
            yield Problem(
                *places.find(change.path),
                "warning",
                CODES[change.alarm],
                _say(change, change.alarm),
                _HINTS[change.alarm],
            )


def _say(change: Change, alarm: Alarm) -> str:
    where = ", ".join(change.where)
    if alarm == "kind":
        return f"{where}: it was {change.old} and is {change.new} under the same id."
    if alarm == "key":
        return f"{where}: another answer is right than in the published version."
    if change.label == "Id":
        return (
            f"{where}: the published id {quoted(change.old)} is gone; now it is "
            f"{quoted(change.new)}."
        )
    return f"{where}: it is in the published version and is gone from the files."
