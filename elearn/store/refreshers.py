"""Queries about cards that people who passed with an older text are to read again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, String, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from elearn.store.awards import REVOKED, SUPERSEDED
from elearn.store.tables import (
    Attempt,
    Award,
    AwardEvent,
    CardView,
    Course,
    CourseVersion,
    MaterialChange,
    Person,
)

REFRESHER = "refresher"
"""The kind of attempt that holds the answers of a refresher; its content is the
change's id, and it is handed in when the card is read."""


def _select_asked() -> Select[*tuple[Any, ...]]:
    """Select everybody whose standing award rests on an older text, and each change.

    A later change of the same card takes the place of an earlier one; a change whose
    version is no longer reached by the one online waits.
    """
    changed, online = aliased(CourseVersion), aliased(CourseVersion)
    of_award, of_card = aliased(CourseVersion), aliased(CourseVersion)
    later, of_later = aliased(MaterialChange), aliased(CourseVersion)
    ended = exists().where(
        AwardEvent.award_id == Award.id, AwardEvent.kind.in_((REVOKED, SUPERSEDED))
    )
    superseded = (
        select(later.id)
        .join(of_later, of_later.id == later.version_id)
        .where(
            later.course_id == MaterialChange.course_id,
            later.module_id == MaterialChange.module_id,
            later.card_id == MaterialChange.card_id,
            later.withdrawn_at.is_(None),
            of_later.number > changed.number,
            of_later.number <= online.number,
        )
        .exists()
    )
    return (
        select(
            MaterialChange.id,
            MaterialChange.module_id,
            MaterialChange.card_id,
            MaterialChange.why,
            MaterialChange.marked_at,
            MaterialChange.course_id,
            Course.slug,
            Award.person_id,
            Award.enrolment_id,
            Attempt.id.label("attempt_id"),
            Attempt.handed_in_at.label("done_at"),
        )
        .select_from(MaterialChange)
        .join(Course, Course.id == MaterialChange.course_id)
        .join(changed, changed.id == MaterialChange.version_id)
        .join(online, (online.course_id == Course.id) & online.online)
        .join(Award, Award.course_id == Course.id)
        .join(of_award, of_award.id == Award.version_id)
        .outerjoin(
            CardView,
            (CardView.enrolment_id == Award.enrolment_id)
            & (CardView.module_id == MaterialChange.module_id)
            & (CardView.card_id == MaterialChange.card_id),
        )
        .outerjoin(of_card, of_card.id == CardView.version_id)
        .outerjoin(
            Attempt,
            (Attempt.enrolment_id == Award.enrolment_id)
            & (Attempt.kind == REFRESHER)
            & (Attempt.content_id == cast(MaterialChange.id, String(80))),
        )
        .where(
            MaterialChange.withdrawn_at.is_(None),
            online.number >= changed.number,
            # The card as it was last read, or else as it was at the pass.
            func.coalesce(of_card.number, of_award.number) < changed.number,
            ~ended,
            ~superseded,
        )
        .order_by(MaterialChange.marked_at, MaterialChange.id)
    )


_ASKED = _select_asked()


def list_asked_of(session: Session, person_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the refreshers of one person, done and open."""
    return session.execute(_ASKED.where(Award.person_id == person_id)).all()


def find_asked_of(
    session: Session, person_id: int, change_id: int
) -> Row[*tuple[Any, ...]] | None:
    """Find one refresher of one person."""
    return session.execute(
        _ASKED.where(Award.person_id == person_id, MaterialChange.id == change_id)
    ).first()


def count_asked(session: Session, course_id: int) -> dict[int, tuple[int, int]]:
    """Count for each change of a course who has done it, and who was asked."""
    asked = (
        _ASKED.where(MaterialChange.course_id == course_id)
        .join(Person, Person.id == Award.person_id)
        .where(Person.active)
        .order_by(None)
        .subquery()
    )
    rows = session.execute(
        select(asked.c.id, func.count(asked.c.done_at), func.count()).group_by(
            asked.c.id
        )
    ).all()
    return {row[0]: (row[1], row[2]) for row in rows}


def list_changes(session: Session, course_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the cards of a course that were marked, newest first."""
    return session.execute(
        select(
            MaterialChange.id,
            MaterialChange.module_id,
            MaterialChange.card_id,
            MaterialChange.why,
            MaterialChange.marked_at,
            MaterialChange.withdrawn_at,
            CourseVersion.number,
            Person.name.label("by_name"),
        )
        .join(CourseVersion, CourseVersion.id == MaterialChange.version_id)
        .outerjoin(Person, Person.id == MaterialChange.marked_by_id)
        .where(MaterialChange.course_id == course_id)
        .order_by(MaterialChange.marked_at.desc(), MaterialChange.id.desc())
    ).all()
