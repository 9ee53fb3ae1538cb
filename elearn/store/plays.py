"""Queries about plays of a scenario and the choices in them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from elearn.store.tables import Course, CourseVersion, Enrolment, Play, PlayChoice


def list_plays(session: Session, enrolment_id: int, scenario_id: str) -> Sequence[Play]:
    """List finished and open plays, first to last; those that were left are not."""
    return session.scalars(
        select(Play)
        .where(
            Play.enrolment_id == enrolment_id,
            Play.scenario_id == scenario_id,
            Play.left_at.is_(None),
        )
        .order_by(Play.number)
    ).all()


def find_play(
    session: Session, enrolment_id: int, scenario_id: str, number: int
) -> Play | None:
    """Find a play by its number."""
    return session.scalars(
        select(Play).where(
            Play.enrolment_id == enrolment_id,
            Play.scenario_id == scenario_id,
            Play.number == number,
        )
    ).one_or_none()


def find_open_play(
    session: Session, enrolment_id: int, scenario_id: str
) -> Play | None:
    """Find the one play that is neither finished nor left."""
    return session.scalars(
        select(Play).where(
            Play.enrolment_id == enrolment_id,
            Play.scenario_id == scenario_id,
            Play.ended_at.is_(None),
            Play.left_at.is_(None),
        )
    ).one_or_none()


def last_play_number(session: Session, enrolment_id: int, scenario_id: str) -> int:
    """Give the number of the newest play, left or not; 0 when there is none."""
    return (
        session.scalar(
            select(func.max(Play.number)).where(
                Play.enrolment_id == enrolment_id, Play.scenario_id == scenario_id
            )
        )
        or 0
    )


def list_choices(session: Session, play_id: int) -> list[PlayChoice]:
    """List the choices of a play, first to last."""
    return list(
        session.scalars(
            select(PlayChoice)
            .where(PlayChoice.play_id == play_id)
            .order_by(PlayChoice.position)
        )
    )


def count_first_plays(
    session: Session, slug: str, scenario_id: str
) -> tuple[tuple[int, int], ...]:
    """Count the first plays of a scenario by the version they were made in."""
    rows = session.execute(
        select(CourseVersion.number, func.count(Play.id))
        .join(CourseVersion, CourseVersion.id == Play.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.slug == slug, *_first_plays_of(scenario_id))
        .group_by(CourseVersion.number)
        .order_by(CourseVersion.number)
    )
    return tuple((row[0], row[1]) for row in rows)


def count_first_choices(
    session: Session, slug: str, scenario_id: str
) -> dict[tuple[str, str], int]:
    """Count the first plays that made each choice, by scene and choice."""
    rows = session.execute(
        select(
            PlayChoice.scene_id, PlayChoice.choice_id, func.count(Play.id.distinct())
        )
        .join(Play, Play.id == PlayChoice.play_id)
        .join(CourseVersion, CourseVersion.id == Play.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.slug == slug, *_first_plays_of(scenario_id))
        .group_by(PlayChoice.scene_id, PlayChoice.choice_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def count_first_endings(
    session: Session, slug: str, scenario_id: str
) -> dict[tuple[str, str], int]:
    """Count the first plays that came to each ending, by the ending and “”."""
    rows = session.execute(
        select(Play.ending_id, func.count(Play.id))
        .join(CourseVersion, CourseVersion.id == Play.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            Course.slug == slug,
            Play.ending_id.is_not(None),
            *_first_plays_of(scenario_id),
        )
        .group_by(Play.ending_id)
    )
    return {(row[0] or "", ""): row[1] for row in rows}


def find_last_play(
    session: Session, person_id: int, slug: str, scenario_id: str
) -> Play | None:
    """Find somebody's newest play from the start."""
    return session.scalars(
        select(Play)
        .join(Enrolment, Enrolment.id == Play.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            Enrolment.person_id == person_id,
            Course.slug == slug,
            Play.scenario_id == scenario_id,
            Play.practice_of.is_(None),
        )
        .order_by(Enrolment.cycle.desc(), Play.number.desc())
        .limit(1)
    ).first()


def _first_plays_of(scenario_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Play.scenario_id == scenario_id,
        Play.number == 1,
        Play.practice_of.is_(None),
    )
