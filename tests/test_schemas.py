"""The schemas for editors: fresh, true of what ships, and awake to a slip."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from elearn.coursefiles.library import load_library
from elearn.coursefiles.schema import FOLDER, make_schemas
from tests.rosewood import COURSES
from tests.test_docs import write_example

KINDS = {"scenarios": "scenario", "questions": "questions"}
FILES = sorted(COURSES.glob("*/**/*.yaml"))
MODULES = sorted(COURSES.glob("*/modules/*.md"))
STARTER = COURSES.parent / "elearn" / "coursefiles" / "starter"


# The same YAML, read by C where there is libyaml: six times as fast.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BaseLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class EditorsLoader(SafeLoader):
    """Reads numbers and truths as an editor does, and days as text, as editors do."""


EditorsLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if not tag.endswith(":timestamp")]
    for first, found in SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path, loader: type[Any] = EditorsLoader) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506


@cache
def validator(kind: str) -> Any:
    # Making the schemas takes longer than any question asked of them.
    schema = json.loads(make_schemas()[f"{kind}.json"])
    return validator_for(schema)(schema)


def problems(kind: str, data: Any) -> list[str]:
    found = validator(kind).iter_errors(data)
    return [f"{error.json_path}: {error.message}" for error in found]


def kind_of(path: Path) -> str:
    return KINDS.get(path.parent.name, path.stem)


@pytest.fixture
def bank() -> Any:
    return read(STARTER / "questions" / "assessment.yaml")


@pytest.fixture
def course() -> Any:
    return read(STARTER / "course.yaml")


def test_the_schemas_beside_the_courses_are_fresh() -> None:
    there = {p.name: p.read_text("utf-8") for p in (COURSES / FOLDER).iterdir()}
    assert there == make_schemas(), "Run: elearn schemas courses"


def test_the_schemas_are_schemas() -> None:
    for text in make_schemas().values():
        schema = json.loads(text)
        validator_for(schema).check_schema(schema)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(COURSES)))
def test_what_ships_is_valid(path: Path) -> None:
    assert problems(kind_of(path), read(path)) == []
    # The reader takes every value as text.
    assert problems(kind_of(path), read(path, BaseLoader)) == []


def test_the_course_of_the_format_page_is_valid(tmp_path: Path) -> None:
    paths = list(write_example(tmp_path).rglob("*.yaml"))
    assert {kind_of(path) for path in paths} | {"module"} == {
        name.removesuffix(".json") for name in make_schemas()
    }
    assert [p for path in paths for p in problems(kind_of(path), read(path))] == []


def read_head(path: Path, loader: type[Any] = EditorsLoader) -> Any:
    head = path.read_text(encoding="utf-8").split("---\n")[1]
    return yaml.load(head, loader)  # noqa: S506


@pytest.mark.parametrize(
    "path", [*MODULES, *STARTER.glob("modules/*.md")], ids=lambda path: path.stem
)
def test_the_head_of_every_module_is_valid(path: Path) -> None:
    assert problems("module", read_head(path)) == []
    assert problems("module", read_head(path, BaseLoader)) == []


@pytest.mark.parametrize(
    "slip",
    [
        {"titel": "A slip"},
        {"minutes": 0},
        {"minutes": "soon"},
        {"outcomes": "listening"},
        {"outcomes": ["Not an id"]},
        {"title": ""},
        # These come from the file's name and from what stands below the head.
        {"id": "another"},
        {"cards": []},
    ],
)
def test_what_the_reader_refuses_in_a_head_is_refused(slip: dict[str, object]) -> None:
    assert problems("module", read_head(MODULES[0]) | slip)


def test_a_head_needs_a_title_and_minutes() -> None:
    for key in ("title", "minutes"):
        head = read_head(MODULES[0])
        del head[key]
        assert problems("module", head) == [f"$: '{key}' is a required property"]


def test_every_file_names_its_schema() -> None:
    for path in [*FILES, *STARTER.rglob("*.yaml")]:
        course = path.relative_to(COURSES).parts[0] if path in FILES else ""
        top = COURSES / course if course else STARTER
        ups = "../" * len(path.relative_to(top).parts)
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        name = f"{ups}{FOLDER}/{kind_of(path)}.json"
        assert first == f"# yaml-language-server: $schema={name}", path


def test_a_header_changes_no_course(tmp_path: Path) -> None:
    for path in COURSES.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(COURSES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            if content.startswith(b"# yaml-language-server"):
                content = content.partition(b"\n")[2]
            copy.write_bytes(content)
    without = [b.course and b.course.content_hash for b in load_library(tmp_path)]
    shipped = [b.course and b.course.content_hash for b in load_library(COURSES)]
    assert len(shipped) == 5
    assert without == shipped


def _tables(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
    parts = data.values() if isinstance(data, dict) else data
    if isinstance(data, dict | list):
        for part in parts:
            yield from _tables(part)


@pytest.mark.parametrize(
    "name", ["course.yaml", "scenarios/the-cold-tea.yaml", "observation.yaml"]
)
def test_a_key_that_nobody_knows_is_refused_everywhere(name: str) -> None:
    """In every table, save those whose keys are ids of the author's own."""
    path = STARTER / name
    own = {"outcomes", "standards", "sources", "people", "gauges", "scenes", "endings"}
    data = read(path)
    free = [data[key] for key in own & data.keys()]
    free += [t["effects"] for t in _tables(data) if "effects" in t]
    for table in _tables(data):
        if not any(table is one for one in free):
            table["titel"] = "A slip"
            assert problems(kind_of(path), data), table
            del table["titel"]
    assert problems(kind_of(path), data) == []


