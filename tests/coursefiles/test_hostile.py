"""Files that are meant to do harm, or that nobody meant, end in a sentence in time."""

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.library import load_library
from elearn.coursefiles.limits import MAX_ALL_TEXT
from elearn.coursefiles.problems import Findings
from elearn.coursefiles.source import MAX_TEXT
from elearn.coursefiles.yaml_nodes import read_yaml
from tests.courses import FILES, SmallCourse, make_course
from tests.examples import most

SECONDS = 2
ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
TEXTS = [name for name in FILES if not name.startswith("media/")]


@contextmanager
def in_time() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < SECONDS


def build_in_time(course: SmallCourse) -> BuiltCourse:
    with in_time():
        built = course.build()
    assert "cannot-read" not in {problem.code for problem in built.problems}
    assert (built.course is None) == any(
        problem.severity == "error" for problem in built.problems
    )
    return built


# As many bytes as a file may have, or a number of things that breaks naive readers.
HUGE = {
    "brackets": "[" * 50_000,
    "brackets that close": "[" * 50_000 + "]" * 50_000,
    "braces": "{" * 50_000,
    "tables in tables": "{a: " * 50_000,
    "keys in keys": "[?" * 200_000,
    "dashes in dashes": "- " * 300_000,
    "alias bomb": ALIAS_BOMB,
    "entries": "- a\n" * 200_000,
    "keys": "".join(f"k{n}: v\n" for n in range(80_000)),
    "key twice": "a: b\n" * 50_000,
    "broken lines": 'why: "a" b\n' * 80_000,
    "lost words": "".join(f"a{n}: b #c\n" for n in range(25_000)),
    "one long line": "a" * 900_000,
    "one long key": "a" * 900_000 + ": b",
    "empty lines": "\n" * 900_000,
    "spaces": " " * 900_000 + "a",
    "quotes": '"' * 900_000,
    "headings": "## a\n" * 150_000,
    "hashes in a heading": "## a" + " #" * 400_000,
    "spaces in a heading": "## a" + " " * 800_000 + "b",
    "braces in a heading": "## a " + "{a" * 400_000 + "}",
    "callouts": "!!! phrase\n" * 80_000,
    "open blocks": "```x\n## a\n" * 90_000,
    "open blocks of every size": "".join(
        "`" * n + "x\n## a\n" for n in range(1_300, 3, -1)
    ),
    "questions": "```question\na: b\n```\n" * 40_000,
    "notes": "<!---->" * 130_000,
    "open notes": "<!--\n" * 190_000,
    "open links": "[a](" * 200_000,
    "open pictures": "![" * 400_000,
    "open sources": "[@" * 400_000,
    "underlines": "a\n---\n" * 150_000,
    "scenes": "scenes:\n" + "".join(f"  B {n}: {{x: y}}\n" for n in range(14_000)),
    "contents": "contents:\n" + "".join(f"  - module: m{n}\n" for n in range(14_000)),
    "questions in a bank": "- id: a\n  ask: b\n  options: [a, b]\n" * 20_000,
    "accents on one letter": "a" + "\u0301" * 400_000,
    "text that runs backwards": "\u202e" * 300_000,
}


IN_A_BANK = {"questions in a bank", "entries", "lost words"}


