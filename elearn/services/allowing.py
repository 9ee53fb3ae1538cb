"""Let somebody try an assessment again: a manager's decision that leaves a trace."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.errors import BadResponse, NotFound, NotOpenYet
from elearn.services.assessing import AssessmentPage, measure_standing
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.services.places import Place, get_place, list_places
from elearn.store.enrolments import lock_enrolment
from elearn.store.reach import load_reach
from elearn.store.tables import AttemptAllowance
from elearn.store.teams import find_person

_LONGEST_REASON = 400


@dataclass(frozen=True)
class HeldUp:
    """A course in which somebody may not try again now, and until when if they wait."""

    place: Place
    standing: AssessmentPage


def list_held_up(session: Session, person_id: int, now: datetime) -> list[HeldUp]:
    """List the courses whose assessment somebody may not try again now.

    The caller has made sure that the person is theirs to know about.
    """
    begun = [
        place
        for place in list_places(session, person_id)
        if place.enrolment_id is not None
        and place.completed_at is None
        and _has_limits(place)
    ]
    found = [HeldUp(place, measure_standing(session, place)) for place in begun]
    return [held for held in found if _is_held_up(held.standing, now)]


def get_held_up(
    session: Session, manager_id: int, person_id: int, slug: str, now: datetime
) -> tuple[str, HeldUp]:
    """Give a person's name and what holds them up in one course.

    Raise NotFound for anybody out of reach and for oneself, NotOpenYet where nothing
    holds them up.
    """
    name = _name_in_reach(session, manager_id, person_id)
    place = get_place(session, person_id, slug)
    if place.enrolment_id is None or place.course.assessment is None:
        raise NotFound(slug)
    held = HeldUp(place, measure_standing(session, place))
    if not _is_held_up(held.standing, now):
        raise NotOpenYet(slug, "They can try the assessment already.")
    return name, held


def allow_another_attempt(
    session: Session,
    manager_id: int,
    person_id: int,
    slug: str,
    reason: str,
    moment: Moment,
) -> None:
    """Allow one more attempt, at once. A second click allows no second one.

    Raise NotFound for anybody out of reach and for oneself, BadResponse without a
    reason, NotOpenYet where nothing holds the person up.
    """
    _name_in_reach(session, manager_id, person_id)
    reason = " ".join(reason.split())
    if not reason:
        raise BadResponse("reason", "Say in a few words why.")
    if len(reason) > _LONGEST_REASON:
        raise BadResponse("reason", f"Use at most {_LONGEST_REASON} characters.")
    place = get_place(session, person_id, slug)
    if place.enrolment_id is None or place.course.assessment is None:
        raise NotFound(slug)
    lock_enrolment(session, place.enrolment_id)
    standing = measure_standing(session, place)
    if not _is_held_up(standing, moment.now):
        raise NotOpenYet(slug, "They can try the assessment already.")
    session.add(
        AttemptAllowance(
            enrolment_id=place.enrolment_id,
            after_attempt=len(standing.handed_in),
            reason=reason,
            given_at=moment.now,
            given_by_id=manager_id,
        )
    )
    record_event(
        session,
        moment,
        manager_id,
        "allowed another attempt",
        "person",
        person_id,
        course_id=place.course_id,
        after_attempt=len(standing.handed_in),
    )
    session.flush()


def _name_in_reach(session: Session, manager_id: int, person_id: int) -> str:
    # Nobody decides about their own attempts.
    rows = (
        find_person(session, load_reach(session, manager_id), person_id)
        if person_id != manager_id
        else ()
    )
    if not rows:
        raise NotFound(person_id)
    return str(rows[0].name)


def _has_limits(place: Place) -> bool:
    rules = place.course.assessment
    return rules is not None and bool(
        rules.attempts.limit or rules.attempts.wait_minutes
    )


def _is_held_up(standing: AssessmentPage, now: datetime) -> bool:
    if standing.passed or standing.open is not None:
        return False
    waits = standing.wait_until is not None and now < standing.wait_until
    return standing.left == 0 or waits
