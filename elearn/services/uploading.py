"""A course that a trainer uploads: kept until they publish it or let it go."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.coursefiles.build import BuiltCourse, build_course
from elearn.coursefiles.zipped import pack_course, unpack_course, write_files
from elearn.domain.text import slugify
from elearn.errors import NotFound, UploadRefused
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.store.courses import find_latest_version
from elearn.store.tables import CourseUpload, CourseVersion, VersionFiles

_KEPT_FOR = timedelta(hours=24)
_MOST_OF_ONE_PERSON = 5


@dataclass(frozen=True)
class Upload:
    """An upload that waits, with the course that its files make.

    `left_out` names what was in the zip and is no part of a course.
    """

    upload_id: int
    slug: str
    uploaded_at: datetime
    expires_at: datetime
    left_out: tuple[str, ...]
    built: BuiltCourse


def keep_upload(
    session: Session,
    content: bytes,
    file_name: str,
    moment: Moment,
    by_id: int,
    slug: str = "",
) -> int:
    """Check a zip and keep it for a day; give its id.

    The course's address is *slug*, or else the name of the folder in the zip, or of
    the zip. A later upload of the same course takes the place of an earlier one. Raise
    UploadRefused; then nothing is kept.
    """
    unpacked = unpack_course(content)
    slug = slug or slugify(unpacked.folder or Path(file_name).stem)
    if not slug:
        raise UploadRefused(
            "file", "Give the course's folder a name in small letters and digits."
        )
    packed = pack_course(unpacked.files)
    sha256 = hashlib.sha256(packed).hexdigest()
    session.execute(delete(CourseUpload).where(CourseUpload.expires_at <= moment.now))
    own = session.scalars(
        select(CourseUpload)
        .where(CourseUpload.uploaded_by_id == by_id)
        .order_by(CourseUpload.uploaded_at.desc())
    ).all()
    row = next((upload for upload in own if upload.slug == slug), None)
    if row is None:
        row = CourseUpload(slug=slug, uploaded_by_id=by_id)
        session.add(row)
        for earlier in own[_MOST_OF_ONE_PERSON - 1 :]:
            session.delete(earlier)
    row.sha256, row.content = sha256, packed
    row.left_out = list(unpacked.left_out)
    row.uploaded_at, row.expires_at = moment.now, moment.now + _KEPT_FOR
    session.flush()
    record_event(
        session, moment, by_id, "uploaded", "course upload", row.id, course=slug
    )
    return row.id


def get_upload_row(
    session: Session, upload_id: int, by_id: int, now: datetime
) -> CourseUpload:
    """Find one's own upload. Raise NotFound for another's, or when its day is over."""
    row = session.get(CourseUpload, upload_id)
    if row is None or row.uploaded_by_id != by_id or row.expires_at <= now:
        raise NotFound(
            upload_id, "This upload is not here any more. Upload the file again."
        )
    return row


def read_upload(session: Session, upload_id: int, by_id: int, now: datetime) -> Upload:
    """Build the course of an upload, in a folder that is gone afterwards."""
    row = get_upload_row(session, upload_id, by_id, now)
    return Upload(
        row.id,
        row.slug,
        row.uploaded_at,
        row.expires_at,
        tuple(row.left_out),
        build_upload(row),
    )


def build_upload(row: CourseUpload) -> BuiltCourse:
    """Build the course whose files an upload holds."""
    with TemporaryDirectory(prefix="elearn-upload-") as place:
        folder = Path(place) / row.slug
        folder.mkdir()
        write_files(unpack_course(row.content).files, folder)
        return build_course(folder, shown_as=row.slug)


def list_uploads(session: Session, by_id: int, now: datetime) -> list[tuple[int, str]]:
    """List one's own uploads that wait, newest first, as id and course."""
    rows = session.execute(
        select(CourseUpload.id, CourseUpload.slug)
        .where(CourseUpload.uploaded_by_id == by_id, CourseUpload.expires_at > now)
        .order_by(CourseUpload.uploaded_at.desc())
    ).all()
    return [(row.id, row.slug) for row in rows]


def drop_upload(session: Session, upload_id: int, by_id: int, moment: Moment) -> None:
    """Let an upload go. One that is gone already stays gone."""
    row = session.get(CourseUpload, upload_id)
    if row is not None and row.uploaded_by_id == by_id:
        session.delete(row)
        record_event(session, moment, by_id, "dropped", "course upload", upload_id)


def get_version_files(session: Session, slug: str, number: int) -> bytes:
    """Give the zip of a version that was uploaded. Raise NotFound."""
    latest = find_latest_version(session, slug)
    content = session.scalars(
        select(VersionFiles.content)
        .join(CourseVersion, CourseVersion.id == VersionFiles.version_id)
        .where(
            CourseVersion.course_id == (latest.course_id if latest else None),
            CourseVersion.number == number,
        )
    ).one_or_none()
    if content is None:
        raise NotFound(slug, "The files of this version were not uploaded here.")
    return content
