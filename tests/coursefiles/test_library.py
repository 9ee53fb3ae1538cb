"""All courses of a folder: one never hides or breaks another."""

import logging
import os
from pathlib import Path

import pytest

from elearn.coursefiles.library import load_library
from elearn.coursefiles.problems import has_errors
from elearn.resources import find_bundled
from tests.courses import make_course


def test_courses_come_by_name_with_paths_that_editors_open(tmp_path: Path) -> None:
    for slug in ("second", "first", "a-third"):
        make_course(tmp_path, slug)
    courses = load_library(tmp_path / "courses")
    assert [built.slug for built in courses] == ["a-third", "first", "second"]
    assert courses[1].places.find(("course",)).path == "courses/first/course.yaml"


def test_library_can_be_named_as_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_course(tmp_path).write("glossary.yaml", "GP: [no]")
    monkeypatch.chdir(tmp_path / "courses")
    (built,) = load_library(Path())
    assert built.problems[0].path == "courses/first-words/glossary.yaml"


def test_broken_course_leaves_the_others_whole(tmp_path: Path) -> None:
    make_course(tmp_path, "good")
    make_course(tmp_path, "bad").write("course.yaml", b"\x00\xff[[[[")
    bad, good = load_library(tmp_path / "courses")
    assert bad.course is None
    assert has_errors(bad.problems)
    assert good.course is not None
    assert good.problems == ()


def test_what_nobody_foresaw_becomes_a_sentence_and_a_line_in_the_log(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_course(tmp_path, "bad")
    make_course(tmp_path, "good")
    really_open = os.open

    def open_failing(path: str | Path, flags: int) -> int:
        if "bad" in Path(path).parts:
            raise MemoryError
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", open_failing)
    with caplog.at_level(logging.ERROR):
        bad, good = load_library(tmp_path / "courses")
    assert bad.course is None
    (problem,) = bad.problems
    assert (problem.severity, problem.code) == ("error", "cannot-read")
    assert "MemoryError" not in problem.message
    assert "MemoryError" in caplog.text
    assert good.course is not None


def test_folder_without_a_course_is_a_warning(tmp_path: Path) -> None:
    make_course(tmp_path)
    library = tmp_path / "courses"
    (library / "notes").mkdir()
    (library / ".git").mkdir()
    (library / "_drafts").mkdir()
    (library / "LICENSE").write_text("CC BY 4.0")
    course, notes = load_library(library)
    assert course.slug == "first-words"
    assert notes.course is None
    (problem,) = notes.problems
    assert (problem.severity, problem.code) == ("warning", "no-course")


def test_folder_that_cannot_be_an_address_is_told(tmp_path: Path) -> None:
    make_course(tmp_path, "First Words")
    (built,) = load_library(tmp_path / "courses")
    assert built.course is None
    assert [problem.code for problem in built.problems] == ["file-name"]


def test_library_that_is_not_there_is_for_the_caller_to_tell(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_library(tmp_path / "nowhere")


WARNINGS = {
    "module outside the contents": ("modules/extra.md", "not-in-contents"),
    "scenario outside the contents": ("scenarios/extra.yaml", "not-in-contents"),
    "bank that is not drawn": ("questions/extra.yaml", "not-drawn"),
    "picture that no card shows": ("media/extra.svg", "unused-picture"),
    "file of another sort": ("modules/notes.txt", "unknown-file"),
    "picture of another sort": ("media/extra.gif", "unknown-file"),
    "other ending": ("scenarios/the-talk.yml", "unknown-file"),
    "misspelt name": ("glosary.yaml", "unknown-file"),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_what_nobody_will_see_is_a_warning(case: str, tmp_path: Path) -> None:
    name, code = WARNINGS[case]
    course = make_course(tmp_path)
    like = {
        "modules/extra.md": course.read("modules/asking-first.md"),
        "scenarios/extra.yaml": course.read("scenarios/the-knock.yaml"),
        "questions/extra.yaml": course.read("questions/assessment.yaml"),
        "media/extra.svg": course.read("media/waiting.svg"),
    }
    before = course.build().course
    course.write(name, like.get(name, "x: y\n"))
    built = course.build()
    (problem,) = built.problems
    assert (problem.path, problem.severity, problem.code) == (
        f"courses/first-words/{name}",
        "warning",
        code,
    )
    assert built.course == before


def test_misspelt_file_suggests_its_name(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write("glosary.yaml", "x: y\n")
    assert "“glossary.yaml”" in course.build().problems[0].hint


def test_module_that_stands_in_for_a_scenario_belongs_to_the_course(
    tmp_path: Path,
) -> None:
    course = make_course(tmp_path)
    course.change("course.yaml", "  - module: asking-first\n", "")
    course.change(
        "scenarios/the-knock.yaml", "start: door", "instead: asking-first\nstart: door"
    )
    built = course.build()
    assert built.problems == ()
    assert set(built.course.modules) == {"at-the-door", "asking-first"}


@pytest.mark.parametrize("folder", ["modules", "scenarios", "questions", "media"])
def test_course_needs_no_folder_that_it_does_not_use(
    folder: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    for path in (course.folder / folder).iterdir():
        path.unlink()
    (course.folder / folder).rmdir()
    codes = {problem.code for problem in course.build().problems}
    assert "cannot-read" not in codes
    assert codes <= {
        "unknown-module",
        "unknown-scenario",
        "unknown-bank",
        "missing-picture",
        "unused-picture",
    }


def test_courses_that_ship_have_no_errors() -> None:
    courses = load_library(find_bundled("courses"))
    assert "communication" in [built.slug for built in courses if built.course]
    for built in courses:
        assert [p for p in built.problems if p.severity == "error"] == []
