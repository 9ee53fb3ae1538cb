"""Queries about one person's way through one course."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Row,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from elearn.domain.progress import Facts
from elearn.store.tables import (
    Attempt,
    CardView,
    Course,
    CourseVersion,
    Enrolment,
    Play,
)


def _select_places() -> Select[*tuple[Any, ...]]:
    person_id: BindParameter[int] = bindparam("person_id")
    later = aliased(Enrolment)
    latest = (
        select(func.max(later.cycle))
        .where(later.person_id == person_id, later.course_id == Course.id)
        .scalar_subquery()
    )
    return (
        select(
            Course.id.label("course_id"),
            Enrolment.id.label("enrolment_id"),
            Enrolment.cycle,
            Enrolment.completed_at,
            CourseVersion.id.label("version_id"),
            CourseVersion.number,
            CourseVersion.published_at,
            CourseVersion.content_hash,
            CourseVersion.renderer,
        )
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .outerjoin(
            Enrolment,
            (Enrolment.course_id == Course.id)
            & (Enrolment.person_id == person_id)
            & (Enrolment.cycle == latest),
        )
        .where(CourseVersion.online, Course.archived.is_(False))
        .order_by(Course.slug)
    )


# Built once, and asked on the session's connection: making these, and what the ORM does
# for entities that nobody wants here, took more time than the database.
_PLACES = _select_places()
_PLACE = _PLACES.where(Course.slug == bindparam("slug"))


def list_place_rows(
    session: Session, person_id: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List every online course with the person's latest enrolment, if any."""
    return session.connection().execute(_PLACES, {"person_id": person_id}).all()


def find_place_row(
    session: Session, person_id: int, slug: str
) -> Row[*tuple[Any, ...]] | None:
    """Find one online course with the person's latest enrolment, if any."""
    found = session.connection().execute(_PLACE, {"person_id": person_id, "slug": slug})
    return found.one_or_none()


_CARDS = select(CardView.module_id, CardView.card_id, CardView.text_hash).where(
    CardView.enrolment_id == bindparam("enrolment_id")
)


def load_finished_cards(session: Session, enrolment_id: int) -> Facts:
    """Load only which cards are finished, in one query."""
    rows = session.connection().execute(_CARDS, {"enrolment_id": enrolment_id}).all()
    return Facts(
        cards=frozenset((row.module_id, row.card_id) for row in rows),
        card_texts=frozenset(row.text_hash for row in rows),
    )


# One query for both, because a card with a story must not cost more than others.
_CARDS_AND_PLAYS = union_all(
    select(
        literal("card").label("what"),
        CardView.module_id.label("thing"),
        CardView.card_id.label("detail"),
        CardView.text_hash,
    ).where(CardView.enrolment_id == bindparam("enrolment_id")),
    select(
        literal("play"),
        Play.scenario_id,
        func.coalesce(Play.result, ""),
        literal(""),
    ).where(
        Play.enrolment_id == bindparam("enrolment_id"),
        Play.practice_of.is_(None),
        Play.left_at.is_(None),
    ),
)


def load_cards_and_plays(session: Session, enrolment_id: int) -> Facts:
    """Load which cards are finished and which stories were played, in one query."""
    asked = {"enrolment_id": enrolment_id}
    rows = session.connection().execute(_CARDS_AND_PLAYS, asked).all()
    cards = [row for row in rows if row.what == "card"]
    plays = [row for row in rows if row.what == "play"]
    return Facts(
        cards=frozenset((row.thing, row.detail) for row in cards),
        card_texts=frozenset(row.text_hash for row in cards),
        scenario_results=frozenset((r.thing, r.detail) for r in plays if r.detail),
        open_scenarios=frozenset(row.thing for row in plays if not row.detail),
    )


def lock_enrolment(session: Session, enrolment_id: int) -> None:
    """Make other writers on this enrolment wait.

    SQLite needs nothing here: its writing transactions already stand in line.
    """
    session.execute(
        select(Enrolment.id).where(Enrolment.id == enrolment_id).with_for_update()
    )


def load_facts(session: Session, enrolment_ids: Sequence[int]) -> dict[int, Facts]:
    """Load what the records say about some enrolments, in three queries."""
    if not enrolment_ids:
        return {}
    ids = list(enrolment_ids)
    # Rows alone: what the ORM does for entities takes longer than the database.
    connection = session.connection()
    cards = connection.execute(
        select(
            CardView.enrolment_id,
            CardView.module_id,
            CardView.card_id,
            CardView.text_hash,
        ).where(CardView.enrolment_id.in_(ids))
    ).all()
    plays = connection.execute(
        select(Play.enrolment_id, Play.scenario_id, Play.result, Play.ended_at).where(
            Play.enrolment_id.in_(ids),
            Play.practice_of.is_(None),
            Play.left_at.is_(None),
        )
    ).all()
    attempts = connection.execute(
        select(
            Enrolment.id.label("enrolment_id"),
            Enrolment.cycle,
            Attempt.id.label("attempt_id"),
            Attempt.passed,
            Attempt.handed_in_at,
        )
        .outerjoin(
            Attempt,
            (Attempt.enrolment_id == Enrolment.id) & (Attempt.kind == "assessment"),
        )
        .where(Enrolment.id.in_(ids))
    ).all()
    of_cards, of_plays, of_attempts = map(_by_enrolment, (cards, plays, attempts))
    return {i: _facts(of_cards[i], of_plays[i], of_attempts[i]) for i in ids}


def _by_enrolment(
    rows: Sequence[Row[*tuple[Any, ...]]],
) -> defaultdict[int, list[Row[*tuple[Any, ...]]]]:
    sorted_out = defaultdict(list)
    for row in rows:
        sorted_out[row.enrolment_id].append(row)
    return sorted_out


def _facts(
    cards: Sequence[Row[*tuple[Any, ...]]],
    plays: Sequence[Row[*tuple[Any, ...]]],
    attempts: Sequence[Row[*tuple[Any, ...]]],
) -> Facts:
    return Facts(
        cards=frozenset((row.module_id, row.card_id) for row in cards),
        card_texts=frozenset(row.text_hash for row in cards),
        scenario_results=frozenset(
            (row.scenario_id, row.result) for row in plays if row.result
        ),
        open_scenarios=frozenset(
            row.scenario_id for row in plays if row.ended_at is None
        ),
        assessment_open=any(
            row.attempt_id is not None and row.handed_in_at is None for row in attempts
        ),
        assessment_waits=any(
            row.handed_in_at is not None and row.passed is None for row in attempts
        ),
        assessment_passed=any(row.passed for row in attempts),
        assessments_handed_in=sum(row.handed_in_at is not None for row in attempts),
        # A row for each attempt, and one where there is none yet.
        cycle=attempts[0].cycle,
    )
