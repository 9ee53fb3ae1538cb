"""Queries about attempts and the responses in them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.domain.questions import Response as Given
from elearn.store.tables import (
    Attempt,
    AttemptAllowance,
    Enrolment,
    Person,
    Response,
    WrittenMark,
)

MODULE = "module"
ASSESSMENT = "assessment"


class LastResponse(NamedTuple):
    """As much of the last response to a question as a page shows."""

    response: Given
    try_number: int


def find_attempt(
    session: Session, enrolment_id: int, kind: str, content_id: str
) -> Attempt | None:
    """Find the latest attempt of a kind."""
    return session.scalars(
        select(Attempt)
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.kind == kind,
            Attempt.content_id == content_id,
        )
        .order_by(Attempt.number.desc())
        .limit(1)
    ).one_or_none()


def list_attempts(session: Session, enrolment_id: int) -> list[Attempt]:
    """List the attempts at the assessment in one enrolment, first to last."""
    return list(
        session.scalars(
            select(Attempt)
            .where(Attempt.enrolment_id == enrolment_id, Attempt.kind == ASSESSMENT)
            .order_by(Attempt.number)
        )
    )


def list_allowances(session: Session, enrolment_id: int) -> list[AttemptAllowance]:
    """List the further attempts that managers allowed, first to last."""
    return list(
        session.scalars(
            select(AttemptAllowance)
            .where(AttemptAllowance.enrolment_id == enrolment_id)
            .order_by(AttemptAllowance.after_attempt)
        )
    )


def _select_latest() -> Select[str, Given, int]:
    return (
        select(Response.question_id, Response.response, Response.try_number)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(
            Attempt.enrolment_id == bindparam("enrolment_id"),
            Attempt.kind == MODULE,
            Attempt.content_id == bindparam("module_id"),
            Response.question_id.in_(bindparam("question_ids", expanding=True)),
            _is_latest_try(),
        )
    )


def _is_latest_try() -> ColumnElement[bool]:
    later = aliased(Response)
    newest = (
        select(func.max(later.try_number))
        .where(
            later.attempt_id == Response.attempt_id,
            later.question_id == Response.question_id,
        )
        .scalar_subquery()
    )
    return Response.try_number == newest


def _is_latest_mark() -> ColumnElement[bool]:
    later = aliased(WrittenMark)
    newest = (
        select(func.max(later.number))
        .where(later.response_id == WrittenMark.response_id)
        .scalar_subquery()
    )
    return WrittenMark.number == newest


# Built once: the first is asked on every card with a question, the second where one of
# them is answered in own words.
_LATEST = _select_latest()
_LATEST_MARKED = _LATEST.add_columns(WrittenMark).outerjoin(
    WrittenMark, (WrittenMark.response_id == Response.id) & _is_latest_mark()
)


def latest_responses(
    session: Session, enrolment_id: int, module_id: str, question_ids: Iterable[str]
) -> dict[str, LastResponse]:
    """Give the last response to each of these questions of a module."""
    asked = _asked(enrolment_id, module_id, question_ids)
    # Asked on the connection: the ORM would take as long as the database.
    rows = session.connection().execute(_LATEST, asked)
    return {name: LastResponse(given, tries) for name, given, tries in rows}


def latest_marked_responses(
    session: Session, enrolment_id: int, module_id: str, question_ids: Iterable[str]
) -> dict[str, tuple[LastResponse, WrittenMark | None]]:
    """Give the same, each with what a trainer gave for it."""
    asked = _asked(enrolment_id, module_id, question_ids)
    rows = session.execute(_LATEST_MARKED, asked)
    return {
        name: (LastResponse(given, tries), mark) for name, given, tries, mark in rows
    }


def _asked(
    enrolment_id: int, module_id: str, question_ids: Iterable[str]
) -> dict[str, Any]:
    return {
        "enrolment_id": enrolment_id,
        "module_id": module_id,
        "question_ids": list(question_ids),
    }


def list_responses(
    session: Session, attempt_id: int, question_id: str | None = None
) -> list[Response]:
    """List all responses of an attempt, or those to one question, first to last."""
    query = select(Response).where(Response.attempt_id == attempt_id)
    if question_id is not None:
        query = query.where(Response.question_id == question_id)
    return list(session.scalars(query.order_by(Response.try_number)))


def list_written_marks(session: Session, attempt_id: int) -> dict[str, WrittenMark]:
    """Give what trainers gave in an attempt, by question: for its last answers."""
    rows = session.execute(
        select(Response.question_id, WrittenMark)
        .join(WrittenMark, WrittenMark.response_id == Response.id)
        .where(Response.attempt_id == attempt_id, _is_latest_try(), _is_latest_mark())
    )
    return {row.question_id: row.WrittenMark for row in rows}


def _select_to_mark(trainer_id: int) -> Select[*tuple[Any, ...]]:
    """Select the answers that a trainer may mark: of anybody else, and handed in."""
    return (
        select(
            Response.id,
            Response.question_id,
            Response.answered_at,
            Response.version_id,
            WrittenMark.at.label("marked_at"),
        )
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .outerjoin(
            WrittenMark, (WrittenMark.response_id == Response.id) & _is_latest_mark()
        )
        .where(
            Response.to_mark,
            _is_latest_try(),
            or_(Attempt.kind == MODULE, Attempt.handed_in_at.is_not(None)),
            Enrolment.person_id != trainer_id,
        )
    )


def list_to_mark(
    session: Session, trainer_id: int, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the answers that wait for a trainer, the oldest first."""
    return session.execute(
        _select_to_mark(trainer_id)
        .where(WrittenMark.id.is_(None))
        .order_by(Response.answered_at, Response.id)
        .limit(most)
    ).all()


def count_to_mark(session: Session, trainer_id: int) -> int:
    waiting = _select_to_mark(trainer_id).where(WrittenMark.id.is_(None)).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def list_marked(
    session: Session, trainer_id: int, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the answers that were marked last."""
    return session.execute(
        _select_to_mark(trainer_id)
        .where(WrittenMark.id.is_not(None))
        .order_by(WrittenMark.at.desc(), Response.id)
        .limit(most)
    ).all()


def find_to_mark(
    session: Session, trainer_id: int, response_id: int
) -> tuple[Response, Attempt, Enrolment] | None:
    """Find one answer that a trainer may mark, whether it is marked already or not."""
    allowed = _select_to_mark(trainer_id).where(Response.id == response_id)
    if session.execute(allowed).first() is None:
        return None
    response, attempt, enrolment = session.execute(
        select(Response, Attempt, Enrolment)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Response.id == response_id)
    ).one()
    return response, attempt, enrolment


def list_marks(session: Session, response_id: int) -> Sequence[tuple[WrittenMark, str]]:
    """List every mark of an answer with its trainer's name, the latest first."""
    rows = session.execute(
        select(WrittenMark, Person.name)
        .join(Person, Person.id == WrittenMark.by_id)
        .where(WrittenMark.response_id == response_id)
        .order_by(WrittenMark.number.desc())
    )
    return [(mark, name) for mark, name in rows]
