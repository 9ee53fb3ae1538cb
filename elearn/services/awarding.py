"""Turn a completed course into an award, once, and show its certificate."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.documents.certificate import render_certificate
from elearn.domain.award import AwardFacts, make_award_number, parse_award_number
from elearn.domain.course import Course
from elearn.domain.progress import measure_progress
from elearn.domain.renewal import add_months
from elearn.domain.scenario import PASSING
from elearn.domain.standards import describe_standards
from elearn.errors import BadResponse, NotFound
from elearn.services.audit import record_event
from elearn.services.mailing import queue_message
from elearn.services.moment import Moment
from elearn.services.places import Place
from elearn.store.awards import (
    ISSUED,
    REVOKED,
    SUPERSEDED,
    list_awards,
    list_standing,
    load_organisation,
    select_awards,
)
from elearn.store.enrolments import load_facts
from elearn.store.tables import (
    Attempt,
    Award,
    AwardEvent,
    Enrolment,
    Media,
    Organisation,
    Person,
    Play,
)

log = logging.getLogger(__name__)

AwardState = Literal["valid", "past refresh", "superseded", "revoked"]

_TESTED_OUT = "A refresh: the assessment was passed without reading the modules again."
_ENDED = {"good": "ended well", "recovered": "recovered after a hard moment"}


@dataclass(frozen=True)
class AwardView:
    """An award as it stands today."""

    number: str
    facts: AwardFacts
    state: AwardState
    name_erased: bool = False


def award_if_complete(
    session: Session, place: Place, enrolment_id: int, moment: Moment
) -> Award | None:
    """Give the award if everything is done and it was not given before.

    The caller holds the enrolment's lock; the database allows one for each cycle.
    """
    if place.completed_at is not None:
        return None
    facts = load_facts(session, [enrolment_id])[enrolment_id]
    progress = measure_progress(place.course, facts)
    if not progress.complete:
        return None
    already = session.scalars(
        select(Award.id).where(Award.enrolment_id == enrolment_id)
    ).one_or_none()
    if already is not None:
        return None
    organisation = load_organisation(session)
    person = session.get_one(Person, place.person_id)
    how = _how_assessed(session, place.course, enrolment_id)
    if progress.tested_out:
        how = (*how, _TESTED_OUT)
    printed = _facts(place, how, person, organisation, moment)
    award = Award(
        number=printed.number,
        person_id=person.id,
        enrolment_id=enrolment_id,
        course_id=place.course_id,
        version_id=place.snapshot.version_id,
        passed_on=printed.passed_on,
        refresh_on=printed.refresh_on,
        issued_at=moment.now,
        facts=printed.model_dump(mode="json"),
        pdf=_render(session, printed),
    )
    for earlier in list_standing(session, person.id, place.course_id):
        session.add(AwardEvent(award_id=earlier.id, kind=SUPERSEDED, at=moment.now))
    session.add(award)
    session.flush()
    session.add(AwardEvent(award_id=award.id, kind=ISSUED, at=moment.now))
    session.get_one(Enrolment, enrolment_id).completed_at = moment.now
    queue_message(
        session, moment, person.id, "certificate",
        key=f"certificate:{award.number}",
        course=printed.course_title,
        refresh_on=printed.refresh_on,
        link=f"{moment.site_url}/certificates",
    )  # fmt: skip
    return award


def today_in(organisation: Organisation, now: datetime) -> date:
    """Give the day it is for this organisation."""
    return now.astimezone(ZoneInfo(organisation.time_zone)).date()


def find_award(session: Session, typed_number: str, now: datetime) -> AwardView | None:
    """Find an award by a number as people type it; for the public verify page."""
    number = parse_award_number(typed_number)
    if number is None:
        return None
    row = session.execute(select_awards().where(Award.number == number)).one_or_none()
    if row is None:
        return None
    return _view(row, today_in(load_organisation(session), now))


def list_own_awards(session: Session, person_id: int, today: date) -> list[AwardView]:
    """List a person's own awards, newest first."""
    return [_view(row, today) for row in list_awards(session, person_id)]


def get_certificate(session: Session, person_id: int, number: str) -> bytes:
    """Give the PDF of one's own award as it was first made. Raise NotFound."""
    # A database may refuse what is in an address; a number of ours never is.
    asked = parse_award_number(number)
    award = session.scalars(
        select(Award).where(Award.number == asked, Award.person_id == person_id)
    ).one_or_none()
    if award is None:
        raise NotFound(number, "There is no certificate with this number here.")
    if award.pdf is not None:
        return award.pdf
    printed = AwardFacts.model_validate(award.facts)
    return render_certificate(printed, _load_logo(session, printed)).pdf