@pytest.mark.parametrize(
    "words",
    [
        "statement: A nod is a yes.\nanswer: no\nwhy: It can be politeness.",
        "ask: In order?\norder: [one, two, {text: three, why: Last.}]",
        "ask: Which?\npairs: [{item: a, goes_with: b}, {item: c, goes_with: 2}]",
        "ask: Sort.\ngroups: {Before: [one], After: [two]}\nbin: [three]",
        "ask: Choose.\noptions: [{text: 12, right: true}, 010]\npoints: '2'",
    ],
)
def test_every_kind_of_question_is_known_by_its_keys(words: str) -> None:
    question = {"id": "one", **yaml.load(words, EditorsLoader)}  # noqa: S506
    assert problems("questions", {"format": 1, "questions": [question]}) == []
    assert problems("questions", [question]) == []
    assert problems("questions", [question | {"hnit": "A slip"}])
    assert problems("questions", [question | {"kind": "match"}])
    assert problems("questions", [question | {"written": "Not of two kinds"}])


def test_keys_of_another_kind_are_refused(bank: Any) -> None:
    bank["questions"][0]["pairs"] = [{"item": "a", "goes_with": "b"}] * 2
    assert problems("questions", bank)
    del bank["questions"][0]["options"]
    assert problems("questions", bank) == []
    bank["questions"][0]["bin"] = ["c"]
    assert problems("questions", bank)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("refresh_every", "soon"),
        ("refresh_months", 36),
        ("slug", "another"),
        ("modules", {}),
        ("cpd_minutes", 0),
        ("cpd_minutes", "ten"),
        ("contents", [{"modul": "a"}]),
        ("complete_when", ["everything"]),
        ("format", 2),
    ],
)
def test_what_the_reader_refuses_in_course_yaml_is_refused(
    course: Any, key: str, value: object
) -> None:
    assert problems("course", course) == []
    assert problems("course", course | {key: value})


@pytest.mark.parametrize("mark", ["80 %", "80", 80, 79.5, "66.6%"])
def test_a_pass_mark_is_written_as_the_reader_takes_it(
    course: Any, mark: object
) -> None:
    course["assessment"]["pass_mark"] = mark
    assert problems("course", course) == []
    course["assessment"]["pass_mark"] = f"about {mark}"
    assert problems("course", course)


def test_a_glossary_holds_texts() -> None:
    assert problems("glossary", {"format": "How it comes.", "12": 12}) == []
    assert problems("glossary", {"key safe": ["a list"]})
