"""What a trainer looks at before deciding: one course, and what publishing would do."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.problems import Problem
from elearn.domain.course import Course
from elearn.domain.difference import Change, compare_courses
from elearn.domain.scenario import Scenario
from elearn.errors import NotFound
from elearn.services.changing import find_newest, find_version
from elearn.services.checking import check_built
from elearn.services.folders import ReadFolder, read_folder
from elearn.services.refreshing import MarkedCard, list_marked
from elearn.services.regrading import RegradePreview, preview_regrade
from elearn.services.training import (
    TrainedCourse,
    judge_files,
    published_version,
)
from elearn.services.uploading import Upload, list_uploads
from elearn.store.courses import (
    count_awards,
    count_in_the_middle,
    count_open,
    find_latest_version,
    list_version_events,
    list_versions,
)


@dataclass(frozen=True)
class VersionLine:
    """One version in a course's history. `uploaded` tells that its files are kept."""

    number: int
    online: bool
    short_hash: str
    published_at: datetime
    published_by: str | None
    withdrawn_at: datetime | None
    uploaded_at: datetime | None


@dataclass(frozen=True)
class VersionEventLine:
    """What became of a version: online or withdrawn, when, by whom, and why."""

    number: int
    kind: str
    at: datetime
    by_name: str | None
    reason: str


@dataclass(frozen=True)
class CourseDetail:
    """One course for a trainer.

    `changes` is what its files would change; `upload_id` is one's own upload that
    waits; `newer` says which of two sources was saved last, where both exist;
    `scenarios` are those that have a map.
    """

    course: TrainedCourse
    changes: tuple[Change, ...]
    open_attempts: int
    open_plays: int
    versions: tuple[VersionLine, ...]
    events: tuple[VersionEventLine, ...]
    marked: tuple[MarkedCard, ...]
    upload_id: int | None
    newer: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class Release:
    """What publishing would do, from files or from an upload.

    `changes` is empty for a first version. `old` and `new` are None where there is no
    version yet, and where the files cannot be built. `changed_cards` lists (module
    id, card id, heading) of cards that people may have read in another wording. `spots`
    says where in the files a change stands that touches records.
    """

    slug: str
    online_number: int
    online: bool
    old: Course | None
    new: Course | None
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    spots: dict[Change, str]
    preview: RegradePreview
    open_attempts: int
    open_plays: int
    in_the_middle: int
    awards: int
    changed_cards: tuple[tuple[str, str, str], ...]

    @property
    def is_same(self) -> bool:
        return bool(
            self.old and self.new and self.old.content_hash == self.new.content_hash
        )


def show_trained_course(
    session: Session,
    folder: Path,
    slug: str,
    person_id: int,
    now: datetime,
    today: date,
) -> CourseDetail:
    """Gather one course's page. Raise NotFound without a version and a folder."""
    files = read_folder(folder, slug, today)
    row = find_latest_version(session, slug)
    version = published_version(row) if row is not None else None
    if version is None and files is None:
        raise NotFound(slug, "There is no course with this name.")
    course_id = version.course_id if version else 0
    newest = find_newest(session, slug) if version else None
    state = judge_files(version, files, here=files is not None)
    new = files.course if files and state == "changed" else None
    attempts, plays = count_open(session, course_id)
    versions = tuple(
        VersionLine(
            v.number, v.online, v.content_hash[:8], v.published_at, v.published_by,
            v.withdrawn_at, v.uploaded_at,
        )
        for v in list_versions(session, course_id)
    )  # fmt: skip
    numbers = {v.id: v.number for v in list_versions(session, course_id)}
    uploads = [
        u for u, course in list_uploads(session, person_id, now) if course == slug
    ]
    return CourseDetail(
        TrainedCourse(
            slug,
            version,
            files,
            state,
            count_in_the_middle(session).get(course_id, 0),
            count_awards(session).get(course_id, 0),
        ),
        compare_courses(newest.course, new) if newest and new else (),
        attempts,
        plays,
        versions,
        tuple(
            VersionEventLine(numbers[e.version_id], e.kind, e.at, e.by_name, e.reason)
            for e in list_version_events(session, course_id)
        ),
        tuple(list_marked(session, course_id, newest.course)) if newest else (),
        uploads[0] if uploads else None,
        _say_newer(files, versions),
        tuple(newest.course.scenarios.values()) if newest else (),
    )


