"""What somebody did in a course: cards, attempts, plays, drafts, reflections."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.tables.base import Base, only_one


class Enrolment(Base):
    """A person taking a course; a renewal is a new cycle, nothing is wiped."""

    __tablename__ = "enrolment"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    cycle: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "cycle"),
        # What is begun and not completed: asked for everybody at once.
        Index(
            "ix_enrolment_begun",
            "person_id",
            "course_id",
            sqlite_where=text("completed_at IS NULL"),
            postgresql_where=text("completed_at IS NULL"),
        ),
    )


class CardView(Base):
    """A finished card, with the hash of its text so that a move keeps the tick."""

    __tablename__ = "card_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    module_id: Mapped[str] = mapped_column(String(80))
    card_id: Mapped[str] = mapped_column(String(80))
    text_hash: Mapped[str] = mapped_column(String(8))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    done_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("enrolment_id", "module_id", "card_id"),)


class Attempt(Base):
    """A try at a module's questions (kind “module”) or at the assessment.

    `drawn` keeps the questions and the order of their options as they were drawn;
    a module's attempt never ends, so its `handed_in_at` stays empty.
    """

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    kind: Mapped[str] = mapped_column(String(20))
    content_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    drawn: Mapped[list[Any]]
    started_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    points: Mapped[Fraction | None]
    out_of: Mapped[int | None]
    passed: Mapped[bool | None]
    critical: Mapped[list[Any] | None]
    __table_args__ = (
        UniqueConstraint("enrolment_id", "kind", "content_id", "number"),
        only_one(
            "uq_attempt_open",
            "enrolment_id",
            "kind",
            "content_id",
            where="handed_in_at IS NULL",
        ),
    )


class AttemptAllowance(Base):
    """One more attempt at an assessment, and no wait before it: a manager's decision.

    `after_attempt` is the attempt it follows, so that a second click allows no second.
    """

    __tablename__ = "attempt_allowance"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    after_attempt: Mapped[int]
    reason: Mapped[str] = mapped_column(String(400))
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (UniqueConstraint("enrolment_id", "after_attempt"),)


class Response(Base):
    """One answer, with the words that were shown. Rows are only ever added.

    `share` is empty where nothing is marked by itself; `to_mark` tells that a trainer
    marks it, and what they gave stands in WrittenMark.
    """

    __tablename__ = "response"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    try_number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    response: Mapped[dict[str, Any]]
    shown: Mapped[dict[str, Any]]
    share: Mapped[Fraction | None]
    critical: Mapped[bool]
    to_mark: Mapped[bool] = mapped_column(default=False, server_default=false())
    answered_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("attempt_id", "question_id", "try_number"),
        Index(
            "ix_response_to_mark",
            "answered_at",
            sqlite_where=text("to_mark"),
            postgresql_where=text("to_mark"),
        ),
    )


class WrittenMark(Base):
    """What a trainer gave for an answer in own words. The latest one counts.

    `lines` keeps each line of the rubric with its words and its points. Rows are only
    ever added, so a mark that was changed leaves its trace.
    """

    __tablename__ = "written_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lines: Mapped[list[Any]]
    share: Mapped[Fraction]
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("response_id", "number"),)


class Play(Base):
    """One play of a scenario. Practice starts in the middle of an earlier play."""

    __tablename__ = "play"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    scenario_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    practice_of: Mapped[int | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    ending_id: Mapped[str | None] = mapped_column(String(80))
    result: Mapped[str | None] = mapped_column(String(20))
    final_state: Mapped[dict[str, Any] | None]
    rules_version: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("enrolment_id", "scenario_id", "number"),
        only_one(
            "uq_play_open",
            "enrolment_id",
            "scenario_id",
            where="ended_at IS NULL AND left_at IS NULL",
        ),
    )


class PlayChoice(Base):
    """One choice of a play, with the words that were shown.

    Where the scene asked a question, `response` is what was answered and `shown` the
    words and their order.
    """

    __tablename__ = "play_choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    play_id: Mapped[int] = mapped_column(ForeignKey("play.id"))
    position: Mapped[int]
    scene_id: Mapped[str] = mapped_column(String(80))
    choice_id: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    response: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("play_id", "position"),)


class Draft(Base):
    """What somebody had typed in a form and not yet sent, by page and form."""

    __tablename__ = "draft"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class Reflection(Base):
    """Private to its writer: no manager, trainer or export may read this table."""

    __tablename__ = "reflection"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    reflection_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    ask: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
