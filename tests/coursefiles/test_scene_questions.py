"""Scenes that ask a question: read from files, refused with a place, and proved."""

from datetime import date
from pathlib import Path

import pytest

from elearn.coursefiles.build import BuiltCourse
from elearn.domain.questions import ChooseAll
from elearn.domain.scenario import follow_answer
from elearn.services.checking import check_built
from tests.courses import SmallCourse
from tests.site import make_small_course

STORY = "scenarios/the-knock.yaml"
ASKS = """\
  hall:
    script: |
      (She waits.)
    question:
      ask: What first? Choose all that fit.
      options:
        - {text: Greet her, right: true}
        - {text: Wash hands, right: true}
        - {text: Sit down}
    choices:
      - {answer: right, grade: best, why: It is kind., then: inside}
      - {answer: partly, grade: workable, why: Half of it., then: inside}
      - {answer: wrong, grade: weak, why: It is her chair., then: inside}
  inside:
    gate:"""


def with_question(folder: Path) -> SmallCourse:
    """Make the small course ask something before its gate."""
    course = make_small_course(folder)
    course.change(STORY, "        then: inside\n  inside:\n    gate:", _AFTER)
    return course


_AFTER = f"        then: hall\n{ASKS}"


def told(built: BuiltCourse) -> list[str]:
    return [f"{p.line}:{p.column} {p.code}" for p in built.problems]


def test_a_scene_asks_a_question_named_after_it(tmp_path: Path) -> None:
    built = with_question(tmp_path).build()
    assert told(built) == []
    assert built.course is not None
    scene = built.course.scenarios["the-knock"].scenes["hall"]
    assert isinstance(scene.question, ChooseAll)
    assert scene.question.id == "hall"
    assert [choice.id for choice in scene.choices] == ["right", "partly", "wrong"]
    both, one, neither = scene.question.options
    for chosen, follows in (
        ((both, one), "right"),
        ((both,), "partly"),
        ((neither,), "wrong"),
    ):
        mark = scene.question.mark({option.id: "chosen" for option in chosen})
        assert follow_answer(scene, mark) == follows
    without = scene.model_copy(update={"choices": (*scene.choices[::2],)})
    half = scene.question.mark({both.id: "chosen"})
    assert follow_answer(without, half) == "wrong"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("answer: right, grade", "words: Hello, grade", "nothing else can be chosen"),
        ("      - {answer: wrong, grade: weak, why: It is her chair., then: inside}\n",
         "", "when the answer is “wrong”"),
        ("answer: partly, grade", "answer: partly, once: true, grade", "or “once”"),
        ("{text: Wash hands, right: true}", "{text: Wash hands}", "right or not"),
        ("{text: Sit down}", "{text: Sit down, critical: true}", "cannot be critical"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_told(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    course = with_question(tmp_path)
    course.change(STORY, old, new)
    problems = [p for p in course.build().problems if p.code == "does-not-fit"]
    assert any(says in problem.message for problem in problems)
    assert all(
        problem.path.endswith(STORY) and problem.line > 1 for problem in problems
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{text: Sit down}", "{text: greet  her}", "answers-alike"),
        ("      ask: What first?", "      source: nobody\n      ask: What first?",
         "unknown-source"),
        ("      ask: What first?", "      outcome: nothing\n      ask: What first?",
         "unknown-outcome"),
    ],
)  # fmt: skip
def test_rules_for_questions_hold_in_scenes(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    course = with_question(tmp_path)
    course.change(STORY, old, new)
    problems = check_built(course.build(), date(2026, 12, 1))
    (told,) = [p for p in problems if p.path.endswith(STORY)]
    assert told.code == code
    wrong = new.partition("\n")[0].strip()
    assert wrong in course.read(STORY).split("\n")[told.line - 1]


def test_a_spot_in_a_scene_cannot_be_critical(tmp_path: Path) -> None:
    course = with_question(tmp_path)
    course.change(STORY, "      options:\n", "      picture: waiting.svg\n"
                  "      shows: A door.\n      spots:\n")  # fmt: skip
    for number, words in enumerate(("Greet her", "Wash hands", "Sit down")):
        place = f"{{at: [{number}, 9], text: {words}"
        course.change(STORY, f"{{text: {words}", place)
    assert told(course.build()) == []
    course.change(STORY, "text: Sit down", "text: Sit down, critical: true")
    (problem,) = course.build().problems
    assert "cannot be critical" in problem.message


def test_an_answer_needs_a_question(tmp_path: Path) -> None:
    course = make_small_course(tmp_path)
    course.change(STORY, "      - words: Hello?\n", "      - answer: wrong\n")
    [problem] = [p for p in course.build().problems if p.code == "does-not-fit"]
    assert "the scene asks no question" in problem.message


def test_a_question_that_nobody_marks_at_once_is_refused(tmp_path: Path) -> None:
    course = with_question(tmp_path)
    start = ASKS.index("      options:")
    end = ASKS.index("    choices:")
    course.change(
        STORY, ASKS[start:end], "      scale: {low: Not at all, high: Very, steps: 5}\n"
    )
    [problem] = [p for p in course.build().problems if p.code == "does-not-fit"]
    assert "A scene cannot ask this kind of question" in problem.message


def test_a_slip_in_the_question_is_told_at_its_place(tmp_path: Path) -> None:
    course = with_question(tmp_path)
    course.change(STORY, "      ask: What first?", "      asks: What first?")
    problems = course.build().problems
    text = (course.folder / STORY).read_text(encoding="utf-8").splitlines()
    line = next(n for n, words in enumerate(text, 1) if "asks: What" in words)
    assert (line, "unknown-key") in {(p.line, p.code) for p in problems}
