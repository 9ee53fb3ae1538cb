"""What a learner does with cards: open, answer, finish, reflect."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearn.domain.assessment import mark_response, steady_order
from elearn.domain.course import Card, Module, Source
from elearn.domain.marks import Mark, is_revealed
from elearn.domain.progress import (
    NOTHING_DONE,
    Facts,
    ItemState,
    is_card_done,
    list_stories_left,
    measure_scenario,
)
from elearn.domain.questions import Blanks, Form, Question, Written
from elearn.domain.questions import Response as Given
from elearn.errors import BadResponse, NotFound
from elearn.services.answering import record_response
from elearn.services.attempts import judgement_of
from elearn.services.awarding import award_if_complete
from elearn.services.drafts import DRAFTED_ON_PAGE, drop_draft, form_name
from elearn.services.moment import Moment
from elearn.services.places import Place, enter_place, get_place
from elearn.store.enrolments import load_cards_and_plays, load_finished_cards
from elearn.store.responses import (
    MODULE,
    LastResponse,
    find_attempt,
    latest_marked_responses,
    latest_responses,
)
from elearn.store.tables import (
    Attempt,
    CardView,
    Draft,
    Person,
    Reflection,
    Response,
    WrittenMark,
)

_LONGEST_REFLECTION = 10_000


@dataclass(frozen=True)
class QuestionOnPage:
    """A question as one learner sees it now.

    `order` is the order of what is offered. `given` is the last response, if any;
    `mark` and `revealed` are None and False until there is one.
    """

    question: Question
    order: tuple[str, ...]
    tries: int
    given: Given | None
    mark: Mark | None
    revealed: bool


@dataclass(frozen=True)
class CardPage:
    """One card for one learner.

    `stories` says how each scenario on the card stands; those in `stories_left` have
    to be played before the card is done.
    """

    place: Place
    module: Module
    card: Card
    number: int
    done: bool
    done_ids: frozenset[str]
    questions: dict[str, QuestionOnPage]
    reflections: dict[str, str]
    drafts: dict[str, dict[str, list[str]]]
    sources: dict[str, Source]
    stories: dict[str, ItemState]
    stories_left: list[str]
    previous_id: str | None
    next_id: str | None


@dataclass(frozen=True)
class Finished:
    """Where to go after a card: the next card of the module, or the course."""

    next_card_id: str | None
    completed: bool


def show_card(
    session: Session, person_id: int, slug: str, module_id: str, card_id: str, page: str
) -> CardPage:
    """Gather a card's page; `page` is the path under which drafts are kept."""
    place = get_place(session, person_id, slug)
    module, card = _find_card(place, module_id, card_id)
    at = module.cards.index(card)
    facts = _load_facts(session, place, card)
    done_ids = frozenset(c.id for c in module.cards if is_card_done(module, c, facts))
    sources = {key: place.course.sources[key] for key in card.cites}
    written = _load_written(session, place, card, page)
    return CardPage(
        place=place,
        module=module,
        card=card,
        number=at + 1,
        done=card.id in done_ids,
        done_ids=done_ids,
        questions=_questions(session, place, module, card),
        reflections=written.reflections,
        drafts=written.drafts,
        sources=sources,
        stories={
            scenario_id: measure_scenario(place.course, scenario_id, facts).state
            for scenario_id in card.scenario_ids
        },
        stories_left=list_stories_left(place.course, card, facts),
        previous_id=module.cards[at - 1].id if at else None,
        next_id=module.cards[at + 1].id if at + 1 < len(module.cards) else None,
    )


