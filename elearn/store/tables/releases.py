"""What became of the versions of a course: put online, withdrawn, marked again."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.tables.base import Base


class VersionEvent(Base):
    """A version went online, or was withdrawn with a reason. Rows are only added.

    `by_id` is empty where the command line did it.
    """

    __tablename__ = "version_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class VersionFiles(Base):
    """The files of a version that was uploaded, as one zip, to be had back."""

    __tablename__ = "version_files"
    version_id: Mapped[int] = mapped_column(
        ForeignKey("course_version.id"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime]


class CourseUpload(Base):
    """A course folder somebody uploaded and has not yet published.

    Kept here and not on a disk, because the next request may reach another machine.
    """

    __tablename__ = "course_upload"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    left_out: Mapped[list[Any]]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("uploaded_by_id", "slug"),)


class MaterialChange(Base):
    """A changed card that people who passed with its older text are to read again."""

    __tablename__ = "material_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    module_id: Mapped[str] = mapped_column(String(80))
    card_id: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(Text)
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("version_id", "module_id", "card_id"),)


class Regrade(Base):
    """A handed-in attempt marked again under a later answer key. Both results stay.

    `applied` is False where the new result would have taken something away: then the
    attempt keeps the old one.
    """

    __tablename__ = "regrade"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    old_points: Mapped[Fraction]
    old_passed: Mapped[bool]
    old_critical: Mapped[list[Any]]
    new_points: Mapped[Fraction]
    new_passed: Mapped[bool]
    new_critical: Mapped[list[Any]]
    applied: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (UniqueConstraint("attempt_id", "version_id"),)
