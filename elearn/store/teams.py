"""Queries about the people a manager reaches, and where they stand in each course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    except_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from elearn.domain.renewal import SOON
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

State = Literal[
    "overdue", "due soon", "due", "past refresh", "in progress", "not started", "done"
]


Pairs = Select[Any] | CompoundSelect[Any]
"""Rows of person_id and course_id."""


@dataclass(frozen=True)
class Wanted:
    """Which people to list, besides being reached."""

    today: date
    course_id: int | None = None
    state: State | None = None


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


def count_people(
    session: Session, reach: Reach, wanted: Wanted
) -> Row[*tuple[Any, ...]]:
    """Count the people in reach: `everybody`, those `matching`, those `overdue`.

    Who is overdue is counted among everybody, in the wanted course if there is one.
    """
    overdue = _has_course(Wanted(wanted.today, wanted.course_id, "overdue"))
    return session.execute(
        select(
            func.count().label("everybody"),
            func.count().filter(_matches(wanted)).label("matching"),
            func.count().filter(overdue).label("overdue"),
        )
        .select_from(Person)
        .where(Person.active, reach.holds())
    ).one()


def list_people(
    session: Session,
    reach: Reach,
    wanted: Wanted,
    *,
    most: int | None = None,
    after: int = 0,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List a stretch of people by name: a row for each of their teams in reach."""
    people = (
        select(Person.id, Person.name)
        .where(Person.active, reach.holds(), _matches(wanted))
        .order_by(func.lower(Person.name), Person.id)
        .limit(most)
        .offset(after)
        .subquery()
    )
    return _with_teams(session, reach, people)


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
    return session.execute(
        select(
            Person.id.label("person_id"),
            Course.id.label("course_id"),
            Enrolment.id.label("enrolment_id"),
            Enrolment.completed_at,
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
    ).all()


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    return _has_course(wanted) if wanted.state else true()


def _has_course(wanted: Wanted) -> ColumnElement[bool]:
    """Make the condition that a person has a course, or the course, in a state.

    Pairs of person and course are worked out as sets, once for a query: asking for
    each person in turn took a hundred times as long.
    """
    online = (
        select(Course.id)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.online, Course.archived.is_(False))
    )
    if wanted.course_id is not None:
        online = online.where(Course.id == wanted.course_id)
    pairs = _pairs_in_state(wanted.state, wanted.today).subquery()
    return Person.id.in_(select(pairs.c.person_id).where(pairs.c.course_id.in_(online)))


def _pairs_in_state(state: State | None, today: date) -> Pairs:
    """Say in SQL what `judge_due` says of people and courses.

    Begun or not is asked beside it: somebody overdue has also not started.
    """
    standing = select(Award.person_id, Award.course_id).where(stands())
    fresh = standing.where(or_(Award.refresh_on.is_(None), Award.refresh_on > today))
    begun = select(Enrolment.person_id, Enrolment.course_id).where(
        Enrolment.completed_at.is_(None)
    )
    overdue = _pairs_asked(before=today)
    soon = _pairs_asked(before=today + SOON + timedelta(days=1))
    everything = select(Person.id.label("person_id"), Course.id.label("course_id"))
    pairs: dict[State | None, Any] = {
        "done": fresh,
        "past refresh": except_(standing, fresh),
        "in progress": except_(begun, standing),
        "not started": except_(everything.join(Course, true()), begun, standing),
        "overdue": except_(overdue, standing),
        "due soon": except_(soon, overdue, standing),
        "due": except_(_pairs_asked(before=None), soon, standing),
    }
    found: Pairs = pairs[state]
    return found


def _pairs_asked(*, before: date | None) -> Select[Any]:
    asked = select_asked().subquery()
    pairs = select(asked.c.person_id, asked.c.course_id)
    return pairs if before is None else pairs.where(asked.c.due_on < before)
