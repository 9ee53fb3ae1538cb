"""`elearn check` as a trainer runs it: how it tells, mends, watches and ends."""

import json
import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import elearn
from elearn.cli import main
from tests.courses import SmallCourse, make_clean_course

ELEARN = Path(sys.executable).with_name("elearn")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallCourse:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return make_clean_course(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words])


def break_it(course: SmallCourse) -> None:
    course.change("course.yaml", "from: assessment", "from: final")


def test_paths_lead_from_where_the_command_is_run(
    course: SmallCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_it(course)
    place = "course.yaml:17:16  error  unknown-bank"
    assert run("courses").stdout.startswith(f"courses/first-words/{place}")
    assert run("courses/first-words").stdout.startswith(f"courses/first-words/{place}")
    monkeypatch.chdir(tmp_path / "courses")
    assert run(".").stdout.startswith(f"first-words/{place}")
    monkeypatch.chdir(tmp_path / "courses" / "first-words")
    assert run(".").stdout.startswith(f"./{place}")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    shown = run(str(tmp_path / "courses")).stdout
    assert shown.startswith(f"{tmp_path}/courses/first-words/{place}")
    log = json.loads(run(str(tmp_path / "courses"), "--format", "sarif").stdout)
    where = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    uri = where["artifactLocation"]["uri"]
    assert uri == f"file://{tmp_path}/courses/first-words/course.yaml"


def test_one_course_alone_can_be_checked(course: SmallCourse) -> None:
    shutil.copytree(course.folder, course.folder.parent / "second")
    break_it(course)
    assert run("courses/second").exit_code == 0
    assert run("courses/first-words").exit_code == 1
    assert "2 courses: 1 error" in run("courses").stderr


def test_the_end_of_the_text_says_where_to_read_more(course: SmallCourse) -> None:
    break_it(course)
    assert "elearn check --explain unknown-bank" in run("courses").stderr
    page = run("--explain", "unknown-bank")
    assert page.exit_code == 0
    assert page.stdout.startswith("# unknown-bank\n")
    unknown = run("--explain", "unknown-banks")
    assert unknown.exit_code == 2
    assert "Did you mean “unknown-bank”?" in unknown.stderr


def test_mending_tells_what_it_did_and_then_checks(course: SmallCourse) -> None:
    course.change("course.yaml", "title: First words", "title: First: words")
    done = run("courses", "--fix")
    assert done.exit_code == 0, done.output
    assert "courses/first-words/course.yaml:2  mended  text with a colon" in done.stderr
    assert "1 place mended." in done.stderr
    assert 'title: "First: words"' in course.read("course.yaml")
    assert "0 places mended." in run("courses", "--fix").stderr


def test_nothing_is_mended_inside_the_program(course: SmallCourse) -> None:
    refused = run(str(Path(elearn.__file__ or "").parent), "--fix")
    assert refused.exit_code == 2
    assert "belongs to the installed program" in refused.stderr


def test_figures_tell_how_plays_and_guessing_go(course: SmallCourse) -> None:
    told = run("courses", "--figures").stdout
    assert told.splitlines() == [
        "first-words: scenario the-knock: 3 plays, 1 to 1 choices long; somebody who "
        "chooses at random passes in 33% of first plays.",
        "first-words: assessment: somebody who chooses at random passes at most once "
        "in 54,432 attempts.",
    ]
    assert run("courses", "--figures").stdout == told
    break_it(course)
    assert "no figures, as it has errors" in run("courses", "--figures").stdout


def test_the_courses_folder_is_never_written_to(course: SmallCourse) -> None:
    before = sorted(course.folder.parent.rglob("*"))
    run("courses")
    assert sorted(course.folder.parent.rglob("*")) == before


def on_a_terminal(folder: Path, **environ: str) -> bytes:
    """Run a check with a terminal for its output; give what arrives there."""
    leader, follower = pty.openpty()
    command = [ELEARN, "check", "courses"]
    with subprocess.Popen(
        command, cwd=folder, env=os.environ | environ, stdout=follower
    ) as process:
        process.wait(60)
        os.close(follower)
        shown = os.read(leader, 100_000)
    os.close(leader)
    return shown


@pytest.mark.slow
def test_a_terminal_is_shown_colour_unless_it_asks_for_none(
    course: SmallCourse, tmp_path: Path
) -> None:
    break_it(course)
    assert b"\x1b[31merror\x1b[0m" in on_a_terminal(tmp_path)
    assert b"\x1b[31merror\x1b[0m" in on_a_terminal(tmp_path, NO_COLOR="")
    assert b"\x1b" not in on_a_terminal(tmp_path, NO_COLOR="1")


@pytest.fixture
def watching(course: SmallCourse, tmp_path: Path) -> Iterator[Path]:
    """Watch the course; gives the file that is told into."""
    told = tmp_path / "told.txt"
    with told.open("w") as output:
        command = [ELEARN, "check", "courses", "--watch"]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=output)
    yield told
    process.terminate()
    process.wait(20)


def wait_for(words: str, told: Path, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while words not in told.read_text(encoding="utf-8"):
        assert time.monotonic() < end, told.read_text(encoding="utf-8")
        time.sleep(0.05)


@pytest.mark.slow
def test_watching_checks_again_as_files_change(
    course: SmallCourse, watching: Path
) -> None:
    wait_for("Watching courses", watching)
    assert "1 course: 0 errors" in watching.read_text(encoding="utf-8")
    time.sleep(0.5)  # The watch begins just after it is told.
    break_it(course)
    wait_for("unknown-bank", watching)
    wait_for("1 course: 1 error", watching)


def test_watching_tells_in_text_only(course: SmallCourse) -> None:
    refused = run("courses", "--watch", "--format", "json")
    assert refused.exit_code == 2
    assert "text only" in refused.stderr
