"""What a trainer sees: each course as it is online, and what its files say now."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.services.folders import ReadFolder, read_library
from elearn.store.courses import (
    count_awards,
    count_in_the_middle,
    list_latest_versions,
)

FilesState = Literal["same", "changed", "broken", "gone", "not read"]


@dataclass(frozen=True)
class PublishedVersion:
    """The version of a course that is online, or its newest when none is.

    `published_by` is None where the command line published it.
    """

    version_id: int
    course_id: int
    number: int
    title: str
    online: bool
    content_hash: str
    published_at: datetime
    published_by: str | None
    withdrawn_at: datetime | None

    @property
    def short_hash(self) -> str:
        return self.content_hash[:8]


@dataclass(frozen=True)
class TrainedCourse:
    """One row: a course online, in files, or both. One of the two is never None."""

    slug: str
    published: PublishedVersion | None
    files: ReadFolder | None
    files_state: FilesState
    in_the_middle: int
    awards: int

    @property
    def title(self) -> str:
        if self.published is not None:
            return self.published.title
        course = self.files.course if self.files else None
        return course.title if course else self.slug


@dataclass(frozen=True)
class TrainedCourses:
    """All courses. `has_folder` is False where this machine has no courses folder."""

    folder: Path
    has_folder: bool
    courses: tuple[TrainedCourse, ...]


def list_trained_courses(session: Session, folder: Path, today: date) -> TrainedCourses:
    """List every course with a version or a folder, in a fixed number of queries."""
    library = read_library(folder, today)
    published = {
        row.slug: published_version(row) for row in list_latest_versions(session)
    }
    middle, awards = count_in_the_middle(session), count_awards(session)
    courses = []
    for slug in sorted(published.keys() | library.courses.keys()):
        version, files = published.get(slug), library.courses.get(slug)
        if version is None and files is not None and _is_no_course(files):
            continue
        here = slug in library.courses
        course_id = version.course_id if version else 0
        courses.append(
            TrainedCourse(
                slug,
                version,
                files,
                judge_files(version, files, here=here),
                middle.get(course_id, 0),
                awards.get(course_id, 0),
            )
        )
    return TrainedCourses(folder, library.is_here, tuple(courses))


def judge_files(
    version: PublishedVersion | None, files: ReadFolder | None, *, here: bool
) -> FilesState:
    """Say how the files stand against the version."""
    if not here:
        return "gone"
    if files is None:
        return "not read"
    if files.course is None or files.is_broken:
        return "broken"
    if version is not None and files.course.content_hash == version.content_hash:
        return "same"
    return "changed"


def published_version(row: Row[*tuple[Any, ...]]) -> PublishedVersion:
    return PublishedVersion(
        row.version_id,
        row.course_id,
        row.number,
        row.title,
        row.online,
        row.content_hash,
        row.published_at,
        row.published_by,
        row.withdrawn_at,
    )


def _is_no_course(files: ReadFolder) -> bool:
    """Tell a folder that holds something else from a broken course."""
    return files.course is None and not files.error_count
