"""Courses as they were published, and their pictures."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.tables.base import Base, only_one


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
        only_one("uq_course_version_online", "course_id", where="online"),
    )


class Media(Base):
    """A picture of a course, known by its content."""

    __tablename__ = "media"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)
