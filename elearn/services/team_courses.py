"""The courses that are online, as columns of what managers look at."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.services.snapshots import Snapshot, snapshot_of
from elearn.store.teams import list_online_courses


@dataclass(frozen=True)
class CourseColumn:
    """A course that is online now."""

    course_id: int
    snapshot: Snapshot

    @property
    def slug(self) -> str:
        return self.snapshot.course.slug


def list_columns(session: Session) -> tuple[CourseColumn, ...]:
    """List the courses that are online."""
    return tuple(
        CourseColumn(row.course_id, snapshot_of_row(session, row))
        for row in list_online_courses(session)
    )


def snapshot_of_row(session: Session, row: Row[*tuple[Any, ...]]) -> Snapshot:
    """Give the version whose columns a row holds."""
    return snapshot_of(
        session,
        row.version_id,
        row.version_number,
        row.published_at,
        row.content_hash,
        row.renderer,
    )
