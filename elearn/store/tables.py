"""All tables. What a column means stands here; what may happen stands in services."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from elearn.store.types import ExactFraction, UtcDateTime


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can change it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - the name and form SQLAlchemy asks for
        datetime: UtcDateTime,
        Fraction: ExactFraction,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def _only_one(name: str, *columns: str, where: str) -> Index:
    return Index(
        name,
        *columns,
        unique=True,
        sqlite_where=text(where),
        postgresql_where=text(where),
    )


class Organisation(Base):
    """The one organisation that runs this installation."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(400), default="")
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_role: Mapped[str] = mapped_column(String(200), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    nation: Mapped[str] = mapped_column(String(40), default="England")
    person_word: Mapped[str] = mapped_column(String(60), default="person we support")
    safeguarding_contact: Mapped[str] = mapped_column(String(400), default="")


class Person(Base):
    """Somebody with an account. E-mail may be absent: many care workers have none."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_name: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class RoleGrant(Base):
    """A role beyond learner; `team_id` limits a manager to that team and below."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    __table_args__ = (UniqueConstraint("person_id", "role", "team_id"),)


class SignIn(Base):
    """One signed-in browser. Only a hash of its token is kept."""

    __tablename__ = "sign_in"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTry(Base):
    """A failed sign-in, counted by account and by address."""

    __tablename__ = "sign_in_try"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    tried_at: Mapped[datetime]
    __table_args__ = (Index("ix_sign_in_try_key_tried_at", "key", "tried_at"),)


class Team(Base):
    """A site or a team in it."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class Membership(Base):
    """A person in a team."""

    __tablename__ = "membership"
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, index=True
    )


class Course(Base):
    """A course by its folder's name."""

    __tablename__ = "course"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    archived: Mapped[bool] = mapped_column(default=False)


class CourseVersion(Base):
    """What was taught: the frozen model and the HTML made from it, once.

    At most one version of a course is `online`; a withdrawn course has none.
    """

    __tablename__ = "course_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    online: Mapped[bool]
    content_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(400))
    snapshot: Mapped[str] = mapped_column(Text)
    rendered: Mapped[str] = mapped_column(Text)
    renderer: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("course_id", "content_hash"),
        UniqueConstraint("course_id", "number"),
        _only_one("uq_course_version_online", "course_id", where="online"),
    )


class Media(Base):
    """A picture of a course, known by its content."""

    __tablename__ = "media"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Enrolment(Base):
    """A person taking a course; a renewal is a new cycle, nothing is wiped."""

    __tablename__ = "enrolment"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    cycle: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("person_id", "course_id", "cycle"),)


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
        _only_one(
            "uq_attempt_open",
            "enrolment_id",
            "kind",
            "content_id",
            where="handed_in_at IS NULL",
        ),
    )


class Response(Base):
    """One answer, with the words that were shown. Rows are only ever added."""

    __tablename__ = "response"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    try_number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    response: Mapped[dict[str, Any]]
    shown: Mapped[dict[str, Any]]
    share: Mapped[Fraction]
    critical: Mapped[bool]
    answered_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("attempt_id", "question_id", "try_number"),)


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
        _only_one(
            "uq_play_open",
            "enrolment_id",
            "scenario_id",
            where="ended_at IS NULL AND left_at IS NULL",
        ),
    )


class PlayChoice(Base):
    """One choice of a play, with the words that were shown."""

    __tablename__ = "play_choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    play_id: Mapped[int] = mapped_column(ForeignKey("play.id"))
    position: Mapped[int]
    scene_id: Mapped[str] = mapped_column(String(80))
    choice_id: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
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


class Award(Base):
    """The record of a pass, frozen: its facts and its certificate never change."""

    __tablename__ = "award"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    passed_on: Mapped[date]
    refresh_on: Mapped[date | None]
    issued_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class AwardEvent(Base):
    """What became of an award: issued, superseded, revoked. Only ever added."""

    __tablename__ = "award_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Assignment(Base):
    """A course to be done by a day: for one person, one team, or everyone."""

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    due_on: Mapped[date]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AuditEvent(Base):
    """Who did what to whom, from where: ids, never names. Only ever added."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    address: Mapped[str] = mapped_column(String(64), default="")