def answer_card_question(
    session: Session,
    person_id: int,
    slug: str,
    module_id: str,
    card_id: str,
    question_id: str,
    *,
    form: Form,
    try_number: int,
    draft_key: str,
    now: datetime,
) -> Response:
    """Record an answer on a card. Raise BadResponse if the form is not whole."""
    place, enrolment_id = enter_place(session, person_id, slug, now)
    _, card = _find_card(place, module_id, card_id)
    question = next((q for q in card.questions if q.id == question_id), None)
    if question is None:
        raise NotFound(question_id, "This question is no longer on the card.")
    attempt = _module_attempt(session, place, enrolment_id, module_id, now)
    row = record_response(
        session,
        attempt,
        question,
        steady_order(question, f"{person_id}/{place.cycle}"),
        form,
        try_number=try_number,
        version_id=place.snapshot.version_id,
        now=now,
    )
    drop_draft(session, person_id, draft_key)
    return row


def finish_card(
    session: Session,
    person_id: int,
    slug: str,
    module_id: str,
    card_id: str,
    moment: Moment,
) -> Finished:
    """Tick a card.

    Raise BadResponse while a question on it is unanswered or a story is not played.
    """
    place, enrolment_id = enter_place(session, person_id, slug, moment.now)
    module, card = _find_card(place, module_id, card_id)
    asked = {question.id for question in card.questions}
    if asked and not asked <= set(
        latest_responses(session, enrolment_id, module_id, asked)
    ):
        raise BadResponse(card_id, "Answer the question on this card, then go on.")
    if card.scenario_ids:
        facts = load_cards_and_plays(session, enrolment_id)
        if list_stories_left(place.course, card, facts):
            raise BadResponse(
                card_id, "Play the story on this card to a good end, then go on."
            )
    seen = select(CardView.id).where(
        CardView.enrolment_id == enrolment_id,
        CardView.module_id == module_id,
        CardView.card_id == card_id,
    )
    if session.scalars(seen).first() is None:
        session.add(
            CardView(
                enrolment_id=enrolment_id,
                module_id=module_id,
                card_id=card_id,
                text_hash=card.text_hash,
                version_id=place.snapshot.version_id,
                done_at=moment.now,
            )
        )
        session.flush()
    award = award_if_complete(session, place, enrolment_id, moment)
    at = module.cards.index(card)
    following = module.cards[at + 1 :]
    return Finished(following[0].id if following else None, award is not None)


def save_reflection(
    session: Session,
    person_id: int,
    slug: str,
    module_id: str,
    card_id: str,
    reflection_id: str,
    *,
    text: str,
    draft_key: str,
    now: datetime,
) -> None:
    """Keep what somebody wrote for themselves; an empty text takes it away."""
    place, _ = enter_place(session, person_id, slug, now)
    _, card = _find_card(place, module_id, card_id)
    reflection = next((r for r in card.reflections if r.id == reflection_id), None)
    if reflection is None:
        raise NotFound(reflection_id, "This reflection is no longer on the card.")
    text = text.strip()
    if len(text) > _LONGEST_REFLECTION:
        raise BadResponse(
            reflection_id,
            f"Your text has {len(text):,} characters. "
            f"Shorten it to {_LONGEST_REFLECTION:,}.",
        )
    row = session.get(Reflection, (person_id, place.course_id, reflection_id))
    if row is None:
        row = Reflection(
            person_id=person_id,
            course_id=place.course_id,
            reflection_id=reflection_id,
        )
        session.add(row)
    row.ask, row.text, row.saved_at = reflection.ask, text, now
    drop_draft(session, person_id, draft_key)


def _find_card(place: Place, module_id: str, card_id: str) -> tuple[Module, Card]:
    module = place.course.modules.get(module_id)
    if module is None:
        raise NotFound(module_id, "This module is no longer in the course.")
    card = module.find_card(card_id)
    if card is None:
        raise NotFound(card_id, "This card is no longer in the module.")
    return module, card


def _load_facts(session: Session, place: Place, card: Card) -> Facts:
    if place.enrolment_id is None:
        return NOTHING_DONE
    load = load_cards_and_plays if card.scenario_ids else load_finished_cards
    return load(session, place.enrolment_id)