def revoke_award(
    session: Session, number: str, reason: str, moment: Moment, by_id: int | None
) -> None:
    """Revoke an award; it stays in the records and says so when it is looked up.

    Raise NotFound, or BadResponse without a reason. Revoking twice changes nothing.
    """
    if not reason.strip():
        raise BadResponse(number, "Say why the certificate is withdrawn.")
    row = session.execute(select_awards().where(Award.number == number)).one_or_none()
    if row is None:
        raise NotFound(number, "There is no certificate with this number.")
    if row.revoked:
        return
    session.add(
        AwardEvent(
            award_id=row.id, kind=REVOKED, reason=reason, at=moment.now, by_id=by_id
        )
    )
    record_event(session, moment, by_id, "revoked", "award", row.id)


def _load_logo(session: Session, printed: AwardFacts) -> bytes | None:
    """Load the logo as it was on the day of the pass."""
    logo = session.get(Media, printed.logo_sha256) if printed.logo_sha256 else None
    return logo.content if logo else None


def _render(session: Session, printed: AwardFacts) -> bytes | None:
    # A pass must not be lost because a page cannot be drawn: the facts are kept, and
    # the same facts make the same page later.
    try:
        certificate = render_certificate(printed, _load_logo(session, printed))
    except Exception:
        log.exception("certificate %s could not be drawn yet", printed.number)
        return None
    for problem in certificate.problems:
        log.warning("certificate %s: %s", printed.number, problem)
    return certificate.pdf


def _view(row: Row[*tuple[Any, ...]], today: date) -> AwardView:
    state: AwardState = "valid"
    if row.revoked:
        state = "revoked"
    elif row.superseded:
        state = "superseded"
    elif row.refresh_on is not None and row.refresh_on <= today:
        state = "past refresh"
    printed = AwardFacts.model_validate(row.facts)
    return AwardView(row.number, printed, state, row.name_erased)


def _facts(
    place: Place,
    how_assessed: tuple[str, ...],
    person: Person,
    organisation: Organisation,
    moment: Moment,
) -> AwardFacts:
    course = place.course
    today = today_in(organisation, moment.now)
    published = today_in(organisation, place.snapshot.published_at)
    number = make_award_number(moment.rng.randbytes(8))
    basis = "Learning time estimated by the author."
    if course.piloted:
        basis = f"Learning time from a pilot on {_write_day(course.piloted)}."
    refresh = (
        add_months(today, course.refresh_months) if course.refresh_months else None
    )
    return AwardFacts(
        number=number,
        person_name=person.name,
        organisation_name=organisation.name,
        organisation_contact=organisation.contact,
        course_title=course.title,
        course_version=f"{course.short_version}, published {_write_day(published)}",
        passed_on=today,
        cpd_minutes=course.cpd_minutes,
        cpd_basis=basis,
        outcomes=tuple(course.outcomes.values()),
        how_assessed=how_assessed,
        standards=describe_standards(course.standards),
        refresh_on=refresh,
        signatory_name=organisation.signatory_name,
        signatory_role=organisation.signatory_role,
        logo_sha256=organisation.logo_sha256 or "",
        verify_url=f"{moment.site_url}/verify/{number}",
    )


def _how_assessed(
    session: Session, course: Course, enrolment_id: int
) -> tuple[str, ...]:
    sentences = []
    passed = session.scalars(
        select(Attempt).where(
            Attempt.enrolment_id == enrolment_id, Attempt.passed.is_(True)
        )
    ).first()
    if passed is not None and course.assessment and passed.points is not None:
        sentences.append(
            f"{len(passed.drawn)} questions, {_score(passed)}; "
            f"pass mark {course.assessment.pass_percent.normalize():f}%."
        )
    plays = session.execute(
        select(Play.scenario_id, Play.result)
        .where(
            Play.enrolment_id == enrolment_id,
            Play.practice_of.is_(None),
            Play.result.in_(PASSING),
        )
        .order_by(Play.number)
    ).all()
    results: dict[str, str] = {}
    for play in plays:
        if results.get(play.scenario_id) != "good":
            results[play.scenario_id] = play.result
    for scenario_id, result in results.items():
        scenario = course.scenarios.get(scenario_id)
        if scenario:
            sentences.append(f"Scenario “{scenario.title}”: {_ENDED[result]}.")
    return tuple(sentences)


def _score(attempt: Attempt) -> str:
    points, out_of = attempt.points, attempt.out_of
    if points is None or out_of is None:
        return ""
    # Rounded down: a certificate never says more than was earned.
    tenths = int(points * 10)
    text = str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return f"{text} of {out_of} marks"


def _write_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
