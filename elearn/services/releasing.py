"""A trainer publishes what they looked at, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from elearn.coursefiles.build import BuiltCourse
from elearn.errors import BadResponse, CourseChanged
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.services.publishing import (
    Published,
    publish_course,
    put_online,
    withdraw_course,
)
from elearn.services.refreshing import mark_material
from elearn.services.uploading import build_upload, get_upload_row
from elearn.store.courses import find_latest_version, lock_course
from elearn.store.tables import CourseUpload, CourseVersion, VersionFiles

LONGEST_REASON = 400


@dataclass(frozen=True)
class Seen:
    """What somebody looked at: the new content, and the version online (0: none)."""

    content_hash: str
    online_number: int


def release_course(
    session: Session,
    built: BuiltCourse,
    seen: Seen,
    moment: Moment,
    by_id: int,
    *,
    upload: CourseUpload | None = None,
    material: Mapping[tuple[str, str], str] | None = None,
) -> Published:
    """Publish what was looked at. Raise CourseChanged if it is another by now.

    Sent twice, it is published once: the second finds it online. `material` says for
    (module id, card id) why people should read a card again.
    """
    lock_course(session, built.slug)
    latest = find_latest_version(session, built.slug)
    online = latest if latest is not None and latest.online else None
    if online is not None and online.content_hash == seen.content_hash:
        return Published(built.slug, online.number, is_new=False)
    if built.course is not None and built.course.content_hash != seen.content_hash:
        raise CourseChanged(built.slug, "The files changed while you looked at them.")
    if (online.number if online is not None else 0) != seen.online_number:
        raise CourseChanged(
            built.slug, "Somebody else put another version online while you looked."
        )
    done = publish_course(session, built, moment, by_id)
    version = _get_version(session, built.slug, done.number)
    if upload is not None:
        _keep_files(session, version.id, upload)
    for (module_id, card_id), why in (material or {}).items():
        mark_material(session, version, module_id, card_id, why, moment, by_id)
    return done


def release_upload(
    session: Session,
    upload_id: int,
    seen: Seen,
    moment: Moment,
    by_id: int,
    *,
    material: Mapping[tuple[str, str], str] | None = None,
) -> Published:
    """Publish an upload that was looked at, and keep its files with the version."""
    upload = get_upload_row(session, upload_id, by_id, moment.now)
    built = build_upload(upload)
    return release_course(
        session, built, seen, moment, by_id, upload=upload, material=material
    )


def is_online(session: Session, slug: str, content_hash: str) -> bool:
    """Tell whether exactly this content of a course is online."""
    latest = find_latest_version(session, slug)
    return bool(latest and latest.online and latest.content_hash == content_hash)


def withdraw(
    session: Session, slug: str, number: int, reason: str, moment: Moment, by_id: int
) -> None:
    """Take the version that somebody looked at offline, saying why.

    Raise BadResponse without a reason, CourseChanged if another one is online. A
    second click changes nothing.
    """
    reason = read_reason("reason", reason, "Say why you withdraw it.")
    lock_course(session, slug)
    latest = find_latest_version(session, slug)
    if latest is None or not latest.online:
        return
    if latest.number != number:
        raise CourseChanged(
            slug, "Somebody else put another version online while you looked."
        )
    withdraw_course(session, slug, moment, by_id, reason=reason)


def return_version(
    session: Session,
    slug: str,
    number: int,
    seen_online: int,
    moment: Moment,
    by_id: int,
) -> None:
    """Put an earlier version back online, in place of the one that was seen there."""
    lock_course(session, slug)
    latest = find_latest_version(session, slug)
    online = latest.number if latest is not None and latest.online else 0
    if online not in (seen_online, number):
        raise CourseChanged(
            slug, "Somebody else put another version online while you looked."
        )
    put_online(session, slug, number, moment, by_id)


def read_reason(field: str, reason: str, sentence: str) -> str:
    """Read a reason that has to be given. Raise BadResponse."""
    reason = " ".join(reason.split())
    if not reason:
        raise BadResponse(field, sentence)
    if len(reason) > LONGEST_REASON:
        raise BadResponse(
            field,
            f"This has {len(reason)} characters. Shorten it to {LONGEST_REASON}.",
        )
    return reason


def leave_results(
    session: Session, slug: str, number: int, moment: Moment, by_id: int
) -> None:
    """Write down that results stay as they are under a changed key."""
    row = lock_course(session, slug)
    if row is not None:
        record_event(
            session, moment, by_id, "left results", "course", row.id, version=number
        )


def _get_version(session: Session, slug: str, number: int) -> CourseVersion:
    row = lock_course(session, slug)
    return session.scalars(
        select(CourseVersion).where(
            CourseVersion.course_id == (row.id if row else None),
            CourseVersion.number == number,
        )
    ).one()


def _keep_files(session: Session, version_id: int, upload: CourseUpload) -> None:
    """Keep the zip with its version, and forget the upload."""
    kept = session.scalar(
        select(func.count())
        .select_from(VersionFiles)
        .where(VersionFiles.version_id == version_id)
    )
    if not kept:
        session.add(
            VersionFiles(
                version_id=version_id,
                content=upload.content,
                uploaded_at=upload.uploaded_at,
            )
        )
    session.execute(delete(CourseUpload).where(CourseUpload.id == upload.id))
