"""What the database holds afterwards, against what was acknowledged."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.store.database import Database
from elearn.store.tables import (
    Attempt,
    Award,
    AwardEvent,
    CardView,
    Enrolment,
    Person,
    Play,
    PlayChoice,
    Response,
)
from tests.faults.learner import Acknowledged, Learner


def find_violations(url: str, learners: list[Learner]) -> list[str]:
    """List everything that is lost, double or broken; empty is what should be."""
    database = Database(url)
    with Session(database.engine) as session:
        found = [*_broken(session, database), *_wrong_awards(session)]
        for learner in learners:
            found += (
                f"{learner.name}: {what}"
                for what in _differs(session, learner.name, learner.acknowledged)
            )
    database.close()
    return found


def _broken(session: Session, database: Database) -> Iterator[str]:
    if not database.is_sqlite:
        return
    connection = session.connection()
    for pragma in ("integrity_check", "foreign_key_check"):
        for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                yield f"{pragma}: {row}"


def _wrong_awards(session: Session) -> Iterator[str]:
    awards = Counter(session.scalars(select(Award.enrolment_id)))
    yield from (f"{n} awards for enrolment {e}" for e, n in awards.items() if n > 1)
    done = set(
        session.scalars(select(Enrolment.id).where(Enrolment.completed_at.is_not(None)))
    )
    yield from (f"enrolment {e} has no award" for e in done - set(awards))
    yield from (f"enrolment {e} has an award too many" for e in set(awards) - done)
    issued = session.scalar(
        select(func.count()).select_from(AwardEvent).where(AwardEvent.kind == "issued")
    )
    if issued != sum(awards.values()):
        yield f"{issued} times issued, {sum(awards.values())} awards"


def _differs(session: Session, name: str, said: Acknowledged) -> Iterator[str]:
    enrolments = session.scalars(
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Person.sign_in_name == name)
    ).all()
    if not enrolments:
        if said.count():
            yield "nothing is there"
        return
    if len(enrolments) > 1:
        yield f"{len(enrolments)} enrolments"
    enrolment_id = enrolments[0].id
    yield from _differing_answers(session, enrolment_id, said)
    yield from _differing_choices(session, enrolment_id, said)
    attempts = session.scalar(
        select(func.count()).where(
            Attempt.enrolment_id == enrolment_id, Attempt.kind == "assessment"
        )
    )
    if attempts and attempts > 1:
        yield f"{attempts} attempts"
    cards = Counter(
        (row.module_id, row.card_id)
        for row in session.scalars(
            select(CardView).where(CardView.enrolment_id == enrolment_id)
        )
    )
    yield from (
        f"card {c} is there {cards[c]} times" for c in said.cards if cards[c] != 1
    )
    if said.handed_in:
        award = select(func.count()).where(Award.enrolment_id == enrolment_id)
        if session.scalar(award) != 1:
            yield f"{session.scalar(award)} awards"


def _differing_answers(
    session: Session, enrolment_id: int, said: Acknowledged
) -> Iterator[str]:
    rows = session.execute(
        select(Attempt, Response)
        .join(Response, Response.attempt_id == Attempt.id)
        .where(Attempt.enrolment_id == enrolment_id)
    ).all()
    cards: dict[tuple[str, str, int], Any] = {}
    final: dict[str, list[Any]] = {}
    for attempt, row in rows:
        if attempt.kind == "module":
            cards[attempt.content_id, row.question_id, row.try_number] = row.response
        else:
            final.setdefault(row.question_id, []).append(row.response)
    for key, response in said.answers.items():
        if cards.get(key) != response:
            yield f"answer {key} is {cards.get(key)}, not {response}"
    for question_id, response in said.saved.items():
        if final.get(question_id) != [response]:
            yield f"answer to {question_id} is {final.get(question_id)}"
    # One more may have been taken whose acknowledgement never arrived.
    more = len(cards) - len(said.answers) if said.answers else 0
    if more > 1:
        yield f"{more} answers that nobody gave"


def _differing_choices(
    session: Session, enrolment_id: int, said: Acknowledged
) -> Iterator[str]:
    rows = session.execute(
        select(Play.scenario_id, Play.number, PlayChoice.position, PlayChoice.choice_id)
        .join(Play, Play.id == PlayChoice.play_id)
        .where(Play.enrolment_id == enrolment_id)
    ).all()
    held = {(row[0], row[1], row[2]): row[3] for row in rows}
    for (scenario_id, number, position), chosen in said.choices.items():
        # The page counts from 0 what was chosen before, the table from 1.
        key = (scenario_id, number, position + 1)
        if chosen not in (held.get(key), held.get((scenario_id, number, position))):
            yield f"choice {key} is {held.get(key)}, not {chosen}"
    plays = Counter(
        session.scalars(
            select(Play.scenario_id).where(Play.enrolment_id == enrolment_id)
        )
    )
    yield from (f"{many} plays of {s}" for s, many in plays.items() if many > 1)
