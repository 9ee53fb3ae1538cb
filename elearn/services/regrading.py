"""Mark handed-in attempts again under a corrected key; both results are kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import islice
from time import monotonic
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.domain.course import Course
from elearn.domain.regrading import (
    Result,
    find_rekeyed,
    mark_again,
    takes_nothing_away,
)
from elearn.errors import NotFound
from elearn.services.attempts import rules_of
from elearn.services.audit import record_event
from elearn.services.awarding import award_if_complete
from elearn.services.moment import Moment
from elearn.services.places import get_place
from elearn.services.snapshots import load_snapshot
from elearn.store.courses import find_latest_version, lock_course
from elearn.store.enrolments import lock_enrolment
from elearn.store.regrading import (
    list_regraded,
    list_results,
    list_versions_with_results,
    load_last_responses,
)
from elearn.store.tables import Attempt, Regrade

_AT_ONCE = 500
_NAMED = 50
"""How many people a preview names of each kind; the others are counted."""

_PATIENCE_SECONDS = 6.0
"""How long a preview may look; then it says how far it came."""


@dataclass(frozen=True)
class ResultChange:
    """One attempt whose result is another under the new key."""

    attempt_id: int
    enrolment_id: int
    person_id: int
    person_name: str
    handed_in_at: datetime
    out_of: int
    before: Result
    after: Result


@dataclass
class RegradePreview:
    """What marking again would do.

    The lists name the first people; the numbers count all. `is_whole` is False where
    looking took too long.
    """

    pass_count: int = 0
    fail_count: int = 0
    other_count: int = 0
    would_pass: list[ResultChange] = field(default_factory=list)
    would_fail: list[ResultChange] = field(default_factory=list)
    is_whole: bool = True

    @property
    def count(self) -> int:
        return self.pass_count + self.fail_count + self.other_count


@dataclass(frozen=True)
class RegradeStep:
    """What one step did, and whether there is more to do."""

    marked: int
    is_done: bool


def preview_regrade(
    session: Session,
    course_id: int,
    target: Course,
    target_version_id: int | None = None,
    clock: Callable[[], float] = monotonic,
) -> RegradePreview:
    """Work out which results a key would change; nothing is written.

    `target_version_id` is None for files that are not published yet.
    """
    preview = RegradePreview()
    stop = clock() + _PATIENCE_SECONDS
    for number, change in enumerate(
        _list_changes(session, course_id, target, target_version_id)
    ):
        if change.after.passed and not change.before.passed:
            preview.pass_count += 1
            preview.would_pass += [change] if preview.pass_count <= _NAMED else []
        elif change.before.passed and not change.after.passed:
            preview.fail_count += 1
            preview.would_fail += [change] if preview.fail_count <= _NAMED else []
        else:
            preview.other_count += 1
        if number % 100 == 0 and clock() > stop:
            preview.is_whole = False
            break
    return preview


def regrade_some(
    session: Session, slug: str, moment: Moment, by_id: int | None, limit: int = 50
) -> RegradeStep:
    """Mark some attempts again under the key that is online, and give new awards.

    Call it until it is done: each step is one transaction, and what was marked
    before is not marked again. A result that would take something away is written
    down and not applied.
    """
    course = lock_course(session, slug)
    version = find_latest_version(session, slug)
    if course is None or version is None or not version.online:
        raise NotFound(slug, f"There is no course called {slug} online.")
    target = load_snapshot(session, version.version_id).course
    found = list(
        islice(_list_changes(session, course.id, target, version.version_id), limit)
    )
    for change in found:
        _apply(session, slug, version.version_id, change, moment, by_id)
    if found:
        record_event(
            session, moment, by_id, "marked again", "course", course.id,
            version=version.number,
            attempts=[change.attempt_id for change in found],
        )  # fmt: skip
    return RegradeStep(len(found), is_done=len(found) < limit)


def _list_changes(
    session: Session, course_id: int, target: Course, target_version_id: int | None
) -> Iterator[ResultChange]:
    """Walk through decided attempts, a few hundred at a time."""
    done = list_regraded(session, target_version_id) if target_version_id else set()
    for version_id in list_versions_with_results(session, course_id):
        if version_id == target_version_id:
            continue
        snapshot = load_snapshot(session, version_id)
        rekeyed = find_rekeyed(snapshot.course, target)
        if not rekeyed:
            continue
        rules, after_id = rules_of(snapshot), 0
        while rows := list_results(
            session, version_id, rekeyed.keys(), after_id=after_id, limit=_AT_ONCE
        ):
            after_id = rows[-1].id
            given = load_last_responses(
                session, [row.id for row in rows], rekeyed.keys()
            )
            for row in rows:
                after = mark_again(
                    rules, row.out_of or 0, _first(row), rekeyed, given.get(row.id, {})
                )
                if row.id not in done and after != _current(row):
                    yield _change(row, after)


def _current(row: Row[*tuple[Any, ...]]) -> Result:
    points = row.points if row.points is not None else Fraction(0)
    return Result(points, bool(row.passed), tuple(row.critical or ()))


def _first(row: Row[*tuple[Any, ...]]) -> Result:
    """Give the result at handing in: keys are compared with the one it had then."""
    if row.first_points is None:
        return _current(row)
    return Result(row.first_points, row.first_passed, tuple(row.first_critical))


def _change(row: Row[*tuple[Any, ...]], after: Result) -> ResultChange:
    return ResultChange(
        row.id,
        row.enrolment_id,
        row.person_id,
        row.name,
        row.handed_in_at,
        row.out_of or 0,
        _current(row),
        after,
    )


def _apply(
    session: Session,
    slug: str,
    version_id: int,
    change: ResultChange,
    moment: Moment,
    by_id: int | None,
) -> None:
    lock_enrolment(session, change.enrolment_id)
    before, after = change.before, change.after
    applied = takes_nothing_away(before, after)
    session.add(
        Regrade(
            attempt_id=change.attempt_id,
            version_id=version_id,
            old_points=before.points,
            old_passed=before.passed,
            old_critical=list(before.critical),
            new_points=after.points,
            new_passed=after.passed,
            new_critical=list(after.critical),
            applied=applied,
            at=moment.now,
            by_id=by_id,
        )
    )
    if not applied:
        return
    attempt = session.get_one(Attempt, change.attempt_id)
    attempt.points, attempt.passed = after.points, after.passed
    attempt.critical = list(after.critical)
    session.flush()
    place = get_place(session, change.person_id, slug)
    if after.passed and place.enrolment_id == change.enrolment_id:
        award_if_complete(session, place, change.enrolment_id, moment)
