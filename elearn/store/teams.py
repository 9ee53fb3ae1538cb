"""Queries about the people a manager reaches, and where they stand in each course."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Row,
    and_,
    func,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from elearn.store.assignments import select_asked
from elearn.store.awards import stands
from elearn.store.reach import Reach
from elearn.store.tables import (
    Award,
    Course,
    CourseVersion,
    Enrolment,
    Membership,
    Person,
    Team,
)


def list_online_courses(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the courses that are online, each with the columns of its version."""
    return session.execute(
        select(Course.id.label("course_id"), *version_columns())
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.online, Course.archived.is_(False))
        .order_by(Course.slug)
    ).all()


def version_columns() -> tuple[Any, ...]:
    """Name what `snapshot_of` needs to know of a version."""
    return (
        CourseVersion.id.label("version_id"),
        CourseVersion.number.label("version_number"),
        CourseVersion.published_at,
        CourseVersion.content_hash,
        CourseVersion.renderer,
    )


def find_person(
    session: Session, reach: Reach, person_id: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Find one person in reach: a row for each team, and none for anybody else."""
    person = (
        select(Person.id, Person.name)
        .where(Person.id == person_id, Person.active, reach.holds())
        .subquery()
    )
    return _with_teams(session, reach, person)


def _with_teams(
    session: Session, reach: Reach, people: Any
) -> Sequence[Row[*tuple[Any, ...]]]:
    # Which other teams somebody is in is not this manager's to know.
    member = select(Membership).where(
        Membership.team_id.in_(select(reach.teams().c.id))
    )
    member_of = aliased(Membership, member.subquery())
    return session.execute(
        select(people.c.id, people.c.name, Team.name.label("team_name"))
        .outerjoin(member_of, member_of.person_id == people.c.id)
        .outerjoin(Team, Team.id == member_of.team_id)
        .order_by(func.lower(people.c.name), people.c.id, Team.name)
    ).all()


def list_standings(
    session: Session, person_ids: Sequence[int], course_ids: Sequence[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List where these people stand in these courses, a row for each pair.

    Should two awards stand, the newest comes last.
    """
    later = aliased(Enrolment)
    latest = (
        select(func.max(later.cycle))
        .where(later.person_id == Person.id, later.course_id == Course.id)
        .scalar_subquery()
    )
    asked = select_asked(Person.id.in_(person_ids)).subquery()
    due = (
        select(
            asked.c.person_id,
            asked.c.course_id,
            func.min(asked.c.due_on).label("due_on"),
        )
        .group_by(asked.c.person_id, asked.c.course_id)
        .subquery()
    )
    query = (
        select(
            Person.id.label("person_id"),
            Course.id.label("course_id"),
            Enrolment.id.label("enrolment_id"),
            Enrolment.completed_at,
            and_(Enrolment.id.is_not(None), Enrolment.completed_at.is_(None)).label(
                "is_begun"
            ),
            Award.number,
            Award.passed_on,
            Award.refresh_on,
            due.c.due_on,
        )
        .select_from(Person)
        .join(Course, true())
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.person_id == Person.id,
                Enrolment.course_id == Course.id,
                Enrolment.cycle == latest,
            ),
        )
        .outerjoin(
            Award,
            and_(Award.person_id == Person.id, Award.course_id == Course.id, stands()),
        )
        .outerjoin(
            due,
            and_(due.c.person_id == Person.id, due.c.course_id == Course.id),
        )
        .where(Person.id.in_(person_ids), Course.id.in_(course_ids))
        .order_by(Person.id, Course.id, Award.passed_on, Award.id)
    )
    return session.connection().execute(query).all()
