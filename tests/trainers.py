"""A trainer with a folder of courses on this machine.

conftest.py names this module as a plugin.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.courses import SmallCourse
from tests.pages import Browser
from tests.site import make_small_course


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
