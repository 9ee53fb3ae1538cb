"""Queries about courses, their versions, and who is in the middle of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from elearn.store.tables import (
    Award,
    Course,
    CourseVersion,
    Enrolment,
    Person,
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
