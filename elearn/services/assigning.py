"""Ask people to do a course by a day, change the day, and take it back.

Whoever still has it to do and has an e-mail address is told, once for each day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.errors import BadForm, NotFound
from elearn.services.audit import record_event
from elearn.services.mailing import queue_messages
from elearn.services.moment import Moment
from elearn.services.team_choices import TeamChoice, list_team_choices
from elearn.services.team_courses import CourseColumn, list_columns
from elearn.store.assignments import (
    count_done,
    count_in_force,
    find_assignment,
    find_in_force,
    list_in_force,
    list_to_do,
)
from elearn.store.reach import Reach, load_reach
from elearn.store.tables import Assignment, Course
from elearn.store.teams import find_person

ON_A_PAGE = 25
USUAL_TIME = timedelta(days=28)
"""How long people are given unless somebody says otherwise."""
LONGEST_TIME = timedelta(days=3 * 366)
"""Further away than this, a year was most likely mistyped."""


@dataclass(frozen=True)
class Target:
    """Whom a course is asked of: one person, a team and those below, or everyone.

    For somebody who manages teams only, everyone is all who are in these.
    """

    person_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Asked:
    """An assignment in force: what, of whom, by whom and until when.

    `column` is None where the course is not online any more. `everybody` and `done`
    count people in reach only. `may_change` is false for one that also asks others.
    """

    assignment_id: int
    slug: str
    title: str
    column: CourseColumn | None
    target: Target
    target_name: str
    due_on: date
    asker_name: str
    asked_at: datetime
    everybody: int
    done: int
    may_change: bool

    def is_late(self, today: date) -> bool:
        """Tell whether the day has passed with somebody not done."""
        return self.due_on < today and self.done < self.everybody


@dataclass(frozen=True)
class AssignmentsPage:
    """One page of what is asked of anybody in reach, the nearest day first."""

    lines: tuple[Asked, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ON_A_PAGE))


@dataclass(frozen=True)
class AssigningPage:
    """What can be asked of whom.

    `person` is the one person it was opened for, as id and name. `everyone` tells
    whether “everyone” is a choice beside the teams.
    """

    courses: tuple[CourseColumn, ...]
    teams: tuple[TeamChoice, ...]
    everyone: bool
    whole_organisation: bool
    person: tuple[int, str] | None


def list_assignments(session: Session, asker_id: int, number: int) -> AssignmentsPage:
    """List what is asked; a page beyond the last is the last."""
    reach = _load_reach(session, asker_id)
    total = count_in_force(session, reach)
    number = min(max(1, number), max(1, -(-total // ON_A_PAGE)))
    after = (number - 1) * ON_A_PAGE
    rows = list_in_force(session, reach, most=ON_A_PAGE, after=after)
    return AssignmentsPage(_gather(session, reach, rows), total, number)


def list_asked(
    session: Session, asker_id: int, assignment_ids: Sequence[int]
) -> tuple[Asked, ...]:
    """Give those of these assignments that are in force and in reach."""
    reach = _load_reach(session, asker_id)
    found = (find_assignment(session, reach, key) for key in assignment_ids)
    return _gather(session, reach, [row for row in found if row is not None])


def show_assigning(
    session: Session, asker_id: int, person_id: int | None = None
) -> AssigningPage:
    """Gather what the form offers. Raise NotFound for a person out of reach."""
    reach = _load_reach(session, asker_id)
    teams = list_team_choices(session, reach)
    person = None
    if person_id is not None:
        person = (person_id, _name_of(session, reach, person_id))
    return AssigningPage(
        list_columns(session),
        teams,
        reach.everyone or sum(team.depth == 0 for team in teams) > 1,
        reach.everyone,
        person,
    )


def ask_for_course(
    session: Session,
    asker_id: int,
    slug: str,
    target: Target | None,
    due_on: date | None,
    today: date,
    moment: Moment,
) -> tuple[int, ...]:
    """Ask for a course, and give the ids of the assignments that now stand.

    What is asked already of the same people gets the new day. Raise BadForm for
    choices that are missing or a day that makes no sense, and NotFound for people or
    a team out of reach.
    """
    faults = {
        "course": _find_course_fault(session, slug),
        "who": "" if target else "Choose who is to do it.",
        "due": _find_day_fault(due_on, today),
    }
    if any(faults.values()) or target is None or due_on is None:
        raise BadForm({field: words for field, words in faults.items() if words})
    reach = _load_reach(session, asker_id)
    asked = tuple(
        assign_course(
            session, moment, slug, due_on,
            person_id=one.person_id, team_id=one.team_id, by_id=asker_id,
        )
        for one in _find_targets(session, reach, target)
    )  # fmt: skip
    for assignment_id in asked:
        _tell(session, moment, assignment_id)
    return asked


def show_assignment(session: Session, asker_id: int, assignment_id: int) -> Asked:
    """Give one that may be changed. Raise NotFound for any other."""
    reach = _load_reach(session, asker_id)
    row = find_assignment(session, reach, assignment_id)
    if row is None or not row.may_change:
        raise NotFound(
            assignment_id, "This is not asked any more. It may have been withdrawn."
        )
    return _gather(session, reach, [row])[0]


def change_due_day(
    session: Session,
    asker_id: int,
    assignment_id: int,
    due_on: date | None,
    today: date,
    moment: Moment,
) -> None:
    """Move the day; the day it has already changes nothing. Raises as asking does."""
    assignment = _get_assignment(session, asker_id, assignment_id)
    if due_on != assignment.due_on:
        fault = _find_day_fault(due_on, today)
        if fault or due_on is None:
            raise BadForm({"due": fault})
        _move(session, moment, assignment, due_on, asker_id)
        _tell(session, moment, assignment_id)


def withdraw_assignment(
    session: Session, asker_id: int, assignment_id: int, moment: Moment
) -> None:
    """Ask no longer; what people have done stays. Raise NotFound out of reach.

    One that is withdrawn already stays as it is.
    """
    earlier = session.get(Assignment, assignment_id)
    if earlier is not None and earlier.withdrawn_at is not None:
        show_withdrawn(session, asker_id, assignment_id)
        return
    assignment = _get_assignment(session, asker_id, assignment_id)
    assignment.withdrawn_at = moment.now
    record_event(session, moment, asker_id, "withdrew", "assignment", assignment_id)


def show_withdrawn(
    session: Session, asker_id: int, assignment_id: int
) -> tuple[str, Target, date]:
    """Give course, target and day of one that was withdrawn, to be asked again.

    Raise NotFound unless it can be asked again by this person.
    """
    reach = _load_reach(session, asker_id)
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or assignment.withdrawn_at is None:
        raise NotFound(assignment_id)
    target = Target(assignment.person_id, assignment.team_id)
    if target == Target() and not reach.everyone:
        raise NotFound(assignment_id)
    list(_find_targets(session, reach, target))
    slug = session.scalars(
        select(Course.slug).where(Course.id == assignment.course_id)
    ).one()
    return slug, target, assignment.due_on


def assign_course(
    session: Session,
    moment: Moment,
    slug: str,
    due_on: date,
    *,
    person_id: int | None = None,
    team_id: int | None = None,
    by_id: int | None = None,
) -> int:
    """Ask a person, a team with all below it, or everyone, whoever asks."""
    course_id = session.scalars(select(Course.id).where(Course.slug == slug)).one()
    assignment = find_in_force(session, course_id, person_id, team_id)
    if assignment is not None:
        _move(session, moment, assignment, due_on, by_id)
        return assignment.id
    assignment = Assignment(
        course_id=course_id,
        person_id=person_id,
        team_id=team_id,
        due_on=due_on,
        assigned_by_id=by_id,
        created_at=moment.now,
    )
    session.add(assignment)
    session.flush()
    record_event(
        session, moment, by_id, "assigned", "course", course_id,
        assignment=assignment.id, person=person_id, team=team_id,
        due_on=due_on.isoformat(),
    )  # fmt: skip
    return assignment.id


def _move(
    session: Session,
    moment: Moment,
    assignment: Assignment,
    due_on: date,
    by_id: int | None,
) -> None:
    if assignment.due_on == due_on:
        return
    record_event(
        session, moment, by_id, "changed due day", "assignment", assignment.id,
        before=assignment.due_on.isoformat(), due_on=due_on.isoformat(),
    )  # fmt: skip
    assignment.due_on = due_on


def _tell(session: Session, moment: Moment, assignment_id: int) -> None:
    """Queue a message for everybody it asks who has it still to do."""
    session.flush()
    assignment = session.get_one(Assignment, assignment_id)
    columns = {column.course_id: column for column in list_columns(session)}
    column = columns.get(assignment.course_id)
    if column is None:
        return
    queue_messages(
        session,
        moment,
        list_to_do(session, assignment_id),
        "assigned",
        # The same day is told once, whoever clicks how often; a new day is news.
        key=f"assigned:{assignment_id}:{assignment.due_on}",
        course=column.snapshot.course.title,
        due_on=assignment.due_on,
        link=f"{moment.site_url}/courses/{column.slug}",
    )


def _load_reach(session: Session, person_id: int) -> Reach:
    return load_reach(session, person_id, ("manager", "admin"))


def _get_assignment(session: Session, asker_id: int, assignment_id: int) -> Assignment:
    show_assignment(session, asker_id, assignment_id)
    return session.scalars(
        select(Assignment).where(Assignment.id == assignment_id).with_for_update()
    ).one()


def _find_targets(session: Session, reach: Reach, target: Target) -> Iterator[Target]:
    """Give what is to be asked, having checked that it is in reach."""
    if target.person_id is not None:
        _name_of(session, reach, target.person_id)
        yield target
        return
    teams = list_team_choices(session, reach)
    if target.team_id is not None:
        if target.team_id not in {team.team_id for team in teams}:
            raise NotFound(target.team_id, "This team is not among yours.")
        yield target
    elif reach.everyone:
        yield target
    else:
        yield from (Target(team_id=t.team_id) for t in teams if t.depth == 0)


def _name_of(session: Session, reach: Reach, person_id: int) -> str:
    rows = find_person(session, reach, person_id)
    if not rows:
        raise NotFound(person_id)
    return str(rows[0].name)


def _find_course_fault(session: Session, slug: str) -> str:
    if not slug:
        return "Choose a course."
    if slug not in {column.slug for column in list_columns(session)}:
        return "This course is not here any more. Choose another."
    return ""


def _find_day_fault(due_on: date | None, today: date) -> str:
    if due_on is None:
        return "Give the day by which it is to be done."
    if due_on < today:
        return "That day has passed. Choose today or a later day."
    if due_on - today > LONGEST_TIME:
        return "That is more than three years away. Check the year."
    return ""


def _gather(
    session: Session, reach: Reach, rows: Sequence[Row[*tuple[Any, ...]]]
) -> tuple[Asked, ...]:
    if not rows:
        return ()
    columns = {column.course_id: column for column in list_columns(session)}
    counts = count_done(session, reach, [row.id for row in rows])
    return tuple(
        Asked(
            assignment_id=row.id,
            slug=row.slug,
            title=row.title,
            column=columns.get(row.course_id),
            target=Target(row.person_id, row.team_id),
            target_name=row.person_name or row.team_name or "",
            due_on=row.due_on,
            asker_name=row.asker_name or "",
            asked_at=row.created_at,
            everybody=counts[row.id][0],
            done=counts[row.id][1],
            may_change=bool(row.may_change),
        )
        for row in rows
    )
