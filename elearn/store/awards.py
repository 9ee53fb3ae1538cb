"""Queries about awards and what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.orm import Session

from elearn.store.tables import Award, AwardEvent, Organisation

ISSUED, SUPERSEDED, REVOKED = "issued", "superseded", "revoked"
NAME_ERASED = "name_erased"
"""The one lawful change of an award's facts: see docs/decisions."""


def load_organisation(session: Session) -> Organisation:
    """Load the one organisation of this installation."""
    return session.scalars(select(Organisation).limit(1)).one()


def _has_event(kind: str) -> Any:
    return (
        exists()
        .where(AwardEvent.award_id == Award.id, AwardEvent.kind == kind)
        .label(kind)
    )


def stands() -> ColumnElement[bool]:
    """Make the condition that nothing has replaced or revoked a row of Award."""
    return ~has_ended()


def has_ended() -> ColumnElement[bool]:
    """Make the condition that a row of Award was replaced or revoked."""
    return Award.id.in_(
        select(AwardEvent.award_id).where(AwardEvent.kind.in_((SUPERSEDED, REVOKED)))
    )


def select_awards() -> Select[Any]:
    """Select awards with whether they were superseded or revoked; no PDF bytes."""
    return select(
        Award.id,
        Award.number,
        Award.person_id,
        Award.course_id,
        Award.enrolment_id,
        Award.passed_on,
        Award.refresh_on,
        Award.facts,
        _has_event(SUPERSEDED),
        _has_event(REVOKED),
        _has_event(NAME_ERASED),
    ).order_by(Award.passed_on.desc(), Award.id.desc())


def list_awards(session: Session, person_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """List a person's awards, newest first."""
    return session.execute(select_awards().where(Award.person_id == person_id)).all()


def list_standing(
    session: Session, person_id: int, course_id: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the person's awards for a course that nothing has replaced or revoked."""
    rows = session.execute(
        select_awards().where(
            Award.person_id == person_id, Award.course_id == course_id
        )
    ).all()
    return [row for row in rows if not (row.superseded or row.revoked)]
