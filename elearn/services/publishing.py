"""Put a course online: freeze a version, and take one away again."""

import json
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.markup import RENDERER, render_course
from elearn.coursefiles.problems import has_errors
from elearn.domain.course import Course
from elearn.errors import NotFound, PublishRefused
from elearn.services.audit import record_event
from elearn.services.checking import check_built
from elearn.services.moment import Moment
from elearn.store.courses import lock_course
from elearn.store.tables import Course as CourseRow
from elearn.store.tables import CourseVersion, Media, VersionEvent

ONLINE = "online"
WITHDRAWN = "withdrawn"
"""What can become of a version."""


@dataclass(frozen=True)
class Published:
    """What publishing did: `is_new` is False when these files were online already."""

    slug: str
    number: int
    is_new: bool


def publish_course(
    session: Session, built: BuiltCourse, moment: Moment, by_id: int | None = None
) -> Published:
    """Put a course online as its files are now. Raise PublishRefused on errors.

    Files that were published before become online again as the version they were.
    """
    course = built.course
    problems = check_built(built, moment.now.date())
    if has_errors(problems):
        count = sum(problem.severity == "error" for problem in problems)
        errors = "1 error" if count == 1 else f"{count} errors"
        raise PublishRefused(
            built.slug,
            f"{built.slug} has {errors} and was not published. "
            f"Run “elearn check” to see where.",
        )
    if course is None:
        raise PublishRefused(
            built.slug, f"The folder {built.slug} has no course.yaml. Write one first."
        )
    return freeze_course(session, course, built.media, moment, by_id)


def freeze_course(
    session: Session,
    course: Course,
    media: dict[str, bytes],
    moment: Moment,
    by_id: int | None = None,
) -> Published:
    """Freeze a version and put it online, whatever the rules say about it."""
    row = _find_or_add_course(session, course.slug)
    version = session.scalars(
        select(CourseVersion).where(
            CourseVersion.course_id == row.id,
            CourseVersion.content_hash == course.content_hash,
        )
    ).one_or_none()
    if version is not None and version.online and version.renderer == RENDERER:
        return Published(course.slug, version.number, is_new=False)
    _keep_media(session, course, media)
    _take_offline(session, row.id)
    if version is None:
        version = _add_version(session, row, course, moment, by_id)
    else:
        version.rendered, version.renderer = _render(course), RENDERER
    _go_online(session, version, moment, by_id)
    record_event(
        session, moment, by_id, "published", "course", row.id, version=version.number
    )
    return Published(course.slug, version.number, is_new=True)


def put_online(
    session: Session, slug: str, number: int, moment: Moment, by_id: int | None = None
) -> None:
    """Put an earlier version online again; one that is online stays so."""
    row = lock_course(session, slug)
    version = session.scalars(
        select(CourseVersion).where(
            CourseVersion.course_id == (row.id if row else None),
            CourseVersion.number == number,
        )
    ).one_or_none()
    if row is None or version is None:
        raise NotFound(slug, f"There is no version {number} of {slug}.")
    if version.online:
        return
    _take_offline(session, row.id)
    if version.renderer != RENDERER:
        course = Course.model_validate_json(version.snapshot)
        version.rendered, version.renderer = _render(course), RENDERER
    _go_online(session, version, moment, by_id)
    record_event(
        session, moment, by_id, "put back", "course", row.id, version=version.number
    )


def list_published(session: Session) -> frozenset[str]:
    """List the courses that ever had a version, online or withdrawn."""
    return frozenset(
        session.scalars(
            select(CourseRow.slug).join(
                CourseVersion, CourseVersion.course_id == CourseRow.id
            )
        )
    )


def withdraw_course(
    session: Session,
    slug: str,
    moment: Moment,
    by_id: int | None = None,
    *,
    reason: str = "",
) -> None:
    """Take a course offline at once; records and certificates stay."""
    lock_course(session, slug)
    version = session.scalars(
        select(CourseVersion)
        .join(CourseRow, CourseRow.id == CourseVersion.course_id)
        .where(CourseRow.slug == slug, CourseVersion.online)
    ).one_or_none()
    if version is None:
        raise NotFound(slug, f"There is no course called {slug} online.")
    version.online, version.withdrawn_at = False, moment.now
    session.add(
        VersionEvent(
            version_id=version.id,
            kind=WITHDRAWN,
            reason=reason,
            at=moment.now,
            by_id=by_id,
        )
    )
    record_event(
        session, moment, by_id, "withdrew", "course", version.course_id,
        version=version.number,
    )  # fmt: skip


def get_media(session: Session, sha256: str) -> Media:
    """Give a picture by its content's name. Raise NotFound."""
    media = session.get(Media, sha256)
    if media is None:
        raise NotFound(sha256)
    return media


def _find_or_add_course(session: Session, slug: str) -> CourseRow:
    row = lock_course(session, slug)
    if row is None:
        row = CourseRow(slug=slug, archived=False)
        session.add(row)
        session.flush()
    return row


def _take_offline(session: Session, course_id: int) -> None:
    session.execute(
        update(CourseVersion)
        .where(CourseVersion.course_id == course_id, CourseVersion.online)
        .values(online=False)
    )


def _go_online(
    session: Session, version: CourseVersion, moment: Moment, by_id: int | None
) -> None:
    version.online, version.withdrawn_at = True, None
    session.flush()
    session.add(
        VersionEvent(version_id=version.id, kind=ONLINE, at=moment.now, by_id=by_id)
    )


def _add_version(
    session: Session,
    row: CourseRow,
    course: Course,
    moment: Moment,
    by_id: int | None,
) -> CourseVersion:
    last = session.scalar(
        select(func.max(CourseVersion.number)).where(CourseVersion.course_id == row.id)
    )
    version = CourseVersion(
        course_id=row.id,
        number=(last or 0) + 1,
        online=True,
        content_hash=course.content_hash,
        title=course.title,
        snapshot=course.model_dump_json(),
        rendered=_render(course),
        renderer=RENDERER,
        published_at=moment.now,
        published_by_id=by_id,
    )
    session.add(version)
    return version


def _render(course: Course) -> str:
    return json.dumps(render_course(course), ensure_ascii=False)


def _keep_media(session: Session, course: Course, contents: dict[str, bytes]) -> None:
    wanted = {media.sha256: media for media in course.media.values()}
    kept = set(session.scalars(select(Media.sha256).where(Media.sha256.in_(wanted))))
    for sha256 in wanted.keys() - kept:
        media = wanted[sha256]
        session.add(Media(sha256=sha256, type=media.type, content=contents[sha256]))
