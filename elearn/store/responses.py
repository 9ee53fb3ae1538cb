"""Queries about attempts and the responses in them."""

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from elearn.store.tables import Attempt, AttemptAllowance, Response

MODULE = "module"
ASSESSMENT = "assessment"


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


def _select_latest() -> Select[Response]:
    later = aliased(Response)
    newest = (
        select(func.max(later.try_number))
        .where(
            later.attempt_id == Response.attempt_id,
            later.question_id == Response.question_id,
        )
        .scalar_subquery()
    )
    return (
        select(Response)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(
            Attempt.enrolment_id == bindparam("enrolment_id"),
            Attempt.kind == MODULE,
            Attempt.content_id == bindparam("module_id"),
            Response.question_id.in_(bindparam("question_ids", expanding=True)),
            Response.try_number == newest,
        )
    )


# Built once: it is asked on every card with a question.
_LATEST = _select_latest()


def latest_responses(
    session: Session, enrolment_id: int, module_id: str, question_ids: Iterable[str]
) -> dict[str, Response]:
    """Give the last response to each of these questions of a module."""
    rows = session.scalars(
        _LATEST,
        {
            "enrolment_id": enrolment_id,
            "module_id": module_id,
            "question_ids": list(question_ids),
        },
    )
    return {row.question_id: row for row in rows}


def list_responses(
    session: Session, attempt_id: int, question_id: str | None = None
) -> list[Response]:
    """List all responses of an attempt, or those to one question, first to last."""
    query = select(Response).where(Response.attempt_id == attempt_id)
    if question_id is not None:
        query = query.where(Response.question_id == question_id)
    return list(session.scalars(query.order_by(Response.try_number)))
