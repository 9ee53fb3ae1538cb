"""Every problem has a page, and what each page promises is what is told."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from elearn.coursefiles.explaining import get_meaning, get_page, list_codes
from elearn.coursefiles.library import load_library
from elearn.coursefiles.problems import Problem
from elearn.domain.difference import compare_courses
from elearn.errors import NotFound
from elearn.services.changing import problems_of
from elearn.services.checking import check_built
from tests.check_pages import FOLDER, PAGES, make_bad_course, read_page
from tests.courses import SmallCourse, make_clean_course

TODAY = date(2026, 12, 1)
ROOT = FOLDER.parents[1]

# A broken disk cannot be written into a folder; its own test stands below.
AGAINST_PUBLISHED = {"changed-key", "changed-kind", "vanished-id"}
SHOWN_OTHERWISE = {"cannot-read", *AGAINST_PUBLISHED}
# Twenty copies of a long module take a while; so does a folder of 3,000 files.
LARGE = {"course-too-large", "too-many-files"}

TELLERS = {
    "error", "warn", "error_in", "warn_in", "_error", "_refuse", "_stop", "Problem",
    "_Refused", "_Mended", "Slip",
}  # fmt: skip
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def promise(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return f"{place}  {problem.severity}  {problem.code}"


def check(course: SmallCourse) -> list[Problem]:
    others = [
        built
        for built in load_library(course.folder.parent)
        if built.slug != course.folder.name
    ]
    found = [check_built(built, TODAY) for built in (course.build(), *others)]
    return sorted({problem for problems in found for problem in problems})


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path,
            id=path.stem,
            marks=[pytest.mark.slow] if path.stem in LARGE else [],
        )
        for path in PAGES
        if path.stem not in SHOWN_OTHERWISE
    ],
)
def test_the_bad_example_gives_what_is_promised(path: Path, tmp_path: Path) -> None:
    page = read_page(path)
    told = [promise(problem) for problem in check(make_bad_course(page, tmp_path))]
    if page.code == "too-many-problems":
        told = told[-1:]
    if page.code == "course-too-large":
        told = [line for line in told if line.endswith(page.code)][:1]
    assert tuple(told) == page.promises
    assert any(line.endswith(f"  {page.code}") for line in told)


@pytest.mark.parametrize("code", sorted(AGAINST_PUBLISHED))
def test_a_change_is_told_against_the_published_version(
    code: str, tmp_path: Path
) -> None:
    published = make_clean_course(tmp_path / "published").build().course
    page = read_page(FOLDER / f"{code}.md")
    changed = make_bad_course(page, tmp_path / "changed").build()
    assert published is not None
    assert changed.course is not None
    told = problems_of(compare_courses(published, changed.course), changed.places)
    assert tuple(promise(problem) for problem in sorted(told)) == page.promises


def test_the_good_examples_are_the_small_course_that_has_no_problems(
    tmp_path: Path,
) -> None:
    course = make_clean_course(tmp_path)
    assert check(course) == []
    for path in PAGES:
        for piece in read_page(path).good:
            assert f"{piece.text}\n" in f"{course.read(piece.file)}\n", path.stem


def test_a_file_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_clean_course(tmp_path)
    really_open = os.open

    def fail(path: Path, flags: int, *more: int) -> int:
        if Path(path).name == "glossary.yaml":
            raise OSError(5, "Input/output error")
        return really_open(path, flags, *more)

    monkeypatch.setattr(os, "open", fail)
    told = [promise(problem) for problem in check(course)]
    assert told == list(read_page(FOLDER / "cannot-read.md").promises)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    written = set(codes_in_the_code()) - {"error", "warning"}
    assert sorted(written - set(list_codes())) == []
    promised = {
        line.rpartition("  ")[2] for path in PAGES for line in read_page(path).promises
    }
    assert sorted(set(list_codes()) - promised) == []
    assert len(written) > 80


def codes_in_the_code() -> Iterator[str]:
    """Find the codes among what is told, wherever it is told."""
    for path in (ROOT / "elearn" / "coursefiles").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for told in _told(node):
                if isinstance(told, ast.Constant) and CODE.fullmatch(str(told.value)):
                    yield str(told.value)


def _told(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in TELLERS:
            for argument in node.args[:4]:
                yield from _branches(argument)


def _branches(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def test_pages_are_short_and_say_what_and_why() -> None:
    for code in list_codes():
        page = get_page(code)
        assert get_meaning(page).endswith("."), code
        assert "**Why it matters.**" in page, code
        assert len(page.split("## Bad")[0].split()) <= 60, code


def test_a_code_that_is_misspelt_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="Did you mean “unknown-key”"):
        get_page("unknwon-key")


def test_the_index_is_what_the_pages_say() -> None:
    command = [sys.executable, "-m", "scripts.write_checks_index", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
