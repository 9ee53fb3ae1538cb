"""Queries about plays of a scenario and the choices in them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.store.tables import Play, PlayChoice


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
