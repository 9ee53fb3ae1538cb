"""What came of it: awards, what was asked of whom, and the audit trail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.tables.base import Base, only_one


class Award(Base):
    """The record of a pass, frozen: its facts and its certificate never change."""

    __tablename__ = "award"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    passed_on: Mapped[date]
    refresh_on: Mapped[date | None]
    issued_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    __table_args__ = (
        # Rows are wide: what a team's page asks of very many stands in the index.
        Index("ix_award_held", "person_id", "course_id", "refresh_on", "id"),
    )


class AwardEvent(Base):
    """What became of an award: issued, superseded, revoked. Only ever added."""

    __tablename__ = "award_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (Index("ix_award_event_kind_award_id", "kind", "award_id"),)


class Assignment(Base):
    """A course to be done by a day: for one person, one team, or everyone.

    Of each of these there is at most one in force for a course.
    """

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    due_on: Mapped[date]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (
        only_one(
            "uq_assignment_of_person",
            "course_id",
            "person_id",
            where="withdrawn_at IS NULL AND person_id IS NOT NULL",
        ),
        only_one(
            "uq_assignment_of_team",
            "course_id",
            "team_id",
            where="withdrawn_at IS NULL AND team_id IS NOT NULL",
        ),
        only_one(
            "uq_assignment_of_everyone",
            "course_id",
            where="withdrawn_at IS NULL AND person_id IS NULL AND team_id IS NULL",
        ),
    )


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
