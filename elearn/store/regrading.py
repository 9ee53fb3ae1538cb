"""Queries about handed-in attempts that may be marked again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session, aliased

from elearn.store.responses import ASSESSMENT
from elearn.store.tables import (
    Attempt,
    CourseVersion,
    Enrolment,
    Person,
    Regrade,
    Response,
)


def list_versions_with_results(session: Session, course_id: int) -> list[int]:
    """List the versions under which attempts of a course were handed in."""
    return list(
        session.scalars(
            select(CourseVersion.id)
            .where(
                CourseVersion.course_id == course_id,
                exists().where(
                    Attempt.version_id == CourseVersion.id,
                    Attempt.kind == ASSESSMENT,
                    Attempt.passed.is_not(None),
                ),
            )
            .order_by(CourseVersion.number)
        )
    )


def list_results(
    session: Session,
    version_id: int,
    question_ids: Collection[str],
    *,
    after_id: int,
    limit: int,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List decided attempts in which one of these questions was answered.

    `first_…` is the result at handing in, where the attempt was marked again since.
    """
    first = aliased(Regrade)
    earliest = (
        select(func.min(Regrade.id))
        .where(Regrade.attempt_id == Attempt.id)
        .correlate(Attempt)
        .scalar_subquery()
    )
    return session.execute(
        select(
            Attempt.id,
            Attempt.enrolment_id,
            Attempt.points,
            Attempt.out_of,
            Attempt.passed,
            Attempt.critical,
            Attempt.handed_in_at,
            Person.id.label("person_id"),
            Person.name,
            first.old_points.label("first_points"),
            first.old_passed.label("first_passed"),
            first.old_critical.label("first_critical"),
        )
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(first, first.id == earliest)
        .where(
            Attempt.version_id == version_id,
            Attempt.kind == ASSESSMENT,
            Attempt.passed.is_not(None),
            Attempt.id > after_id,
            exists().where(
                Response.attempt_id == Attempt.id,
                Response.question_id.in_(question_ids),
            ),
        )
        .order_by(Attempt.id)
        .limit(limit)
    ).all()


def load_last_responses(
    session: Session, attempt_ids: Sequence[int], question_ids: Collection[str]
) -> dict[int, dict[str, dict[str, str]]]:
    """Load the last answer to each of these questions, by attempt."""
    rows = session.execute(
        select(Response.attempt_id, Response.question_id, Response.response)
        .where(
            Response.attempt_id.in_(attempt_ids),
            Response.question_id.in_(question_ids),
        )
        .order_by(Response.try_number)
    ).all()
    found: defaultdict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    for attempt_id, question_id, response in rows:
        found[attempt_id][question_id] = response
    return found


def list_regraded(session: Session, version_id: int) -> set[int]:
    """List the attempts that were marked again under a version's key."""
    return set(
        session.scalars(
            select(Regrade.attempt_id).where(Regrade.version_id == version_id)
        )
    )


def find_regrade(session: Session, attempt_id: int) -> Regrade | None:
    """Find the newest time an attempt's result was corrected."""
    return session.scalars(
        select(Regrade)
        .where(Regrade.attempt_id == attempt_id, Regrade.applied)
        .order_by(Regrade.id.desc())
        .limit(1)
    ).one_or_none()
