"""What was worked out is answered again, and never when anything is different."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from elearn.coursefiles.memory import Memory, find_memory, name_content
from elearn.services.checking_folders import CheckedFolder, check_folders
from tests.courses import SmallCourse, make_clean_course

TODAY = date(2026, 12, 1)


def check(course: SmallCourse, memory: Memory, today: date = TODAY) -> CheckedFolder:
    (checked,) = check_folders(course.folder.parent, today, memory, "courses")
    return checked


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def test_the_second_answer_is_the_first(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    course.change("course.yaml", "cpd_minutes: 27", "cpd_minutes: 24")
    memory = Memory(tmp_path / "memory")
    first = check(course, memory)
    kept = entries(tmp_path / "memory")
    assert [problem.code for problem in first.problems] == ["minutes-differ"]
    assert check(course, memory) == first == check(course, Memory())
    assert entries(tmp_path / "memory") == kept


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("course.yaml", "cpd_minutes: 27", "cpd_minutes: 24", "minutes-differ"),
        ("scenarios/the-knock.yaml", "{trust: 0}", "{trust: 2}", "unreachable-ending"),
        ("modules/at-the-door.md", "```easy", "```eazy", "unknown-block"),
        ("media/waiting.svg", "<rect", "<script", "unsafe-drawing"),
    ],
)
def test_a_change_of_any_file_is_noticed(
    name: str, old: str, new: str, code: str, tmp_path: Path
) -> None:
    course = make_clean_course(tmp_path)
    memory = Memory(tmp_path / "memory")
    assert check(course, memory).problems == ()
    course.change(name, old, new)
    assert code in {problem.code for problem in check(course, memory).problems}


def test_another_day_is_judged_anew(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    memory = Memory(tmp_path / "memory")
    assert check(course, memory).problems == ()
    late = check(course, memory, TODAY + timedelta(days=1000))
    assert "source-past-review" in {problem.code for problem in late.problems}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"[]", b'{"key": "x", "value": 1}', b"[" * 100_000],
    ids=ascii,
)
def test_an_entry_that_cannot_be_read_was_never_there(
    content: bytes, tmp_path: Path
) -> None:
    course = make_clean_course(tmp_path)
    course.change("scenarios/the-knock.yaml", "{trust: 0}", "{trust: 2}")
    memory = Memory(tmp_path / "memory")
    first = check(course, memory)
    for path in entries(tmp_path / "memory"):
        path.write_bytes(content)
    assert check(course, memory) == first


def test_an_entry_of_another_shape_was_never_there(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    memory = Memory(tmp_path / "memory")
    first = check(course, memory)
    for path in entries(tmp_path / "memory"):
        memory.keep(path.stem, {"is_course": "perhaps", "complete": []})
    assert check(course, memory) == first


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    (tmp_path / "memory").write_text("a file")
    assert check(course, Memory(tmp_path / "memory")).problems == ()


def test_only_the_owner_reads_it_and_it_stays_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    memory = find_memory()
    for number in range(2_100):
        memory.keep(name_content(str(number)), number)
    folder = tmp_path / "elearn" / "check"
    assert folder.stat().st_mode & 0o077 == 0
    memory.tidy()
    assert len(entries(folder)) == 1_000


def test_content_is_named_by_its_parts_and_not_by_their_sum() -> None:
    assert name_content("ab", "c") != name_content("a", "bc")
    assert name_content("ab", b"c") == name_content("ab", "c")
