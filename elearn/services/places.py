"""Where a person stands: an online course together with their enrolment in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.domain.course import Course
from elearn.errors import NotFound
from elearn.services.snapshots import Snapshot, snapshot_of
from elearn.store.enrolments import (
    find_place_row,
    list_place_rows,
    lock_enrolment,
)
from elearn.store.tables import Enrolment


@dataclass(frozen=True)
class Place:
    """A course as it is online now, and the person's latest enrolment, if any."""

    person_id: int
    course_id: int
    snapshot: Snapshot
    enrolment_id: int | None
    cycle: int
    completed_at: datetime | None

    @property
    def course(self) -> Course:
        return self.snapshot.course


def list_places(session: Session, person_id: int) -> list[Place]:
    """List every course that is online."""
    rows = list_place_rows(session, person_id)
    return [_place(session, person_id, row) for row in rows]


def get_place(session: Session, person_id: int, slug: str) -> Place:
    """Find a course by its address. Raise NotFound if it is not online."""
    row = find_place_row(session, person_id, slug)
    if row is None:
        raise NotFound(slug, "This course is not here. It may have been withdrawn.")
    return _place(session, person_id, row)


def enter_place(
    session: Session, person_id: int, slug: str, now: datetime
) -> tuple[Place, int]:
    """Find a course for writing: enrol on the first act, then let others wait.

    Returns the place and the enrolment's id.
    """
    place = get_place(session, person_id, slug)
    if place.enrolment_id is not None:
        lock_enrolment(session, place.enrolment_id)
        return place, place.enrolment_id
    enrolment = Enrolment(
        person_id=person_id, course_id=place.course_id, cycle=1, started_at=now
    )
    session.add(enrolment)
    session.flush()
    return replace(place, enrolment_id=enrolment.id), enrolment.id


def _place(session: Session, person_id: int, row: Row[*tuple[Any, ...]]) -> Place:
    snapshot = snapshot_of(
        session,
        row.version_id,
        row.number,
        row.published_at,
        row.content_hash,
        row.renderer,
    )
    return Place(
        person_id,
        row.course_id,
        snapshot,
        row.enrolment_id,
        row.cycle or 1,
        row.completed_at,
    )
