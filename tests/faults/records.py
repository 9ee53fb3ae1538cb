"""What the database holds, against what was acknowledged."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from elearn.store.database import Database
from elearn.store.tables import (
    Attempt,
    Award,
    AwardEvent,
    CardView,
    Enrolment,
    Message,
    Person,
    Play,
    PlayChoice,
    Response,
)
from tests.faults.learner import ALL_RIGHT, Fact, Facts, Learner

Records = dict[str, list[tuple[Fact, object]]]
"""Every fact about every person, by sign-in name; twice where it is there twice."""


def load_records(url: str) -> Records:
    database = Database(url)
    with database.reading() as session:
        records: Records = {name: [] for name in session.scalars(_NAMES)}
        for name, fact, value in _list_facts(session):
            records[name].append((fact, value))
    database.close()
    return records


def count_awards(url: str) -> int:
    with closing(Database(url)) as database:
        counted = select(func.count()).select_from(Award)
        return database.read(lambda session: session.scalar(counted)) or 0


def find_violations(
    url: str, before: Records, learners: Iterable[Learner]
) -> list[str]:
    """List everything that is lost, double, unexplained or broken: it should be empty.

    Also of people who never came: what they have must be what they had *before*.
    """
    said: dict[str, Facts] = {name: dict(facts) for name, facts in before.items()}
    pending: dict[str, Facts] = {}
    for learner in learners:
        said[learner.name] |= learner.acknowledged
        pending[learner.name] = learner.pending
    found = [
        f"{name}: {what}"
        for name, kept in load_records(url).items()
        for what in compare(kept, said[name], pending.get(name, {}))
    ]
    database = Database(url)
    with Session(database.engine) as session:
        found += [*_broken(session, database), *_wrong_awards(session)]
    database.close()
    return found


def compare(
    kept: list[tuple[Fact, object]],
    said: Mapping[Fact, object],
    pending: Mapping[Fact, object],
) -> Iterator[str]:
    """Tell what is not as it was acknowledged; what is pending may be there or not."""
    times = Counter(fact for fact, _ in kept)
    yield from (f"{fact} is there {n} times" for fact, n in times.items() if n > 1)
    held = dict(kept)
    for fact, value in said.items():
        if fact not in held:
            yield f"{fact} is lost"
        elif held[fact] != value:
            yield f"{fact} is {held[fact]}, not {value}"
    for fact in held.keys() - said.keys():
        if fact not in pending:
            yield f"{fact} is there, and nobody sent it"
        elif held[fact] != pending[fact]:
            yield f"{fact} is {held[fact]}, and {pending[fact]} was sent"


_NAMES = select(Person.sign_in_name).order_by(Person.id)


def _of(*what: Any) -> Select[*tuple[Any, ...]]:
    """Select people's sign-in names and something of their enrolments."""
    return (
        select(Person.sign_in_name, *what)
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
    )


def _list_facts(session: Session) -> Iterator[tuple[str, Fact, object]]:
    for name, cycle in session.execute(_of(Enrolment.cycle)):
        yield name, ("enrolled", cycle), True
    for name, view in session.execute(_of(CardView).join(CardView)):
        yield name, ("card", view.module_id, view.card_id), True
    for name, play in session.execute(_of(Play).join(Play)):
        yield name, ("play", play.scenario_id, play.number), True
    choices = _of(Play, PlayChoice).join(Play).join(PlayChoice)
    for name, play, choice in session.execute(choices):
        fact = ("choice", play.scenario_id, play.number, choice.position)
        yield name, fact, choice.choice_id
    answers = _of(Attempt, Response).join(Attempt).join(Response)
    for name, attempt, row in session.execute(answers):
        of_card = attempt.kind == "module"
        kind, place = (
            ("answer", attempt.content_id) if of_card else ("saved", attempt.number)
        )
        yield name, (kind, place, row.question_id, row.try_number), row.response
    yield from _list_attempts(session)


def _list_attempts(session: Session) -> Iterator[tuple[str, Fact, object]]:
    answered = (
        select(func.count(Response.question_id.distinct()))
        .where(Response.attempt_id == Attempt.id)
        .scalar_subquery()
    )
    rows = session.execute(
        _of(Attempt, Enrolment.completed_at, answered, Award)
        .join(Attempt)
        .outerjoin(Award, Award.enrolment_id == Enrolment.id)
        .where(Attempt.kind == "assessment")
    )
    for name, attempt, completed_at, many, award in rows:
        yield name, ("attempt", attempt.number), True
        ended = attempt.handed_in_at, attempt.passed, attempt.points, completed_at
        if any(part is not None for part in (*ended, award)):
            right = (
                attempt.handed_in_at is not None
                and attempt.passed
                and attempt.points == attempt.out_of
                and attempt.critical == []
                and many == len(attempt.drawn)
                and completed_at == attempt.handed_in_at
                and award is not None
                and award.issued_at == attempt.handed_in_at
                and (award.pdf or b"").startswith(b"%PDF")
            )
            told = ALL_RIGHT if right else f"broken: {ended}, {many} answers, {award}"
            yield name, ("handed in", attempt.number), told


def _broken(session: Session, database: Database) -> Iterator[str]:
    if not database.is_sqlite:
        return
    connection = session.connection()
    for pragma in ("integrity_check", "foreign_key_check"):
        for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                yield f"{pragma}: {row}"


def _wrong_awards(session: Session) -> Iterator[str]:
    """Every completed enrolment has one award, issued once, with one message."""
    completed = Counter(
        session.scalars(select(Enrolment.id).where(Enrolment.completed_at.is_not(None)))
    )
    awards = Counter(session.scalars(select(Award.enrolment_id)))
    if awards != completed:
        yield f"{awards.total()} awards for {completed.total()} completed courses"
    numbers = list(session.scalars(select(Award.number)))
    issued = Counter(
        session.scalars(
            select(Award.number).join(AwardEvent).where(AwardEvent.kind == "issued")
        )
    )
    if issued != Counter(numbers):
        yield f"{issued.total()} times issued, {len(numbers)} awards"
    messages = Counter(
        session.scalars(select(Message.key).where(Message.kind == "certificate"))
    )
    if messages != Counter(f"certificate:{number}" for number in numbers):
        yield f"{messages.total()} messages, {len(numbers)} awards"
