"""Queries about what is asked of whom, and how many have done it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    CompoundSelect,
    Row,
    and_,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from elearn.store.awards import stands
from elearn.store.reach import ABOVE, Reach
from elearn.store.tables import (
    Assignment,
    Award,
    Course,
    CourseVersion,
    Membership,
    Person,
    Team,
)

_IN_FORCE = Assignment.withdrawn_at.is_(None)


def select_asked(*where: ColumnExpressionArgument[bool]) -> CompoundSelect[Any]:
    """Select whom each assignment in force asks: a row may come more than once.

    The conditions are about Assignment, and about Person for whom it asks.
    """
    columns = (Assignment.course_id, Assignment.due_on, Assignment.id.label("asked_id"))
    person = Person.id.label("person_id")
    of_one = select(person, *columns).join(Person, Person.id == Assignment.person_id)
    of_team = (
        select(person, *columns)
        .select_from(Assignment)
        .join(ABOVE, ABOVE.c.above_id == Assignment.team_id)
        .join(Membership, Membership.team_id == ABOVE.c.team_id)
        .join(Person, Person.id == Membership.person_id)
    )
    of_all = (
        select(person, *columns)
        .select_from(Assignment)
        .join(Person, true())
        .where(Assignment.person_id.is_(None), Assignment.team_id.is_(None))
    )
    parts = (of_one, of_team, of_all)
    return union_all(*(part.where(_IN_FORCE, *where) for part in parts))


def find_in_force(
    session: Session, course_id: int, person_id: int | None, team_id: int | None
) -> Assignment | None:
    """Find what asks exactly this person, this team or, with neither, everyone."""
    return session.scalars(
        select(Assignment).where(
            _IN_FORCE,
            Assignment.course_id == course_id,
            Assignment.person_id.is_not_distinct_from(person_id),
            Assignment.team_id.is_not_distinct_from(team_id),
        )
    ).one_or_none()


def list_in_force(
    session: Session,
    reach: Reach,
    *,
    only: int | None = None,
    most: int | None = None,
    after: int = 0,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List what asks anybody in reach, the nearest day first.

    `may_change` tells whether it asks nobody beyond reach.
    """
    asker, latest = aliased(Person), aliased(CourseVersion)
    title = (
        select(latest.title)
        .where(latest.course_id == Assignment.course_id)
        .order_by(latest.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            Assignment.id,
            Assignment.course_id,
            Assignment.due_on,
            Assignment.created_at,
            Assignment.person_id,
            Assignment.team_id,
            Course.slug,
            title.label("title"),
            Person.name.label("person_name"),
            Team.name.label("team_name"),
            asker.name.label("asker_name"),
            _may_change(reach).label("may_change"),
        )
        .join(Course, Course.id == Assignment.course_id)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(asker, asker.id == Assignment.assigned_by_id)
        .where(_concerns(reach))
        .order_by(Assignment.due_on, Course.slug, Assignment.id)
        .limit(most)
        .offset(after)
    )
    if only is not None:
        query = query.where(Assignment.id == only)
    return session.execute(query).all()


def count_in_force(session: Session, reach: Reach) -> int:
    """Count what `list_in_force` lists."""
    return session.scalar(
        select(func.count())
        .select_from(Assignment)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .where(_concerns(reach))
    ) or 0  # fmt: skip


def find_assignment(
    session: Session, reach: Reach, assignment_id: int
) -> Row[*tuple[Any, ...]] | None:
    """Find one in force that concerns anybody in reach."""
    return next(iter(list_in_force(session, reach, only=assignment_id)), None)


def count_done(
    session: Session, reach: Reach, assignment_ids: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Count for each assignment whom it asks in reach, and who of them has done it."""
    wanted = Assignment.id.in_(assignment_ids)
    asked = select_asked(wanted, Person.active, reach.holds()).subquery()
    rows = session.execute(
        select(
            asked.c.asked_id,
            func.count(asked.c.person_id.distinct()),
            func.count(Award.person_id.distinct()),
        )
        .outerjoin(
            Award,
            and_(
                Award.person_id == asked.c.person_id,
                Award.course_id == asked.c.course_id,
                stands(),
            ),
        )
        .group_by(asked.c.asked_id)
    ).all()
    counts = {asked_id: (everybody, done) for asked_id, everybody, done in rows}
    return {key: counts.get(key, (0, 0)) for key in assignment_ids}


def list_to_do(session: Session, assignment_id: int) -> Sequence[int]:
    """List the ids of those whom it asks and who hold no award for its course."""
    asked = select_asked(Assignment.id == assignment_id, Person.active).subquery()
    holds = (
        select(Award.id)
        .where(
            Award.person_id == asked.c.person_id,
            Award.course_id == asked.c.course_id,
            stands(),
        )
        .exists()
    )
    return session.scalars(
        select(asked.c.person_id).where(~holds).distinct().order_by(asked.c.person_id)
    ).all()


def _concerns(reach: Reach) -> ColumnElement[bool]:
    above = select(ABOVE.c.above_id).where(ABOVE.c.team_id.in_(reach.roots))
    everyone = and_(Assignment.person_id.is_(None), Assignment.team_id.is_(None))
    return and_(
        _IN_FORCE,
        or_(Assignment.person_id.is_(None), Person.active),
        or_(everyone, Assignment.team_id.in_(above), _may_change(reach)),
    )


def _may_change(reach: Reach) -> ColumnElement[bool]:
    if reach.everyone:
        return true()
    return or_(
        and_(Assignment.person_id.is_not(None), reach.holds()),
        Assignment.team_id.in_(select(reach.teams().c.id)),
    )