def show_release(session: Session, built: BuiltCourse, today: date) -> Release:
    """Work out what publishing a built course would do; nothing is written."""
    problems = check_built(built, today)
    row = find_latest_version(session, built.slug)
    newest = find_newest(session, built.slug) if row is not None else None
    old, new = newest.course if newest else None, built.course
    changes = compare_courses(old, new) if old and new else ()
    course_id = row.course_id if row is not None else 0
    attempts, plays = count_open(session, course_id)
    return Release(
        built.slug,
        row.number if row is not None and row.online else 0,
        row is not None and row.online,
        old,
        new,
        problems,
        changes,
        {c: _write_place(*built.places.find(c.path)) for c in changes if c.alarm},
        preview_regrade(session, course_id, new) if old and new else RegradePreview(),
        attempts,
        plays,
        count_in_the_middle(session).get(course_id, 0),
        count_awards(session).get(course_id, 0),
        find_changed_cards(old, new) if old and new else (),
    )


def show_upload_release(session: Session, upload: Upload, today: date) -> Release:
    """Work out what publishing an upload would do."""
    return show_release(session, upload.built, today)


@dataclass(frozen=True)
class VersionPage:
    """One version, against the one before it."""

    slug: str
    title: str
    line: VersionLine
    before: int | None
    changes: tuple[Change, ...]
    online_number: int


def show_version(session: Session, slug: str, number: int) -> VersionPage:
    """Gather what a version changed. Raise NotFound."""
    row = find_latest_version(session, slug)
    version = find_version(session, slug, number)
    if row is None or version is None:
        raise NotFound(slug, f"There is no version {number} of this course.")
    lines = list_versions(session, row.course_id)
    found = next(v for v in lines if v.number == number)
    before = find_version(session, slug, number - 1)
    return VersionPage(
        slug,
        version.course.title,
        VersionLine(
            found.number, found.online, found.content_hash[:8], found.published_at,
            found.published_by, found.withdrawn_at, found.uploaded_at,
        ),
        before.number if before else None,
        compare_courses(before.course, version.course) if before else (),
        row.number if row.online else 0,
    )  # fmt: skip


@dataclass(frozen=True)
class ResultsPage:
    """What marking handed-in attempts again under the key online would change."""

    slug: str
    title: str
    number: int
    preview: RegradePreview


def show_results(session: Session, slug: str) -> ResultsPage:
    """Look which results the key that is online would change. Raise NotFound."""
    row = find_latest_version(session, slug)
    newest = find_newest(session, slug)
    if row is None or not row.online or newest is None:
        raise NotFound(slug, "This course is not online.")
    return ResultsPage(
        slug,
        newest.course.title,
        row.number,
        preview_regrade(session, row.course_id, newest.course, row.version_id),
    )


@dataclass(frozen=True)
class RefreshersPage:
    """The cards of a course that people are asked to read again, and all others."""

    slug: str
    title: str
    number: int
    marked: tuple[MarkedCard, ...]
    cards: tuple[tuple[str, str, str], ...]
    """(module id, card id, module and heading) of every card that is online."""


def show_refreshers(session: Session, slug: str) -> RefreshersPage:
    """Gather what people are asked to read again in a course. Raise NotFound."""
    row = find_latest_version(session, slug)
    newest = find_newest(session, slug)
    if row is None or not row.online or newest is None:
        raise NotFound(slug, "This course is not online.")
    course = newest.course
    return RefreshersPage(
        slug,
        course.title,
        row.number,
        tuple(list_marked(session, row.course_id, course)),
        tuple(
            (module.id, card.id, f"{module.title}: {card.heading}")
            for module in course.modules.values()
            for card in module.cards
        ),
    )


def _write_place(path: str, line: int, column: int) -> str:
    return f"{path}:{line}:{column}"


def find_changed_cards(old: Course, new: Course) -> tuple[tuple[str, str, str], ...]:
    """List the cards that were there and say something else now."""
    found = []
    for module in new.modules.values():
        before = old.modules.get(module.id)
        for card in module.cards:
            was = before and (
                before.find_card(card.id) or before.find_card(card.was or "")
            )
            if was and was.text_hash != card.text_hash:
                found.append((module.id, card.id, card.heading))
    return tuple(found)


def _say_newer(files: ReadFolder | None, versions: tuple[VersionLine, ...]) -> str:
    """Say whether the folder or the last upload is newer; empty with only one."""
    uploaded = [v.uploaded_at for v in versions if v.uploaded_at is not None]
    if files is None or files.changed_at is None or not uploaded:
        return ""
    return "folder" if files.changed_at > max(uploaded) else "upload"
