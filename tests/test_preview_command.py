"""`elearn preview` as a command: it serves, and sees that a file changed."""

import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.site import make_small_course

PORT = 8109


def wait_for(words: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/preview") as answer:
                if words in answer.read().decode():
                    return
        except URLError:
            pass
        time.sleep(0.2)
    pytest.fail(f"“{words}” was not shown in time")


@pytest.mark.slow
def test_a_change_of_a_file_is_shown(tmp_path: Path) -> None:
    course = make_small_course(tmp_path)
    command = [
        sys.executable, "-c", "from elearn.cli import main; main()",
        "preview", str(course.folder), "--port", str(PORT),
    ]  # fmt: skip
    with subprocess.Popen(command) as running:
        try:
            wait_for("<h1>First words</h1>")
            course.change("course.yaml", "title: First words", "title: New words")
            wait_for("<h1>New words</h1>")
        finally:
            running.terminate()
