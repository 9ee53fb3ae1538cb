"""A learner's first page: what is due, what is begun, what is done."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from elearn.domain.progress import NOTHING_DONE, CourseProgress, measure_progress
from elearn.domain.renewal import Due, judge_due
from elearn.errors import NotFound, NotOpenYet
from elearn.services.moment import Moment
from elearn.services.places import Place, get_place, list_places
from elearn.services.refreshing import Refresher, list_refreshers
from elearn.store.awards import list_awards, list_standing
from elearn.store.enrolments import load_facts, lock_enrolment
from elearn.store.tables import Assignment, Enrolment, Membership, Team


@dataclass(frozen=True)
class CourseOnHome:
    """One course for one learner."""

    place: Place
    progress: CourseProgress
    due: Due
    award_number: str | None

    @property
    def begun(self) -> bool:
        """Tell whether something was done in this cycle, if only half a card."""
        place = self.place
        return place.enrolment_id is not None and place.completed_at is None


@dataclass(frozen=True)
class HomePage:
    """The courses in the order in which they need somebody, and what changed since."""

    courses: tuple[CourseOnHome, ...]
    refreshers: tuple[Refresher, ...] = ()

    @property
    def continue_with(self) -> CourseOnHome | None:
        """Give the course to go on with: begun first, then by its day.

        One that only waits for a trainer's mark is left out.
        """
        begun = [c for c in self.courses if c.begun and c.progress.next]
        return begun[0] if begun else None

    @property
    def waiting(self) -> tuple[CourseOnHome, ...]:
        """List what is due and not complete, the most urgent first."""
        states = ("overdue", "due soon", "due", "past refresh")
        return tuple(c for c in self.courses if c.due.state in states)


_URGENCY = ("overdue", "due soon", "past refresh", "due", "none", "done")


def show_home(session: Session, person_id: int, today: date) -> HomePage:
    """Gather the home page in a fixed number of queries."""
    places = list_places(session, person_id)
    facts = load_facts(session, [p.enrolment_id for p in places if p.enrolment_id])
    due_days = _due_days(session, person_id)
    standing = {
        row.course_id: row
        for row in reversed(list_awards(session, person_id))
        if not (row.superseded or row.revoked)
    }
    courses = []
    for place in places:
        award = standing.get(place.course_id)
        progress = measure_progress(
            place.course, facts.get(place.enrolment_id or 0, NOTHING_DONE)
        )
        due = judge_due(
            due_days.get(place.course_id),
            award.passed_on if award else None,
            award.refresh_on if award else None,
            today,
        )
        number = award.number if award else None
        courses.append(CourseOnHome(place, progress, due, number))
    courses.sort(
        key=lambda c: (
            _URGENCY.index(c.due.state), c.due.due_on or date.max, c.place.course.title
        )
    )  # fmt: skip
    asked = list_refreshers(session, person_id, places)
    return HomePage(tuple(courses), tuple(r for r in asked if r.done_at is None))


@dataclass(frozen=True)
class CoursePage:
    """A course's contents for one learner."""

    place: Place
    progress: CourseProgress
    due: Due
    award_number: str | None
    may_take_again: bool

    def first_card_id(self, module_id: str) -> str:
        """Give the card of a module to open: the first undone, else its first."""
        module = self.place.course.modules.get(module_id)
        if module is None:
            raise NotFound(module_id, "This module is no longer in the course.")
        # A module that is read instead of a scenario has no row of its own.
        row = self.progress.find("module", module_id)
        return (row.next_card_id if row else None) or module.cards[0].id


def show_course(session: Session, person_id: int, slug: str, today: date) -> CoursePage:
    """Gather a course's page."""
    place = get_place(session, person_id, slug)
    facts = load_facts(session, [place.enrolment_id] if place.enrolment_id else [])
    progress = measure_progress(place.course, next(iter(facts.values()), NOTHING_DONE))
    awards = list_standing(session, person_id, place.course_id)
    award = awards[0] if awards else None
    due = judge_due(
        _due_days(session, person_id).get(place.course_id),
        award.passed_on if award else None,
        award.refresh_on if award else None,
        today,
    )
    number = award.number if award else None
    again = place.completed_at is not None
    return CoursePage(place, progress, due, number, again)


def take_again(session: Session, person_id: int, slug: str, moment: Moment) -> None:
    """Begin a new cycle of a completed course; what was done before stays.

    A second click finds the new cycle open and changes nothing. Raise NotOpenYet
    for a course that was never begun.
    """
    place = get_place(session, person_id, slug)
    if place.enrolment_id is None:
        raise NotOpenYet(slug, "You have not taken this course yet.")
    lock_enrolment(session, place.enrolment_id)
    if place.completed_at is None:
        return
    session.add(
        Enrolment(
            person_id=person_id,
            course_id=place.course_id,
            cycle=place.cycle + 1,
            started_at=moment.now,
        )
    )
    session.flush()


def _due_days(session: Session, person_id: int) -> dict[int, date]:
    """Give the earliest day for each course assigned to a person or a team above."""
    above = (
        select(Team.id, Team.parent_id)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == person_id)
        .cte("above", recursive=True)
    )
    above = above.union(
        select(Team.id, Team.parent_id).join(above, above.c.parent_id == Team.id)
    )
    rows = session.execute(
        select(Assignment.course_id, Assignment.due_on).where(
            Assignment.withdrawn_at.is_(None),
            or_(
                Assignment.person_id == person_id,
                Assignment.team_id.in_(select(above.c.id)),
                Assignment.person_id.is_(None) & Assignment.team_id.is_(None),
            ),
        )
    ).all()
    days: dict[int, date] = {}
    for course_id, due_on in rows:
        days[course_id] = min(due_on, days.get(course_id, due_on))
    return days
