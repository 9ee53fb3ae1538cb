"""What makes a new version of a course, and what does not."""

import re
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.coursefiles.problems import Findings
from elearn.coursefiles.yaml_nodes import Plain, plain, read_yaml
from tests.courses import FILES, make_course
from tests.examples import most


def test_content_hash_is_the_same_on_every_reading(tmp_path: Path) -> None:
    first = make_course(tmp_path / "a").build().course
    second = make_course(tmp_path / "b").build().course
    assert first.content_hash == second.content_hash


SAME_MEANING = {
    "comment": ("course.yaml", "cpd_minutes: 20", "cpd_minutes: 20 # a guess"),
    "comment line": ("glossary.yaml", "GP:", "# letters\nGP:"),
    "quotes": ("course.yaml", "title: First words", "title: 'First words'"),
    "order of keys": (
        "scenarios/the-knock.yaml",
        "label: Trust, start: 5",
        "start: 5, label: Trust",
    ),
    "order of words": (
        "glossary.yaml",
        "GP: General practitioner, a family doctor.\n"
        "key safe: A small locked box by the door.\n",
        "key safe: A small locked box by the door.\n"
        "GP: General practitioner, a family doctor.\n",
    ),
    "one line or several": (
        "course.yaml",
        "outcomes:\n  opening: Open any contact kindly\n  asking: Ask before you help",
        "outcomes: {opening: Open any contact kindly, asking: Ask before you help}",
    ),
    "spaces at line ends": (
        "modules/at-the-door.md",
        "People like to know who comes in.",
        "People like to know who comes in.  ",
    ),
    "empty lines": ("modules/at-the-door.md", "## Check", "\n\n\n## Check"),
    "space before per cent": ("course.yaml", "75 %", "75.0%"),
    "value spelled out": ("course.yaml", "12 months", "1 year"),
    "default written": ("course.yaml", "  review: after passing\n", ""),
}


@pytest.mark.parametrize("case", SAME_MEANING)
def test_what_changes_no_meaning_makes_no_new_version(
    case: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    before = course.build().course.content_hash
    course.change(*SAME_MEANING[case])
    course.write("modules/_draft.md", "not yet")
    built = course.build()
    assert built.problems == ()
    assert built.course.content_hash == before


NEW_MEANING = {
    "title": ("course.yaml", "title: First words", "title: First word"),
    "prose": ("modules/at-the-door.md", "who comes in.", "who came in."),
    "option": ("questions/assessment.yaml", "text: My name", "text: Your name"),
    "key of answers": ("questions/assessment.yaml", "answer: false", "answer: true"),
    "script": ("scenarios/the-knock.yaml", "Come in, Sam.", "Come in, Tom."),
    "effect": ("scenarios/the-knock.yaml", "trust: +2", "trust: +3"),
    "glossary": ("glossary.yaml", "family doctor", "doctor"),
    "observation": ("observation.yaml", "and waits", "and stays"),
    "picture": ("media/waiting.svg", "#0f5257", "#a2401b"),
    "pass mark": ("course.yaml", "75 %", "80 %"),
    "order of options": (
        "modules/asking-first.md",
        "[Knock, Say your name, Ask]",
        "[Say your name, Knock, Ask]",
    ),
}


@pytest.mark.parametrize("case", NEW_MEANING)
def test_any_change_of_words_makes_a_new_version(case: str, tmp_path: Path) -> None:
    course = make_course(tmp_path)
    before = course.build().course.content_hash
    course.change(*NEW_MEANING[case])
    assert course.build().course.content_hash != before


YAML_FILES = [name for name in FILES if name.endswith(".yaml")]


def _shuffled(value: Plain, rng: Random) -> Plain:
    """Put keys in another order; the groups of a question have one of their own."""
    if isinstance(value, list):
        return [_shuffled(item, rng) for item in value]
    if isinstance(value, str):
        return value
    keys = list(value)
    rng.shuffle(keys)
    return {k: value[k] if k == "groups" else _shuffled(value[k], rng) for k in keys}


@pytest.mark.slow
@settings(max_examples=most(40))
@given(
    name=st.sampled_from(YAML_FILES),
    rng=st.randoms(use_true_random=False),
    indent=st.integers(2, 6),
    width=st.integers(20, 200),
    flow=st.sampled_from([None, False, True]),
    quotes=st.sampled_from([None, "'", '"']),
)
def test_yaml_written_in_another_way_is_the_same_version(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    rng: Random,
    indent: int,
    width: int,
    flow: bool | None,
    quotes: str | None,
) -> None:
    course = make_course(tmp_path_factory.mktemp("same"))
    before = course.build().course.content_hash
    node = read_yaml(FILES[name], name, Findings())
    assert node is not None
    written = yaml.safe_dump(
        _shuffled(plain(node), rng),
        indent=indent,
        width=width,
        default_flow_style=flow,
        default_style=quotes,
        allow_unicode=rng.random() < 0.5,
        sort_keys=False,
    )
    course.write(name, f"# written by a program\n\n{written}\n# end\n")
    built = course.build()
    assert built.problems == ()
    assert built.course.content_hash == before


LETTERS = [
    (name, found.start())
    for name, text in FILES.items()
    for found in re.finditer(r"[a-wyzA-WYZ]", text)
    if not name.startswith("media/")
]


@pytest.mark.slow
@settings(max_examples=most(60))
@given(st.sampled_from(LETTERS))
def test_any_other_letter_is_another_version_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, letter: tuple[str, int]
) -> None:
    name, at = letter
    course = make_course(tmp_path_factory.mktemp("other"))
    before = course.build().course.content_hash
    text = FILES[name]
    course.write(name, f"{text[:at]}x{text[at + 1 :]}")
    built = course.build()
    assert built.course is None or built.course.content_hash != before
