"""A card that changed in what it says: read it again, once, after passing.

The award stands. What somebody answers is kept in an attempt of a kind of its own,
which counts for nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.assessment import steady_order
from elearn.domain.course import Card, Course, Module, Reflection
from elearn.domain.questions import Form
from elearn.domain.text import count_words
from elearn.errors import BadForm, BadResponse, NotFound
from elearn.services.answering import record_response
from elearn.services.audit import record_event
from elearn.services.drafts import drop_draft, find_drafts
from elearn.services.learning import CardPage, show_question
from elearn.services.moment import Moment
from elearn.services.places import Place, get_place
from elearn.services.snapshots import Snapshot
from elearn.store.courses import find_latest_version, lock_course
from elearn.store.enrolments import lock_enrolment
from elearn.store.refreshers import (
    REFRESHER,
    count_asked,
    find_asked_of,
    list_asked_of,
    list_changes,
)
from elearn.store.responses import LastResponse, list_responses
from elearn.store.tables import Attempt, CourseVersion, MaterialChange

LONGEST_WHY = 300
_WORDS_A_MINUTE = 130
_MINUTES_A_QUESTION = 1


@dataclass(frozen=True)
class Refresher:
    """A card for one person to read again. `done_at` is None until they have."""

    change_id: int
    snapshot: Snapshot
    card: Card
    why: str
    minutes: int
    done_at: datetime | None


@dataclass(frozen=True)
class RefresherPage:
    """A refresher as its page shows it: the card without its reflections."""

    page: CardPage
    why: str
    done_at: datetime | None


@dataclass(frozen=True)
class MarkedCard:
    """A card that a trainer marked; who has read it again, of how many."""

    change_id: int
    heading: str
    number: int
    why: str
    marked_at: datetime
    marked_by: str | None
    stopped_at: datetime | None
    done: int
    asked: int


def mark_material(
    session: Session,
    version: CourseVersion,
    module_id: str,
    card_id: str,
    why: str,
    moment: Moment,
    by_id: int,
) -> None:
    """Ask those who passed with an older text to read a card of this version again.

    Raise NotFound, or BadForm without a card or a reason. Marking twice changes
    nothing.
    """
    why = " ".join(why.split())
    faults = {}
    if not card_id:
        faults["card"] = "Choose a card."
    if not why:
        faults["why"] = "Say in a sentence why people should read it again."
    elif len(why) > LONGEST_WHY:
        faults["why"] = f"This has {len(why)} characters. Shorten it to {LONGEST_WHY}."
    if faults:
        raise BadForm(faults)
    course = Course.model_validate_json(version.snapshot)
    find_card(course, module_id, card_id)
    row = session.scalars(
        select(MaterialChange).where(
            MaterialChange.version_id == version.id,
            MaterialChange.module_id == module_id,
            MaterialChange.card_id == card_id,
        )
    ).one_or_none()
    if row is not None and row.withdrawn_at is None:
        return
    if row is None:
        row = MaterialChange(
            course_id=version.course_id,
            version_id=version.id,
            module_id=module_id,
            card_id=card_id,
        )
        session.add(row)
    row.why, row.marked_at, row.marked_by_id = why, moment.now, by_id
    row.withdrawn_at = None
    session.flush()
    record_event(
        session, moment, by_id, "marked as material", "course", version.course_id,
        version=version.number, module=module_id, card=card_id,
    )  # fmt: skip


def mark_card(
    session: Session,
    slug: str,
    module_id: str,
    card_id: str,
    why: str,
    moment: Moment,
    by_id: int,
) -> None:
    """Mark a card of the version that is online."""
    lock_course(session, slug)
    latest = find_latest_version(session, slug)
    if latest is None or not latest.online:
        raise NotFound(slug, f"There is no course called {slug} online.")
    version = session.get_one(CourseVersion, latest.version_id)
    mark_material(session, version, module_id, card_id, why, moment, by_id)


def stop_asking(
    session: Session, slug: str, change_id: int, moment: Moment, by_id: int
) -> None:
    """Ask nobody any more to read a card again; what was done stays."""
    course = lock_course(session, slug)
    row = session.get(MaterialChange, change_id)
    if course is None or row is None or row.course_id != course.id:
        raise NotFound(change_id, "This card is not marked.")
    if row.withdrawn_at is None:
        row.withdrawn_at = moment.now
        record_event(
            session, moment, by_id, "stopped refresher", "course", course.id,
            change=change_id,
        )  # fmt: skip


def list_marked(session: Session, course_id: int, course: Course) -> list[MarkedCard]:
    """List the cards of a course that were marked, newest first."""
    asked = count_asked(session, course_id)
    marked = []
    for row in list_changes(session, course_id):
        module = course.modules.get(row.module_id)
        card = module.find_card(row.card_id) if module else None
        done, of = asked.get(row.id, (0, 0))
        marked.append(
            MarkedCard(
                row.id,
                card.heading if card else row.card_id,
                row.number,
                row.why,
                row.marked_at,
                row.by_name,
                row.withdrawn_at,
                done,
                of,
            )
        )
    return marked


def list_refreshers(
    session: Session, person_id: int, places: Iterable[Place]
) -> list[Refresher]:
    """List what one person is asked to read again, done or not, in one query."""
    snapshots = {place.course_id: place.snapshot for place in places}
    found = []
    for row in list_asked_of(session, person_id):
        snapshot = snapshots.get(row.course_id)
        module = snapshot and snapshot.course.modules.get(row.module_id)
        card = module.find_card(row.card_id) if module else None
        if snapshot and card:
            minutes = _estimate_minutes(card)
            found.append(
                Refresher(row.id, snapshot, card, row.why, minutes, row.done_at)
            )
    return found


def show_refresher(
    session: Session, person_id: int, change_id: int, page: str
) -> RefresherPage:
    """Gather a refresher's page; `page` is the path under which drafts are kept.

    Raise NotFound unless it is asked of this person.
    """
    found = _find(session, person_id, change_id)
    rows = list_responses(session, found.attempt_id) if found.attempt_id else []
    last = {row.question_id: LastResponse(row.response, row.try_number) for row in rows}
    card = found.card
    card_page = CardPage(
        place=found.place,
        module=found.module,
        card=card,
        number=1,
        done=found.done_at is not None,
        done_ids=frozenset(),
        questions={
            q.id: show_question(found.place, q, last.get(q.id)) for q in card.questions
        },
        reflections={},
        drafts=find_drafts(session, person_id, page),
        sources={key: found.place.course.sources[key] for key in card.cites},
        stories=dict.fromkeys(card.scenario_ids, "done"),
        stories_left=[],
        previous_id=None,
        next_id=None,
    )
    return RefresherPage(card_page, found.why, found.done_at)


def answer_refresher(
    session: Session,
    person_id: int,
    change_id: int,
    question_id: str,
    *,
    form: Form,
    try_number: int,
    draft_key: str,
    now: datetime,
) -> None:
    """Record an answer with the words shown. Raise BadResponse if it is not whole."""
    found = _enter(session, person_id, change_id)
    question = next((q for q in found.card.questions if q.id == question_id), None)
    if question is None:
        raise NotFound(question_id, "This question is no longer on the card.")
    record_response(
        session,
        _attempt(session, found, change_id, now),
        question,
        steady_order(question, f"{person_id}/{found.place.cycle}"),
        form,
        try_number=try_number,
        version_id=found.place.snapshot.version_id,
        now=now,
    )
    drop_draft(session, person_id, draft_key)


def finish_refresher(
    session: Session, person_id: int, change_id: int, now: datetime
) -> None:
    """Write down that the card was read again, once.

    Raise BadResponse while a question on it is unanswered.
    """
    found = _enter(session, person_id, change_id)
    attempt = _attempt(session, found, change_id, now)
    if attempt.handed_in_at is not None:
        return
    answered = {row.question_id for row in list_responses(session, attempt.id)}
    if not {question.id for question in found.card.questions} <= answered:
        raise BadResponse(found.card.id, "Answer the question on this card first.")
    attempt.handed_in_at = now
    attempt.version_id = found.place.snapshot.version_id


@dataclass(frozen=True)
class _Found:
    place: Place
    module: Module
    card: Card
    why: str
    enrolment_id: int
    attempt_id: int | None
    done_at: datetime | None


def _find(session: Session, person_id: int, change_id: int) -> _Found:
    row = find_asked_of(session, person_id, change_id)
    if row is None:
        raise NotFound(change_id, "There is nothing to read again here.")
    place = get_place(session, person_id, row.slug)
    module, card = find_card(place.course, row.module_id, row.card_id)
    # Reflections are private and were asked once; only what is taught comes again.
    blocks = tuple(b for b in card.blocks if not isinstance(b, Reflection))
    return _Found(
        replace(place, enrolment_id=row.enrolment_id),
        module,
        card.model_copy(update={"blocks": blocks}),
        row.why,
        row.enrolment_id,
        row.attempt_id,
        row.done_at,
    )


def _enter(session: Session, person_id: int, change_id: int) -> _Found:
    found = _find(session, person_id, change_id)
    lock_enrolment(session, found.enrolment_id)
    return found


def _attempt(session: Session, found: _Found, change_id: int, now: datetime) -> Attempt:
    attempt = session.scalars(
        select(Attempt).where(
            Attempt.enrolment_id == found.enrolment_id,
            Attempt.kind == REFRESHER,
            Attempt.content_id == str(change_id),
        )
    ).one_or_none()
    if attempt is None:
        attempt = Attempt(
            enrolment_id=found.enrolment_id,
            kind=REFRESHER,
            content_id=str(change_id),
            number=1,
            version_id=found.place.snapshot.version_id,
            drawn=[],
            started_at=now,
        )
        session.add(attempt)
        session.flush()
    return attempt


def find_card(course: Course, module_id: str, card_id: str) -> tuple[Module, Card]:
    """Find a card of a course. Raise NotFound."""
    module = course.modules.get(module_id)
    card = module.find_card(card_id) if module else None
    if module is None or card is None:
        raise NotFound(card_id, "This card is no longer in the course.")
    return module, card


def _estimate_minutes(card: Card) -> int:
    texts = [getattr(block, "text", "") for block in card.blocks]
    words = sum(count_words(text) for text in texts)
    minutes = words // _WORDS_A_MINUTE + _MINUTES_A_QUESTION * len(card.questions)
    return 1 + minutes
