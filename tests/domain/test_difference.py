"""The difference between two versions of a course, told in its own terms."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.course import Course
from elearn.domain.difference import Change, compare_courses
from tests.courses import SmallCourse
from tests.examples import most
from tests.site import make_small_course

ASSESSMENT = "questions/assessment.yaml"
DOOR = "modules/at-the-door.md"
KNOCK = "scenarios/the-knock.yaml"


@pytest.fixture
def small(tmp_path: Path) -> SmallCourse:
    return make_small_course(tmp_path)


def course_of(small: SmallCourse) -> Course:
    built = small.build()
    assert built.course is not None, built.problems
    return built.course


@pytest.fixture
def differ(small: SmallCourse) -> Callable[..., list[Change]]:
    """Change a file, and tell what the change is."""
    before = course_of(small)

    def change(name: str, old: str, new: str) -> list[Change]:
        small.change(name, old, new)
        return list(compare_courses(before, course_of(small)))

    return change


Differ = Callable[..., list[Change]]


def test_a_course_does_not_differ_from_itself(small: SmallCourse) -> None:
    course = course_of(small)
    assert compare_courses(course, course) == ()
    again = Course.model_validate_json(course.model_dump_json())
    assert compare_courses(course, again) == ()


def test_words_of_a_card(differ: Differ) -> None:
    [change] = differ(DOOR, "know who comes in", "know who is there")
    assert (change.kind, change.label, change.alarm) == ("changed", "Words", None)
    assert change.where == ("Module “At the door”", "Card “Knock and wait”")
    assert "who comes in" in change.old
    assert "who is there" in change.new


def test_a_card_that_came(differ: Differ) -> None:
    [change] = differ(
        DOOR, "## Check yourself", "## Wait\n\nCount.\n\n## Check yourself"
    )
    assert (change.kind, change.label, change.alarm) == ("added", "Card", None)
    assert change.where[-1] == "Card “Wait”"
    assert "Count." in change.new


def test_a_card_that_went_is_lost_and_one_with_was_is_not(
    differ: Differ, small: SmallCourse
) -> None:
    before = course_of(small)
    changes = differ(DOOR, "## Knock and wait", "## First of all")
    assert [c.label for c in changes if c.alarm == "lost"] == ["Id"]
    small.change(DOOR, "## First of all", "## First of all {was: knock-and-wait}")
    carried = compare_courses(before, course_of(small))
    assert [c.alarm for c in carried] == [None] * len(carried)
    assert "Heading" in [c.label for c in carried]


def test_a_card_with_another_id_and_the_same_words_is_carried(differ: Differ) -> None:
    [change] = differ(DOOR, "## Knock and wait", "## Knock and wait {#knocking}")
    assert (change.label, change.old, change.new) == (
        "Id",
        "knock-and-wait",
        "knocking",
    )
    assert change.alarm is None


def test_a_card_that_went_to_another_module_has_moved(
    differ: Differ, small: SmallCourse
) -> None:
    card = "## Practise {#practise was: old-practice}"
    text = small.read("modules/asking-first.md")
    rest = text[text.index(card) :]
    small.write(DOOR, small.read(DOOR) + "\n" + rest)
    changes = differ("modules/asking-first.md", rest, "")
    assert [c.kind for c in changes] == ["moved"]
    assert changes[0].label == "Card"
    assert changes[0].old == "Module “Asking first”"
    assert changes[0].new == "Module “At the door”"


def test_what_stands_between_two_that_changed_places(differ: Differ) -> None:
    """The middle one of three that were turned round has the number it had."""
    door, asking, knock = (
        "  - module: at-the-door\n", "  - module: asking-first\n",
        "  - scenario: the-knock\n",
    )  # fmt: skip
    changes = differ("course.yaml", door + asking + knock, knock + asking + door)
    assert [(c.kind, c.old, c.new) for c in changes] == [
        ("moved", "place 3", "place 1"),
        ("moved", "place 2", "place 2 of a new order"),
    ]


def test_cards_that_changed_places(differ: Differ, small: SmallCourse) -> None:
    text = small.read("modules/asking-first.md")
    head, law, practise = text.split("## ")
    changes = differ(
        "modules/asking-first.md", f"## {law}## {practise}", f"## {practise}\n## {law}"
    )
    assert [(c.kind, c.label, c.alarm) for c in changes] == [("moved", "Card", None)]
    assert head


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (ASSESSMENT, "{text: The time,", "{text: The time, right: true,"),
        (ASSESSMENT, "answer: false", "answer: true"),
        (ASSESSMENT, "      - Look\n      - Ask", "      - Ask\n      - Look"),
        (ASSESSMENT, "goes_with: Come later", "goes_with: Come at nine"),
        (ASSESSMENT, "        - Good morning\n", ""),
        (ASSESSMENT, "{text: Shout}", "{text: Shout, right: true}"),
        (DOOR, "    critical: true\n", ""),
    ],
)
def test_a_changed_key(differ: Differ, name: str, old: str, new: str) -> None:
    changes = differ(name, old, new)
    assert "key" in [c.alarm for c in changes]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (ASSESSMENT, "{text: The time,", "{text: The time of day,"),
        (ASSESSMENT, "ask: What do you say first?", "ask: What is the first you say?"),
        (ASSESSMENT, "why: It can wait.", "why: That can wait."),
        (ASSESSMENT, "ask: What goes with what?", "ask: What fits?\n    points: 2"),
        ("course.yaml", "pass_mark: 75 %", "pass_mark: 100 %"),
        (KNOCK, "grade: weak", "grade: workable"),
    ],
)
def test_what_is_no_change_of_a_key(
    differ: Differ, name: str, old: str, new: str
) -> None:
    changes = differ(name, old, new)
    assert changes
    assert [c.alarm for c in changes] == [None] * len(changes)


def test_reworded_answers_are_one_change_each(differ: Differ) -> None:
    [change] = differ(ASSESSMENT, "{text: The time,", "{text: The time of day,")
    assert (change.label, change.old, change.new) == (
        "Words",
        "The time",
        "The time of day",
    )
    assert change.where[-1] == "Answer “The time of day”"


def test_another_kind_under_the_same_id(differ: Differ) -> None:
    changes = differ(
        ASSESSMENT,
        "      - {text: Wait, right: true}\n",
        "      - {text: Wait}\n",
    )
    kinds = [c for c in changes if c.alarm == "kind"]
    assert [(c.old, c.new) for c in kinds] == [("choose-all", "choose-one")]


def test_a_question_without_its_id_is_lost(differ: Differ) -> None:
    [change] = differ(ASSESSMENT, "id: bank-several", "id: bank-many")
    assert (change.label, change.alarm) == ("Id", "lost")
    assert (change.old, change.new) == ("bank-several", "bank-many")


def test_a_question_that_says_its_earlier_id_is_carried(differ: Differ) -> None:
    changes = differ(
        ASSESSMENT, "id: bank-several", "id: bank-many\n    was: bank-several"
    )
    assert [c.alarm for c in changes] == [None] * len(changes)


@pytest.mark.parametrize(
    ("name", "old", "new", "label"),
    [
        ("course.yaml", "pass_mark: 75 %", "pass_mark: 50 %", "Pass mark, %"),
        ("course.yaml", "limit: 3", "limit: 5", "Most attempts"),
        ("course.yaml", "count: 4", "count: 5", "Number of questions"),
        (
            "course.yaml",
            "asking: Ask before",
            "asking: Always ask before",
            "Learning outcome",
        ),
        ("glossary.yaml", "a family doctor", "a doctor", "Word in the glossary"),
        ("observation.yaml", "Says their name and waits", "Waits", "Words"),
        ("media/waiting.svg", "#0f5257", "#0f5258", "Picture"),
        (KNOCK, "grade: weak", "grade: workable", "Grade"),
        (KNOCK, "effects: {trust: +2}", "effects: {trust: +3}", "Effect"),
        (KNOCK, "trust >= 7, then: tea", "trust >= 6, then: tea", "Condition"),
        (KNOCK, "{then: quiet}", "{then: tea}", "Leads to"),
        (KNOCK, "result: poor", "result: recovered", "Result"),
        (KNOCK, "She pours two cups.", "She pours tea.", "Debrief"),
    ],
)
def test_each_change_has_a_name(
    differ: Differ, name: str, old: str, new: str, label: str
) -> None:
    changes = differ(name, old, new)
    assert [c.label for c in changes] == [label]


SMALL: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def plain_course(tmp_path_factory: pytest.TempPathFactory) -> None:
    course = course_of(make_small_course(tmp_path_factory.mktemp("plain")))
    SMALL.update(json.loads(course.model_dump_json()))


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Lead to every text, number and switch that can be changed alone."""
    if isinstance(node, dict):
        for key, inside in node.items():
            yield from leaves(inside, (*path, key))
    elif isinstance(node, list):
        for at, inside in enumerate(node):
            yield from leaves(inside, (*path, at))
    elif isinstance(node, str | bool | int):
        yield path


