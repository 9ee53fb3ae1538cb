"""Queries about whom to remind of what."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, exists, func, select
from sqlalchemy.orm import Session

from elearn.store.assignments import select_asked
from elearn.store.awards import stands
from elearn.store.tables import (
    Assignment,
    Award,
    Course,
    CourseVersion,
    Message,
    Person,
    ReminderStep,
    RoleGrant,
)


def list_undone(
    session: Session, earliest: date, latest: date
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List who has yet to complete what by a day in this time, by person and day.

    The earliest day counts, and the latest time of asking.
    """
    asked = select_asked().subquery()
    due = (
        select(
            asked.c.person_id,
            asked.c.course_id,
            func.min(asked.c.due_on).label("due_on"),
            func.max(Assignment.created_at).label("asked_at"),
        )
        .join(Assignment, Assignment.id == asked.c.asked_id)
        .where(asked.c.due_on <= latest)
        .group_by(asked.c.person_id, asked.c.course_id)
        .having(func.min(asked.c.due_on) >= earliest)
        .subquery()
    )
    passed = exists().where(
        Award.person_id == due.c.person_id,
        Award.course_id == due.c.course_id,
        stands(),
    )
    return session.execute(
        select(
            Person.id.label("person_id"),
            Person.name,
            Person.email,
            Person.wants_reminders,
            Course.id.label("course_id"),
            Course.slug,
            CourseVersion.title,
            due.c.due_on,
            due.c.asked_at,
        )
        .select_from(due)
        .join(Person, Person.id == due.c.person_id)
        .join(Course, Course.id == due.c.course_id)
        .join(
            CourseVersion,
            and_(CourseVersion.course_id == Course.id, CourseVersion.online),
        )
        .where(Person.active, Course.archived.is_(False), ~passed)
        .order_by(Person.id, due.c.due_on, CourseVersion.title)
    ).all()


def list_steps(
    session: Session, person_ids: Sequence[int], earliest: date
) -> set[tuple[int, int, date, str]]:
    """List the reminders these people were given, as the keys of their rows."""
    rows = session.execute(
        select(
            ReminderStep.person_id,
            ReminderStep.course_id,
            ReminderStep.due_on,
            ReminderStep.step,
        ).where(ReminderStep.person_id.in_(person_ids), ReminderStep.due_on >= earliest)
    )
    return {(row.person_id, row.course_id, row.due_on, row.step) for row in rows}


def list_managers(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """List everybody who manages anybody."""
    return session.execute(
        select(Person.id, Person.name, Person.email, Person.wants_reminders)
        .where(
            Person.active,
            Person.id.in_(
                select(RoleGrant.person_id).where(RoleGrant.role == "manager")
            ),
        )
        .order_by(Person.id)
    ).all()


def has_message(session: Session, key: str) -> bool:
    """Tell whether a message with this key was queued."""
    return session.scalar(select(exists().where(Message.key == key))) or False


def list_online_titles(session: Session) -> dict[int, str]:
    """Give the titles of the courses that are online by their ids."""
    rows = session.execute(
        select(Course.id, CourseVersion.title)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.online, Course.archived.is_(False))
        .order_by(Course.slug)
    )
    return {row.id: row.title for row in rows}
