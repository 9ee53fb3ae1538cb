"""The guide for authors, followed word for word in an empty folder."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

GUIDE = Path(__file__).parents[1] / "docs" / "writing-courses.md"
COURSE = "telling-it-on"
ELEARN = Path(sys.executable).with_name("elearn")
ANSWERS = "--organisation 'Rosewood Care' --name 'Ada Whitfield' --sign-in-name ada"
PASSWORD = "three plain words"

_BLOCK = re.compile(
    r"^(?:<!-- (?P<note>[^\n]+) -->\n)?(?P<fence>`{3,})(?P<kind>\w*)\n"
    r"(?P<text>.*?)\n(?P=fence)\n",
    re.DOTALL | re.MULTILINE,
)

pytestmark = pytest.mark.slow


class Author:
    """Somebody with an empty folder and the guide, who does what it says."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.course = folder / "courses" / COURSE
        self.before: tuple[Path, str, str] | None = None
        self.done: list[str] = []

    def follow(self, note: str, kind: str, text: str) -> None:
        if kind == "sh":
            for line in text.splitlines():
                self.run(line)
        elif note.startswith("replace in: "):
            path = self.course / note.removeprefix("replace in: ")
            self.before = (path, path.read_text(encoding="utf-8"), text)
        elif note == "with:":
            assert self.before
            path, whole, old = self.before
            assert old in whole
            path.write_text(whole.replace(old, text, 1), encoding="utf-8")
        elif note == "now the check says":
            assert self.before
            told = self.call("elearn check courses", code=1)
            assert told.splitlines()[0] == text
            self.before[0].write_text(self.before[1], encoding="utf-8")
        elif note.startswith("add to: "):
            path = self.course / note.removeprefix("add to: ")
            whole = path.read_text(encoding="utf-8")
            path.write_text(f"{whole}\n{text}\n", encoding="utf-8")
        else:
            pytest.fail(f"Nobody follows this part of the guide: {text}")

    def run(self, line: str) -> None:
        self.done.append(line)
        if line.endswith("elearn serve"):
            self.serve(line)
        elif line.startswith("elearn preview "):
            self.serve(f"{line} --port {self.port}")
        elif line.endswith("elearn init"):
            # A terminal asks for the password unseen; a test has none to show it on.
            self.call(f"{line} {ANSWERS} --password-file -", typed=f"{PASSWORD}\n")
        else:
            self.call(line)

    def call(self, line: str, code: int = 0, typed: str = "") -> str:
        words, env = self.split(line)
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=env,
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def serve(self, line: str) -> None:
        words, env = self.split(line)
        server = subprocess.Popen(words, cwd=self.folder, env=env)
        try:
            assert "<h1" in self.open_page(server)
        finally:
            server.terminate()
            server.wait(timeout=20)

    def open_page(self, server: "subprocess.Popen[bytes]") -> str:
        for _ in range(100):
            assert server.poll() is None
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as page:
                    return str(page.read().decode())
            except OSError:
                time.sleep(0.2)
        pytest.fail("elearn serve did not answer.")

    def split(self, line: str) -> tuple[list[str], dict[str, str]]:
        words = shlex.split(line)
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
        env |= {"ELEARN_PORT": str(self.port), "ELEARN_WORKERS": "1"}
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            env[name] = value
        assert words[0] == "elearn"
        return [str(ELEARN), *words[1:]], env


def test_the_guide_leads_from_an_empty_folder_to_a_course(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        author = Author(tmp_path, free.getsockname()[1])
    for found in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        author.follow(found["note"] or "", found["kind"], found["text"])
    assert [line.rpartition("elearn ")[2].split()[0] for line in author.done] == [
        "new", "check", "preview", "check", "publish", "init", "serve", "schemas",
    ]  # fmt: skip
    again = author.call(f"ELEARN_COURSES_DIR=courses elearn publish {COURSE}")
    assert again == f"{COURSE}: version 1 is online already.\n"
