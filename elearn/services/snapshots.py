"""Published versions, loaded once for each process and kept by their hash."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.course import Course
from elearn.errors import NotFound
from elearn.store.tables import CourseVersion

_KEEP = 32
"""How many versions a process keeps; a large one takes about a megabyte."""


@dataclass(frozen=True)
class Snapshot:
    """One version: the course as it was published, and its HTML."""

    version_id: int
    number: int
    published_at: datetime
    course: Course
    rendered: dict[str, dict[str, str]]

    def block(self, text: str) -> str:
        """Give the safe HTML of a passage of Markdown."""
        return self.rendered["block"][text]

    def inline(self, text: str) -> str:
        """Give the safe HTML of a short Markdown text, without a paragraph."""
        return self.rendered["inline"][text]


class _Cache:
    def __init__(self) -> None:
        self._kept: OrderedDict[
            tuple[str, str], tuple[Course, dict[str, dict[str, str]]]
        ]
        self._kept = OrderedDict()
        self._lock = Lock()

    def get(
        self, session: Session, version_id: int, content_hash: str, renderer: str
    ) -> tuple[Course, dict[str, dict[str, str]]]:
        key = (content_hash, renderer)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        row = session.execute(
            select(CourseVersion.snapshot, CourseVersion.rendered).where(
                CourseVersion.id == version_id
            )
        ).one()
        loaded = (Course.model_validate_json(row.snapshot), json.loads(row.rendered))
        with self._lock:
            self._kept[key] = loaded
            while len(self._kept) > _KEEP:
                self._kept.popitem(last=False)
        return loaded


_cache = _Cache()


def snapshot_of(
    session: Session,
    version_id: int,
    number: int,
    published_at: datetime,
    content_hash: str,
    renderer: str,
) -> Snapshot:
    """Give a version whose columns are already known; costs no query when kept."""
    course, rendered = _cache.get(session, version_id, content_hash, renderer)
    return Snapshot(version_id, number, published_at, course, rendered)


def load_snapshot(session: Session, version_id: int) -> Snapshot:
    """Load any version, online or not, for an attempt that is pinned to it."""
    row = session.execute(
        select(
            CourseVersion.id,
            CourseVersion.number,
            CourseVersion.published_at,
            CourseVersion.content_hash,
            CourseVersion.renderer,
        ).where(CourseVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise NotFound(version_id)
    return snapshot_of(session, *row)
