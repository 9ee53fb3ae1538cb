"""An author sees a course folder as learners will, while they write it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from elearn.cli.previewing import Preview
from tests.courses import SmallCourse
from tests.site import make_small_course


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    return make_small_course(tmp_path / "courses")


@pytest.fixture
def preview(course: SmallCourse, tmp_path: Path) -> Iterator[Preview]:
    shown = Preview(course.folder, tmp_path / "data", 8109)
    yield shown
    shown.close()


def test_every_part_opens_without_signing_in(preview: Preview) -> None:
    client = preview.app.test_client()
    home = client.get("/preview", base_url="http://127.0.0.1").text
    assert "Preview of first-words" in home
    links = [part.split('"')[0] for part in home.split('<li><a href="')[1:]]
    parts = [link for link in links if "first-words" in link]
    assert len(parts) == 8
    for link in parts:
        page = client.get(link, base_url="http://127.0.0.1")
        assert page.status_code == 200, link
        assert "Preview of first-words" in page.text


def test_a_broken_file_keeps_the_last_good_version(
    preview: Preview, course: SmallCourse
) -> None:
    client = preview.app.test_client()
    course.change("course.yaml", "title: First words", "title: New words")
    preview.refresh()
    assert "<h1>New words</h1>" in client.get("/preview").text
    course.change("course.yaml", "title: New words", "titel: Wrong")
    before = client.get("/preview/version").text
    preview.refresh()
    home = client.get("/preview").text
    assert client.get("/preview/version").text != before
    assert "<h1>New words</h1>" in home
    assert "first-words/course.yaml:" in home
    assert "0 problems" not in home


def test_another_host_name_is_refused(preview: Preview) -> None:
    page = preview.app.test_client().get("/preview", base_url="http://evil.example")
    assert page.status_code == 400