@pytest.mark.parametrize("case", HUGE)
@pytest.mark.slow
def test_huge_text_is_refused_in_time_wherever_it_stands(
    case: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    name = "questions/assessment.yaml" if case in IN_A_BANK else "course.yaml"
    course.write(name, HUGE[case][:MAX_TEXT])
    assert build_in_time(course).course is None
    course.write(name, FILES[name])
    half = HUGE[case][: MAX_TEXT // 2 - 100]
    course.write(
        "modules/asking-first.md",
        f"---\ntitle: a\nminutes: 5\n---\n\n## A\n\n```question\n{half}\n```\n\n{half}",
    )
    build_in_time(course)


def test_nesting_is_refused_where_it_gets_too_deep(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write("glossary.yaml", "GP: " + "[" * 50_000)
    (problem,) = build_in_time(course).problems
    assert (problem.code, problem.line, problem.column) == ("too-deep", 1, 24)


def test_alias_bomb_is_refused_at_its_first_sign(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write("glossary.yaml", ALIAS_BOMB)
    (problem,) = build_in_time(course).problems
    assert (problem.code, problem.line, problem.column) == ("sign-in-text", 1, 4)


@pytest.mark.parametrize("name", FILES)
def test_file_of_fifty_megabytes_is_never_read(name: str, tmp_path: Path) -> None:
    course = make_course(tmp_path)
    with (course.folder / name).open("wb") as file:
        file.truncate(50_000_000)
    start = time.process_time()
    built = build_in_time(course)
    assert time.process_time() - start < 0.5
    assert ("file-too-large", f"courses/first-words/{name}") in {
        (problem.code, problem.path) for problem in built.problems
    }


def test_course_with_too_much_text_is_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    for n in range(MAX_ALL_TEXT // MAX_TEXT + 1):
        course.write(f"modules/m-{n}.md", "x" * MAX_TEXT)
    codes = [problem.code for problem in course.build().problems]
    assert "course-too-large" in codes


@pytest.mark.parametrize("name", FILES)
def test_link_out_of_the_course_is_refused(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("title: the secret of another folder\n")
    course = make_course(tmp_path)
    course.remove(name)
    (course.folder / name).symlink_to(secret)
    built = build_in_time(course)
    found = {problem.path: problem for problem in built.problems}
    problem = found[f"courses/first-words/{name}"]
    assert problem.code == "link"
    assert all("secret of" not in p.message + p.hint for p in built.problems)


@pytest.mark.parametrize("folder", ["modules", "scenarios", "questions", "media"])
def test_folder_that_is_a_link_is_refused(folder: str, tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (course.folder / folder).rename(tmp_path / folder)
    (course.folder / folder).symlink_to(tmp_path / folder)
    codes = {(problem.path, problem.code) for problem in build_in_time(course).problems}
    assert (f"courses/first-words/{folder}", "link") in codes


def test_course_that_is_a_link_is_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path / "elsewhere")
    make_course(tmp_path, "good")
    (tmp_path / "courses" / "linked").symlink_to(course.folder)
    good, linked = load_library(tmp_path / "courses")
    assert good.course is not None
    assert [problem.code for problem in linked.problems] == ["link"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["folder", "pipe", "socket", "endless device"])
def test_what_is_no_file_is_refused_without_waiting(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course(tmp_path)
    course.remove(name)
    path = course.folder / name
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        # The path of a socket can only be short.
        monkeypatch.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    else:
        path.symlink_to("/dev/zero")
    codes = {(problem.path, problem.code) for problem in build_in_time(course).problems}
    refused = "link" if kind == "endless device" else "not-a-file"
    assert (f"courses/first-words/{name}", refused) in codes


def test_file_where_a_folder_should_be_is_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write("media.txt", "")
    for path in (course.folder / "media").iterdir():
        path.unlink()
    (course.folder / "media").rmdir()
    course.write("media", "not a folder")
    codes = {problem.code for problem in build_in_time(course).problems}
    assert "not-a-folder" in codes


def test_missing_course_file_is_told(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.remove("course.yaml")
    (problem,) = build_in_time(course).problems
    assert (problem.path, problem.code) == (
        "courses/first-words/course.yaml",
        "missing-file",
    )


NAMES = ["Asking First.md", "a--b.md", "ünder.md", "a\nb.md", "a\x1b[31mb.md", "é" * 60]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_file_name_that_is_no_address_is_told_on_one_line(
    name: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    course.write(f"modules/{name}", FILES["modules/asking-first.md"])
    (problem,) = build_in_time(course).problems
    assert problem.code in ("file-name", "unknown-file")
    told = f"{problem.path}{problem.message}{problem.hint}"
    assert told.isprintable()


def test_file_name_of_bytes_that_are_no_text_is_told(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    raw = os.fsencode(course.folder / "modules") + b"/\xff\xfe.md"
    with open(raw, "wb") as file:
        file.write(b"x")
    (problem,) = build_in_time(course).problems
    assert problem.code == "file-name"
    problem.path.encode()


PARTS = sorted(
    {line for name in TEXTS for line in FILES[name].split("\n")}
    | {"- ", "  ", "```", "```question", "## ", "!!! phrase", "---", "[[", "{a: ", "*a"}
    | {'"', "'", ": ", " #x", "\t", "&a", "!!str", "|", ">", "\\", "\x00", "\u2028"}
)
_mutation = st.tuples(
    st.sampled_from(TEXTS),
    st.floats(0, 1),
    st.integers(0, 60),
    st.one_of(st.sampled_from(PARTS), st.text(max_size=8)),
)


@pytest.mark.slow
@settings(
    max_examples=most(250),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(mutations=st.lists(_mutation, min_size=1, max_size=4))
@example(mutations=[("course.yaml", 1.0, 0, "\r0")])
def test_no_change_of_a_course_breaks_its_reading(
    mutations: list[tuple[str, float, int, str]], tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    for name, where, length, written in mutations:
        text = course.read(name) if (course.folder / name).exists() else ""
        at = int(where * len(text))
        changed = text[:at] + written + text[at + length :]
        course.write(name, changed.encode("utf-8", "replace"))
    built = build_in_time(course)
    for problem in built.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert f"{problem.path}{problem.message}{problem.hint}".isprintable(), problem
        content = (course.folder.parent.parent / problem.path).read_bytes()
        # An old Mac's line ends are line ends too, in YAML as in editors.
        lines = len(re.findall(rb"\r\n?|\n", content))
        assert problem.line <= lines + 1


@settings(max_examples=most(300))
@given(st.text(alphabet="ab: -[]{}\"'#&*!|>%@`?,\\\n\t", max_size=60))
def test_any_yaml_is_a_tree_or_one_problem(text: str) -> None:
    findings = Findings()
    with in_time():
        node = read_yaml(text, "x.yaml", findings)
    assert node is not None or findings.sorted()


@settings(max_examples=most(50))
@given(st.binary(max_size=200))
def test_any_bytes_are_a_course_or_problems(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    course = make_course(tmp_path_factory.mktemp("any"))
    for name in TEXTS:
        course.write(name, content)
    build_in_time(course)
