"""Queries about courses, their versions, and who is in the middle of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from elearn.store.responses import ASSESSMENT
from elearn.store.tables import (
    Attempt,
    Award,
    Course,
    CourseVersion,
    Enrolment,
    Person,
    Play,
    VersionEvent,
    VersionFiles,
)


def _select_latest() -> Select[*tuple[Any, ...]]:
    """Select each course's version that is online, or else its newest."""
    other = aliased(CourseVersion)
    chosen = (
        select(other.id)
        .where(other.course_id == Course.id)
        .order_by(other.online.desc(), other.number.desc())
        .limit(1)
        .correlate(Course)
        .scalar_subquery()
    )
    return (
        select(
            Course.id.label("course_id"),
            Course.slug,
            CourseVersion.id.label("version_id"),
            CourseVersion.number,
            CourseVersion.title,
            CourseVersion.online,
            CourseVersion.content_hash,
            CourseVersion.published_at,
            CourseVersion.withdrawn_at,
            Person.name.label("published_by"),
        )
        .select_from(Course)
        .join(CourseVersion, CourseVersion.id == chosen)
        .outerjoin(Person, Person.id == CourseVersion.published_by_id)
        .where(Course.archived.is_(False))
        .order_by(Course.slug)
    )


_LATEST = _select_latest()


def list_latest_versions(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """List every course that was ever published, with the version that tells of it."""
    return session.execute(_LATEST).all()


def find_latest_version(session: Session, slug: str) -> Row[*tuple[Any, ...]] | None:
    """Find one course that was ever published."""
    return session.execute(_LATEST.where(Course.slug == slug)).one_or_none()


def count_in_the_middle(session: Session) -> dict[int, int]:
    """Count for each course the people who began and are not done, in one query."""
    rows = session.execute(
        select(Enrolment.course_id, func.count())
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.completed_at.is_(None), Person.active)
        .group_by(Enrolment.course_id)
    )
    return {row[0]: row[1] for row in rows.all()}


def count_awards(session: Session) -> dict[int, int]:
    """Count for each course the certificates that were ever given, in one query."""
    rows = session.execute(
        select(Award.course_id, func.count()).group_by(Award.course_id)
    )
    return {row[0]: row[1] for row in rows.all()}


def lock_course(session: Session, slug: str) -> Course | None:
    """Find a course and make others who would publish it wait."""
    return session.scalars(
        select(Course).where(Course.slug == slug).with_for_update()
    ).one_or_none()


def count_open(session: Session, course_id: int) -> tuple[int, int]:
    """Count the assessment attempts and the plays in progress: both are pinned."""
    attempts = (
        select(func.count())
        .select_from(Attempt)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            Enrolment.course_id == course_id,
            Attempt.kind == ASSESSMENT,
            Attempt.handed_in_at.is_(None),
        )
    )
    plays = (
        select(func.count())
        .select_from(Play)
        .join(Enrolment, Enrolment.id == Play.enrolment_id)
        .where(
            Enrolment.course_id == course_id,
            Play.ended_at.is_(None),
            Play.left_at.is_(None),
        )
    )
    row = session.execute(
        select(attempts.scalar_subquery(), plays.scalar_subquery())
    ).one()
    return row[0], row[1]


def list_versions(session: Session, course_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """List all versions of a course, newest first, without what is in them."""
    return session.execute(
        select(
            CourseVersion.id,
            CourseVersion.number,
            CourseVersion.title,
            CourseVersion.online,
            CourseVersion.content_hash,
            CourseVersion.published_at,
            CourseVersion.withdrawn_at,
            Person.name.label("published_by"),
            VersionFiles.uploaded_at,
        )
        .outerjoin(Person, Person.id == CourseVersion.published_by_id)
        .outerjoin(VersionFiles, VersionFiles.version_id == CourseVersion.id)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
    ).all()


def list_version_events(
    session: Session, course_id: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List what became of a course's versions, newest first."""
    return session.execute(
        select(
            VersionEvent.version_id,
            VersionEvent.kind,
            VersionEvent.reason,
            VersionEvent.at,
            Person.name.label("by_name"),
        )
        .join(CourseVersion, CourseVersion.id == VersionEvent.version_id)
        .outerjoin(Person, Person.id == VersionEvent.by_id)
        .where(CourseVersion.course_id == course_id)
        .order_by(VersionEvent.at.desc(), VersionEvent.id.desc())
    ).all()
