"""Where a person stands: an online course together with their enrolment in it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.course import Course
from elearn.errors import NotFound
from elearn.services.snapshots import VERSION_COLUMNS, Snapshot, snapshot_of
from elearn.store.enrolments import lock_enrolment, select_places
from elearn.store.tables import Course as CourseRow
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
    rows = session.execute(select_places(person_id, *VERSION_COLUMNS)).all()
    return [_place(session, person_id, *row) for row in rows]


def get_place(session: Session, person_id: int, slug: str) -> Place:
    """Find a course by its address. Raise NotFound if it is not online."""
    row = session.execute(
        select_places(person_id, *VERSION_COLUMNS).where(CourseRow.slug == slug)
    ).one_or_none()
    if row is None:
        raise NotFound(slug, "This course is not here. It may have been withdrawn.")
    return _place(session, person_id, *row)


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


def _place(
    session: Session,
    person_id: int,
    course_id: int,
    slug: str,
    enrolment_id: int | None,
    cycle: int | None,
    completed_at: datetime | None,
    *version: object,
) -> Place:
    snapshot = snapshot_of(session, *version)  # type: ignore[arg-type]  # one row's columns
    return Place(person_id, course_id, snapshot, enrolment_id, cycle or 1, completed_at)
