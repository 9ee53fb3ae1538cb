"""`--fix` mends what can only have been meant in one way, and nothing else."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from elearn.coursefiles.build import build_course
from elearn.coursefiles.fixing import Fixed, fix_folder
from tests.courses import FILES, SmallCourse, make_clean_course
from tests.examples import most
from tests.rosewood import COURSES

COURSE = "course.yaml"
DOOR = "modules/at-the-door.md"
ASKING = "modules/asking-first.md"
KNOCK = "scenarios/the-knock.yaml"
TEXTS = [name for name in FILES if not name.endswith(".svg")]


def fix(course: SmallCourse, *, every_id: bool = False) -> list[Fixed]:
    library = course.folder.parent
    return list(fix_folder(library, "courses", every_id=every_id))


# File, what is put for what, and what stands there afterwards.
MENDED = {
    "colon": (
        COURSE, "title: First words", "title: First words: hello # mine",
        'title: "First words: hello # mine"',
    ),
    "hash": (
        KNOCK, "about: 79, lives alone", "about: Flat #3", 'about: "Flat #3"',
    ),
    "sign": (
        KNOCK, "debrief: She pours two cups.", "debrief: *She* pours.",
        'debrief: "*She* pours."',
    ),
    "quote marks": (
        DOOR, "why: It is their home, so", 'why: "It is" their home, so',
        "why: '\"It is\" their home, so",
    ),
    "space after a colon": (COURSE, "title: First", "title:First", "title: First"),
    "tab": (COURSE, "  opening: Open", "\topening: Open", "  opening: Open"),
    "no format": (COURSE, "format: 1\n", "# My course\n", "# My course\nformat: 1\n"),
    "list below a text": (
        DOOR, "\n\n- **Knock** first.", "\n\nSo:\n- **Knock** first.",
        "\n\nSo:\n\n- **Knock** first.",
    ),
    "heading without a space": (
        DOOR, "## Knock and wait", "##Knock and wait", "## Knock and wait",
    ),
    "two cards alike": (
        ASKING, "## Practise {#practise was: old-practice}", "## What the law says",
        "## What the law says {#what-the-law-says-2}",
    ),
    "two cards alike, one renamed": (
        ASKING, "## Practise {#practise was: old-practice}",
        "## What the law says {was: old-practice}",
        "## What the law says {#what-the-law-says-2 was: old-practice}",
    ),
    "heading without a letter": (
        ASKING, "## Practise {#practise was: old-practice}", "## ...",
        "## ... {#card-2}",
    ),
    "Windows": (DOOR, "title: At the door\n", "title: At the door\r\n", "door\n"),
    "byte order mark": (COURSE, "format: 1", "\ufeffformat: 1", "format: 1"),
    "spaces nobody sees": (DOOR, "Knock and wait\n", "Knock and wait  \n", "wait\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", MENDED)
def test_what_is_safe_is_mended_once(case: str, tmp_path: Path) -> None:
    name, old, new, expected = MENDED[case]
    course = make_clean_course(tmp_path)
    course.change(name, old, new)
    done = fix(course)
    assert [fixed.path for fixed in done] == [f"courses/first-words/{name}"]
    lines = course.read(name).split("\n")
    assert expected in course.read(name)
    assert done[0].line <= len(lines)
    assert course.build().course is not None
    before = course.read(name)
    assert fix(course) == []
    assert course.read(name) == before


# What only its author can decide.
LEFT = {
    "quote never closed": (COURSE, "title: First words", 'title: "First words'),
    "list never closed": (COURSE, "[modules, scenarios,", "[[modules, scenarios,"),
    "misspelt key": (COURSE, "summary:", "sumary:"),
    "word with a hash": (DOOR, "People like", "#hello People like"),
    "two cards with the same id": (
        ASKING, "{#practise was: old-practice}", "{#what-the-law-says}",
    ),
    "block in another block's text": (
        ASKING, "When did somebody ask you first?", "So:\n- one: two: three",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT)
def test_what_is_unclear_is_left_to_its_author(case: str, tmp_path: Path) -> None:
    name, old, new = LEFT[case]
    course = make_clean_course(tmp_path)
    course.change(name, old, new)
    before = course.read(name)
    assert fix(course) == []
    assert course.read(name) == before


def test_every_heading_gets_its_id_when_asked(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    before = course.build().course
    done = fix(course, every_id=True)
    assert [fixed.what for fixed in done] == [
        "{#what-the-law-says} written",
        "{#knock-and-wait} written",
    ]
    assert "## Knock and wait {#knock-and-wait}\n" in course.read(DOOR)
    assert course.build().course == before
    assert fix(course, every_id=True) == []


@pytest.mark.slow
def test_the_courses_that_ship_stay_what_they_are(tmp_path: Path) -> None:
    for path in sorted(COURSES.iterdir()):
        if not (path / "course.yaml").is_file():
            continue
        copy = SmallCourse(tmp_path / "courses" / path.name)
        for file in path.rglob("*"):
            if file.is_file():
                copy.write(str(file.relative_to(path)), file.read_bytes())
    before = [_model(path) for path in sorted((tmp_path / "courses").iterdir())]
    assert list(fix_folder(tmp_path / "courses", "courses", every_id=False)) == []
    list(fix_folder(tmp_path / "courses", "courses", every_id=True))
    assert [_model(path) for path in sorted((tmp_path / "courses").iterdir())] == before


def _model(folder: Path) -> object:
    course = build_course(folder, shown_as="x").course
    assert course
    return course


def test_links_and_drafts_are_not_written_to(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    outside = tmp_path / "outside.yaml"
    outside.write_text("GP: a: b\n")
    course.remove("glossary.yaml")
    (course.folder / "glossary.yaml").symlink_to(outside)
    course.write("modules/_draft.md", "##Draft\n")
    assert fix(course) == []
    assert outside.read_text() == "GP: a: b\n"


def test_a_file_keeps_its_mode_and_no_draft_stays(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    course.change(COURSE, "title: First words", "title:First words")
    os.chmod(course.folder / COURSE, 0o640)
    fix(course)
    assert (course.folder / COURSE).stat().st_mode & 0o777 == 0o640
    assert not list(course.folder.rglob(".mend*"))


_pieces = st.sampled_from(
    ["- a\n", "\n", "So:\n", "## Knock\n", "##Wait\n", "  ", "\t", "\r\n", "a: b: c\n",
     "```easy\n", "```\n", "!!! fact\n", "    so\n", "<!-- note\n", "-->\n", "1. one\n",
     "# x\n", " #5", "*b*", "{#id}", "---\n", ": "]
)  # fmt: skip


# Texts that YAML reads otherwise than they look.
LOSING = {"hash-in-text", "sign-in-text"}


@pytest.mark.slow
@settings(
    max_examples=most(150),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.sampled_from(TEXTS),
    where=st.floats(0, 1),
    written=st.lists(_pieces, min_size=1, max_size=6),
)
# Before the mend one problem hides the rest of the story; afterwards all are told.
@example(name=KNOCK, where=0.095703125, written=["a: b: c\n"] * 3)
def test_mending_never_changes_what_is_meant(
    name: str, where: float, written: list[str], tmp_path: Path
) -> None:
    course = make_clean_course(tmp_path)
    text = course.read(name)
    at = int(where * len(text))
    course.write(name, text[:at] + "".join(written) + text[at:])
    before, source = course.build(), course.read(name)
    fix(course)
    after, mended = course.build(), course.read(name)
    # How many problems a broken file has is not promised: what could not be read
    # hides the rest. Its words stay, and what could be read says the same, unless it
    # was told that YAML would lose a part of a text.
    assert _words(mended) == _words(source)
    told = Counter(problem.code for problem in before.problems)
    if before.course is not None:
        assert after.course == before.course
    elif not told.keys() & LOSING and (data := _data(source)) is not None:
        assert _data(mended) == data
        assert Counter(problem.code for problem in after.problems) <= told
    assert fix(course) == []


def _words(text: str) -> str:
    """Letters and digits, without an id or the format that a mend may write."""
    text = re.sub(r"\{\s*#[a-z0-9-]+\s*(was:|\})", r"\1", text)
    text = re.sub(r"^format\s*:\s*1$", "", text, flags=re.MULTILINE)
    return "".join(c for c in text if c.isalnum())


def _data(text: str) -> object:
    """What any reader of YAML makes of a text, all of it as texts; None if nothing."""
    if text.startswith("---"):
        return None
    try:
        # This loader makes texts, lists and tables only.
        data = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506
    except yaml.YAMLError:
        return None
    if isinstance(data, dict):
        data.pop("format", None)
    return data
