"""`elearn preview` as a command: what it refuses, and that it follows the files."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from elearn.cli import main
from tests.courses import SmallCourse
from tests.site import make_small_course


def refuse(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["preview", *arguments])
    assert done.exit_code == 2, done.output
    return done.output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no folder" in refuse(str(tmp_path / "nowhere"))


def test_a_folder_without_a_course(tmp_path: Path) -> None:
    told = refuse(str(tmp_path))
    assert "There is no course.yaml in" in told
    assert "elearn new course NAME" in told


def test_a_folder_of_courses(tmp_path: Path) -> None:
    course = make_small_course(tmp_path)
    told = refuse(str(course.folder.parent))
    assert "holds several courses: first-words." in told
    assert f"elearn preview {course.folder}" in told


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    course = make_small_course(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = refuse(str(course.folder), "--port", str(port))
    assert str(port) in told
    assert "Traceback" not in told


@contextmanager
def previewing(course: SmallCourse, port: int, log: Path) -> Iterator[subprocess.Popen]:
    command = [str(Path(sys.executable).with_name("elearn")), "preview"]
    command += [str(course.folder), "--port", str(port)]
    temporary = log.parent / "temporary"
    temporary.mkdir()
    with log.open("w") as written:
        running = subprocess.Popen(
            command,
            stdout=written,
            stderr=written,
            env={"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
        )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    assert list(temporary.iterdir()) == []


def wait_for(port: int, words: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/preview") as answer:
                if words in answer.read().decode():
                    return
        except URLError:
            pass
        time.sleep(0.2)
    pytest.fail(f"“{words}” was not shown in time")


@pytest.mark.slow
def test_it_follows_the_files(tmp_path: Path) -> None:
    course, port, log = make_small_course(tmp_path), free_port(), tmp_path / "log"
    with previewing(course, port, log):
        wait_for(port, "<h1>First words</h1>")
        course.change("course.yaml", "title: First words", "title: New words")
        wait_for(port, "<h1>New words</h1>")
        course.change("course.yaml", "title: New words", "titel: New words")
        wait_for(port, "There is no key “titel” here.")
        # As when another branch is checked out: the folder is another one.
        aside = course.folder.rename(tmp_path / "aside")
        wait_for(port, "You see the course as it was before")
        other = make_small_course(tmp_path / "other")
        other.change("course.yaml", "title: First words", "title: Other words")
        other.folder.rename(course.folder)
        wait_for(port, "<h1>Other words</h1>")
        course.change("course.yaml", "title: Other words", "title: Last words")
        wait_for(port, "<h1>Last words</h1>")
    told = log.read_text()
    assert f"http://127.0.0.1:{port}/preview" in told
    assert "Stop with Ctrl-C." in told
    assert "first-words: 1 error. You see the course as it was before." in told
    assert "GET /" not in told
    assert "Traceback" not in told
    assert aside.exists()