def lists(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict):
        for key, inside in node.items():
            yield from lists(inside, (*path, key))
    elif isinstance(node, list):
        if len(node) > 1:
            yield path
        for at, inside in enumerate(node):
            yield from lists(inside, (*path, at))


def reach(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


@settings(max_examples=most(60))
@given(st.data())
def test_every_change_of_the_model_is_told(data: st.DataObject) -> None:
    """Whatever is changed, in whatever way the model still takes, is reported."""
    before = Course.model_validate(SMALL)
    changed = json.loads(json.dumps(SMALL))
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(data, changed)
    try:
        after = Course.model_validate(changed)
    except ValueError:
        return
    found = compare_courses(before, after)
    assert bool(found) == (before.content_hash != after.content_hash)
    assert all(c.label and (c.old or c.new or c.kind == "moved") for c in found)
    assert all(c.old != c.new for c in found)


def mutate(data: st.DataObject, course: dict[str, Any]) -> None:
    way = data.draw(st.sampled_from(["leaf", "drop", "swap", "double"]))
    if way == "leaf":
        *home, last = data.draw(st.sampled_from(list(leaves(course))))
        node = reach(course, tuple(home))
        node[last] = other_than(node[last])
        return
    among = list(lists(course))
    if not among:
        return
    items = reach(course, data.draw(st.sampled_from(among)))
    at = data.draw(st.integers(0, len(items) - 2))
    if way == "drop":
        del items[at]
    elif way == "swap":
        items[at], items[at + 1] = items[at + 1], items[at]
    else:
        items.append(items[at])


def other_than(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}x"
