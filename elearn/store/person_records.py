"""Queries about what one person did that others may see: attempts and plays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.store.tables import Attempt, CourseVersion, Enrolment, Play
from elearn.store.teams import version_columns


def list_handed_in(session: Session, person_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the assessment attempts somebody handed in, newest first."""
    return session.execute(
        select(
            Attempt.id,
            Attempt.handed_in_at,
            Attempt.points,
            Attempt.out_of,
            Attempt.passed,
            Attempt.critical,
            *version_columns(),
        )
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Attempt.version_id)
        .where(
            Enrolment.person_id == person_id,
            Attempt.kind == "assessment",
            Attempt.handed_in_at.is_not(None),
        )
        .order_by(Attempt.handed_in_at.desc(), Attempt.id.desc())
    ).all()


def list_counting_plays(
    session: Session, person_id: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the plays somebody ended that were no practice, newest first."""
    return session.execute(
        select(
            Play.id,
            Play.scenario_id,
            Play.ending_id,
            Play.result,
            Play.ended_at,
            *version_columns(),
        )
        .join(Enrolment, Enrolment.id == Play.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Play.version_id)
        .where(
            Enrolment.person_id == person_id,
            Play.practice_of.is_(None),
            Play.ended_at.is_not(None),
        )
        .order_by(Play.ended_at.desc(), Play.id.desc())
    ).all()


def find_handed_in(session: Session, person_id: int, attempt_id: int) -> Attempt | None:
    """Find one of their assessment attempts that was handed in."""
    return session.scalars(
        select(Attempt)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            Attempt.id == attempt_id,
            Enrolment.person_id == person_id,
            Attempt.kind == "assessment",
            Attempt.handed_in_at.is_not(None),
        )
    ).one_or_none()


def find_counting_play(session: Session, person_id: int, play_id: int) -> Play | None:
    """Find one of their plays that ended and was no practice."""
    return session.scalars(
        select(Play)
        .join(Enrolment, Enrolment.id == Play.enrolment_id)
        .where(
            Play.id == play_id,
            Enrolment.person_id == person_id,
            Play.practice_of.is_(None),
            Play.ended_at.is_not(None),
        )
    ).one_or_none()


def has_passed(session: Session, person_id: int, attempt: Attempt) -> bool:
    """Tell whether somebody has passed the assessment of an attempt’s course."""
    course_id = (
        select(Enrolment.course_id)
        .where(Enrolment.id == attempt.enrolment_id)
        .scalar_subquery()
    )
    passed = (
        select(Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.course_id == course_id,
            Attempt.kind == "assessment",
            Attempt.passed.is_(True),
        )
        .limit(1)
    )
    return session.scalars(passed).first() is not None