def _questions(
    session: Session, place: Place, module: Module, card: Card
) -> dict[str, QuestionOnPage]:
    latest: dict[str, LastResponse] = {}
    marks: dict[str, WrittenMark | None] = {}
    if place.enrolment_id is not None and card.questions:
        ids = [question.id for question in card.questions]
        if any(isinstance(question, Written) for question in card.questions):
            found = latest_marked_responses(session, place.enrolment_id, module.id, ids)
            latest = {question_id: row for question_id, (row, _) in found.items()}
            marks = {question_id: mark for question_id, (_, mark) in found.items()}
        else:
            latest = latest_responses(session, place.enrolment_id, module.id, ids)
    return {
        q.id: show_question(place, q, latest.get(q.id), marks.get(q.id))
        for q in card.questions
    }


def show_question(
    place: Place,
    question: Question,
    row: LastResponse | None,
    judged: WrittenMark | None = None,
) -> QuestionOnPage:
    """Work out how a question stands after the last response to it, if any.

    `judged` is what a trainer gave for that response, where one marks it.
    """
    order = steady_order(question, f"{place.person_id}/{place.cycle}")
    given = row.response if row else None
    # An answer to an older wording that no longer fits is kept in the records and
    # asked again here.
    if row is None or not set(row.response) <= set(question.offered_ids):
        tries = row.try_number if row else 0
        return QuestionOnPage(question, order, tries, None, None, revealed=False)
    mark = mark_response(question, row.response, judgement_of(judged))
    return QuestionOnPage(
        question,
        order,
        row.try_number,
        given,
        mark,
        _is_revealed(question, row.try_number, mark),
    )


def _is_revealed(question: Question, tries: int, mark: Mark) -> bool:
    if isinstance(question, Written):
        return not mark.waits
    # Whoever missed one of two answers knows the other.
    only_two = len(question.offered_ids) == 2 and not isinstance(question, Blanks)
    return only_two or is_revealed(tries, mark.state)


@dataclass(frozen=True)
class _Written:
    reflections: dict[str, str]
    drafts: dict[str, dict[str, list[str]]]


# One query for both, built once: each row pairs a draft with a reflection, and there
# are few of either.
_WRITTEN = (
    select(Reflection.reflection_id, Reflection.text, Draft.key, Draft.fields)
    .select_from(Person)
    .outerjoin(
        Reflection,
        (Reflection.person_id == Person.id)
        & (Reflection.course_id == bindparam("course_id"))
        & Reflection.reflection_id.in_(bindparam("reflection_ids", expanding=True)),
    )
    .outerjoin(Draft, (Draft.person_id == Person.id) & DRAFTED_ON_PAGE)
    .where(Person.id == bindparam("person_id"))
)


def _load_written(session: Session, place: Place, card: Card, page: str) -> _Written:
    """Load what somebody wrote on a card and what they have not yet sent."""
    if not (card.questions or card.reflections):
        return _Written({}, {})
    asked = {
        "person_id": place.person_id,
        "course_id": place.course_id,
        "reflection_ids": [reflection.id for reflection in card.reflections],
        "page": page,
    }
    rows = session.connection().execute(_WRITTEN, asked).all()
    return _Written(
        {row.reflection_id: row.text for row in rows if row.reflection_id},
        {form_name(row.key): row.fields for row in rows if row.key},
    )


def _module_attempt(
    session: Session, place: Place, enrolment_id: int, module_id: str, now: datetime
) -> Attempt:
    """Find or open the attempt that holds a module's answers; it never ends."""
    attempt = find_attempt(session, enrolment_id, MODULE, module_id)
    if attempt is None:
        attempt = Attempt(
            enrolment_id=enrolment_id,
            kind=MODULE,
            content_id=module_id,
            number=1,
            version_id=place.snapshot.version_id,
            drawn=[],
            started_at=now,
        )
        session.add(attempt)
        session.flush()
    return attempt
