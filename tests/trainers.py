"""A trainer with a folder of courses on this machine.

conftest.py names this module as a plugin.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from elearn.coursefiles.zipped import pack_course
from elearn.services.moment import Moment
from elearn.services.releasing import Seen, release_upload
from elearn.services.uploading import keep_upload, read_upload
from elearn.store.database import Database
from tests.courses import SmallCourse
from tests.pages import Browser
from tests.people import People
from tests.site import SMALL, make_small_course


@pytest.fixture
def small(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallCourse:
    """The small course's files, in the folder of courses that this site reads."""
    course = make_small_course(tmp_path)
    settings = app.extensions["elearn_settings"]
    changed = replace(settings, courses_dir=course.folder.parent)
    monkeypatch.setitem(app.extensions, "elearn_settings", changed)
    return course


@pytest.fixture
def tariq(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("tariq")


def zip_of(course: SmallCourse) -> bytes:
    """Pack a course's folder, as a file manager would."""
    return pack_course(
        {
            f"{course.folder.name}/{path.relative_to(course.folder)}": path.read_bytes()
            for path in course.folder.rglob("*")
            if path.is_file()
        }
    )


def add_uploaded_version(
    database: Database, small: SmallCourse, people: People, moment: Moment
) -> bytes:
    """Let Tariq upload and publish version 2, with another text on one card."""
    small.change("modules/at-the-door.md", "What do you do first?", "What is first?")
    content = zip_of(small)
    with database.writing() as session:
        upload_id = keep_upload(session, content, f"{SMALL}.zip", moment, people.tariq)
        built = read_upload(session, upload_id, people.tariq, moment.now).built
        assert built.course is not None
        seen = Seen(built.course.content_hash, 1)
        release_upload(session, upload_id, seen, moment, people.tariq)
    return content
