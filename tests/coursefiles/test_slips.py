"""One slip of an author at a time: what is said about it, and where."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.courses import HERE, make_course

COURSE = "course.yaml"
DOOR = "modules/at-the-door.md"
ASKING = "modules/asking-first.md"
KNOCK = "scenarios/the-knock.yaml"
BANK = "questions/assessment.yaml"


class Slip(NamedTuple):
    """Put `new` for `old`; the problem is at HERE in `new` and says `words`."""

    file: str
    old: str
    new: str
    code: str
    words: str
    severity: str = "error"


IN_THE_COURSE = {
    "key missing": Slip(
        COURSE, "format: 1\ntitle: First words", f"{HERE}format: 1",
        "missing-key", "“title” is missing",
    ),
    "key misspelt": Slip(
        COURSE, "summary:", f"{HERE}sumary:", "unknown-key", "Did you mean “summary”?"
    ),
    "key of another file": Slip(
        COURSE, "standards:", f"{HERE}modules: {{}}\nstandards:",
        "unknown-key", "no key “modules”",
    ),
    "key of the model": Slip(
        COURSE, "refresh_every: 12 months", f"{HERE}refresh_months: 12",
        "unknown-key", "Did you mean “refresh_every”?",
    ),
    "no format": Slip(
        COURSE, "format: 1\ntitle", f"{HERE}title", "missing-key", "“format: 1”"
    ),
    "format of the future": Slip(
        COURSE, "format: 1", f"format: {HERE}2", "unknown-format", "format 1"
    ),
    "text for a number": Slip(
        COURSE, "cpd_minutes: 20", f"cpd_minutes: {HERE}twenty",
        "wrong-value", "whole number, not “twenty”",
    ),
    "number too small": Slip(
        COURSE, "cpd_minutes: 20", f"cpd_minutes: {HERE}0", "out-of-range", "at least 1"
    ),
    "empty text": Slip(
        COURSE, "title: First words", f"title:{HERE}", "empty", "“title” is empty"
    ),
    "text too long": Slip(
        COURSE, "title: First words", f"title: {HERE}{'long ' * 100}",
        "too-long", "499 characters; 400 is the most",
    ),
    "list for a text": Slip(
        COURSE, "title: First words", f"title: {HERE}[First, words]",
        "wrong-type", "needs quotes",
    ),
    "keys for a text": Slip(
        COURSE, "title: First words", f"{HERE}title:\n  first: words",
        "wrong-type", "needs quotes",
    ),
    "list for keys": Slip(
        COURSE,
        "outcomes:\n  opening: Open any contact kindly\n  asking: Ask before you help",
        f"{HERE}outcomes:\n  - Open any contact kindly", "wrong-type",
        "keys of its own",
    ),
    "text for a list": Slip(
        COURSE, "[modules, scenarios, assessment]", f"{HERE}modules", "wrong-type",
        "a list"
    ),
    "id that is no id": Slip(
        COURSE, "  asking: Ask", f"  {HERE}Asking First: Ask",
        "bad-id", "Write “asking-first”",
    ),
    "unknown review": Slip(
        COURSE, "review: after passing", f"review: {HERE}after pasing",
        "wrong-value", "Did you mean “after passing”?",
    ),
    "unknown part": Slip(
        COURSE, "[modules, scenarios, assessment]", f"[modules, {HERE}scenario]",
        "wrong-value", "Did you mean “scenarios”?",
    ),
    "day in another form": Slip(
        COURSE, "checked: 2026-11-22", f"checked: {HERE}22/11/2026",
        "wrong-value", "a day such as 2026-11-22",
    ),
    "day as a number": Slip(
        COURSE, "checked: 2026-11-22", f"checked: {HERE}0", "wrong-value",
        "a day such as"
    ),
    "day that never comes": Slip(
        COURSE, "review_by: 2028-11-22", f"review_by: {HERE}2027-02-30",
        "wrong-value", "not “2027-02-30”",
    ),
    "refresh unclear": Slip(
        COURSE, "12 months", f"{HERE}every year", "wrong-value", "or “never”"
    ),
    "pass mark unclear": Slip(
        COURSE, "75 %", f"{HERE}four fifths", "wrong-value", "Write for example “80 %”."
    ),
    "pass mark too high": Slip(
        COURSE, "75 %", f"{HERE}120 %", "out-of-range",
        "“pass_mark” has to be at most 100"
    ),
    "wait unclear": Slip(
        COURSE, "15 minutes", f"{HERE}a while", "wrong-value", "or “2 hours”"
    ),
    "standard is no number": Slip(
        COURSE, "[6, 7]", f"[6, {HERE}seven]", "wrong-value", "whole number"
    ),
    "module that is not there": Slip(
        COURSE, "- module: asking-first", f"- module: {HERE}asking-frist",
        "unknown-module",
        "Did you mean “asking-first”? Also known here: “at-the-door”.",
    ),
    "scenario that is not there": Slip(
        COURSE, "- scenario: the-knock", f"- scenario: {HERE}elsewhere",
        "unknown-scenario", "Known here: “the-knock”.",
    ),
    "module that climbs out": Slip(
        COURSE, "- module: asking-first", f"- module: {HERE}../../etc/passwd",
        "unknown-module", "There is no file modules/../../etc/passwd.md.",
    ),
    "twice in the contents": Slip(
        COURSE, "- scenario: the-knock",
        f"- scenario: the-knock\n  - module: {HERE}asking-first",
        "duplicate-id", "on line 14",
    ),
    "contents of another kind": Slip(
        COURSE, "- scenario: the-knock", f"- {HERE}scene: the-knock",
        "contents-line", "no key “scene”",
    ),
    "contents without a kind": Slip(
        COURSE, "- scenario: the-knock", f"- {HERE}the-knock",
        "contents-line", "names one module or one scenario",
    ),
    "bank that is not there": Slip(
        COURSE, "from: assessment", f"from: {HERE}final", "unknown-bank", "“assessment”"
    ),
    "nothing to draw": Slip(
        COURSE, "count: 4", f"count: {HERE}0", "out-of-range", "at least 1"
    ),
    "key twice": Slip(
        COURSE, "summary:", f"{HERE}title: Again\nsummary:", "duplicate-key", "line 2"
    ),
}  # fmt: skip

IN_A_QUESTION = {
    "no right option": Slip(
        BANK, "options:\n      - {text: My name, right: true,",
        f"{HERE}options:\n      - {{text: My name,",
        "question-without-right-answer", "Add “right: true” to one.",
    ),
    "unknown key": Slip(
        DOOR, "    right: true", f"    {HERE}rihgt: true",
        "unknown-key", "Did you mean “right”?",
    ),
    "neither true nor false": Slip(
        DOOR, "right: true", f"right: {HERE}maybe", "wrong-value", "true or false"
    ),
    "colon in a list entry": Slip(
        ASKING, "[Knock, Say your name, Ask]",
        f"\n  - {HERE}Yes: always\n  - Ask\n  - Go",
        "unknown-key", "put the whole text in quotes",
    ),
    "no ask": Slip(
        DOOR, "id: key-safe\noutcome: opening\nsource: granger-2013\n"
        "ask: You let yourself in. What do you do first?", f"{HERE}id: key-safe",
        "missing-key", "“ask” is missing",
    ),
    "no id": Slip(
        ASKING, "id: ask-order\nask", f"{HERE}ask", "missing-key", "“id” is missing"
    ),
    "no kind": Slip(
        ASKING, "id: ask-order\nask: Put these in order.\norder",
        f"{HERE}id: ask-order\nask: Put these in order.\nodrer",
        "question-without-kind", "Did you mean “order”?",
    ),
    "two kinds": Slip(
        ASKING, "statement: A", f"order: [a, b, c]\n{HERE}statement: A",
        "question-of-two-kinds", "cannot be in one question",
    ),
    "too few in order": Slip(
        ASKING, "[Knock, Say your name, Ask]", f"{HERE}[Knock, Ask]",
        "too-few", "at least 3 entries",
    ),
    "options alike": Slip(
        DOOR, "- text: Ring the office", f"- {HERE}text: Start  the wash",
        "same-answer-twice", "the same words",
    ),
    "item in two groups": Slip(
        BANK, "- Only me", f"- {HERE}Good morning", "same-answer-twice",
        "the same words"
    ),
    "groups alike": Slip(
        BANK, "Not so kind:", f"{HERE}KIND:", "duplicate-id", "too much like “Kind”"
    ),
    "group called bin": Slip(BANK, "Kind:\n        - G", f"{HERE}Bin:\n        - G",
        "duplicate-id", "another name",
    ),
    "empty group": Slip(
        BANK, "Not so kind:\n        - Only me", f"Not so kind: {HERE}[]",
        "too-few", "at least 1 entry",
    ),
    "groups as a list": Slip(
        BANK, "    groups:\n      Kind:\n        - Good morning\n"
        "        - {text: May I?, why: It asks.}\n      Not so kind:\n"
        "        - Only me",
        f"    groups: {HERE}[Kind]", "wrong-type", "names, each with a list",
    ),
    "pair without its other half": Slip(
        BANK, "{item: Tired, goes_with: Come later}", f"{HERE}{{item: Tired}}",
        "missing-key", "“goes_with” is missing",
    ),
    "text for an option": Slip(
        BANK, "- {text: The time, why: It can wait.}", f"- {HERE}[The time]",
        "wrong-type", "keys of its own",
    ),
    "question is a text": Slip(
        BANK, "  - id: bank-true", f"  - {HERE}Is it true?\n  - id: bank-true",
        "wrong-type", "has to have keys",
    ),
    "id used twice": Slip(
        BANK, "id: bank-true", f"id: {HERE}bank-name", "duplicate-id", "on line 3"
    ),
    "bank without a list": Slip(
        BANK, "questions:\n  - id: bank-name", f"{HERE}question:\n  - id: bank-name",
        "unknown-key", "Did you mean “questions”?",
    ),
    "points beyond reason": Slip(
        BANK, "    ask: What do you say first?",
        f"    points: {HERE}99\n    ask: What?",
        "out-of-range", "at most 10",
    ),
}  # fmt: skip

FIVE_GAUGES = "{" + ", ".join(f"g{n}: {{label: G, start: 5}}" for n in range(5)) + "}"

IN_A_SCENARIO = {
    "grade": Slip(
        KNOCK, "grade: best", f"grade: {HERE}bets", "wrong-value",
        "Did you mean “best”?"
    ),
    "effect too large": Slip(
        KNOCK, "trust: +2", f"trust: {HERE}+20", "out-of-range", "at most 10"
    ),
    "gauge without a start": Slip(
        KNOCK, "{label: Trust, start: 5}", f"{HERE}{{label: Trust}}",
        "missing-key", "“start” is missing. Add “start: …”. Where it begins.",
    ),
    "scene without a way on": Slip(
        KNOCK, "  inside:\n    gate:",
        f"  {HERE}empty:\n    place: Nowhere\n  inside:\n    gate:",
        "does-not-fit", "either choices or a gate",
    ),
    "choices without a script": Slip(
        KNOCK, "    place: The front door",
        f"    {HERE}scrip: Hello\n    place: The door",
        "unknown-key", "Did you mean “script”?",
    ),
    "two choices alike": Slip(
        KNOCK, "- words: |\n          (Walk in.)\n          Only me!",
        f"- {HERE}words: Hello, I am Sam. May I come in?",
        "same-answer-twice", "Two choices of this scene",
    ),
    "place that is not drawn": Slip(
        KNOCK, "backdrop: front-door", f"backdrop: {HERE}front-dor",
        "wrong-value", "Did you mean “front-door”?",
    ),
    "result": Slip(
        KNOCK, "result: poor", f"result: {HERE}bad", "wrong-value", "“good”",
    ),
    "too many gauges": Slip(
        KNOCK, "gauges:\n  trust: {label: Trust, start: 5}",
        f"gauges: {HERE}{FIVE_GAUGES}", "too-many", "at most 4",
    ),
    "no module instead": Slip(
        KNOCK, "minutes: 5", f"minutes: 5\ninstead: {HERE}asking-frist",
        "unknown-module", "Did you mean “asking-first”?",
    ),
    "colon in what is said": Slip(
        KNOCK, "words: Hello, I am Sam.", f"words: {HERE}Hello: I am Sam.",
        "colon-in-text", 'Write: - words: "Hello: I am Sam. May I come in?"',
    ),
}  # fmt: skip

IN_OTHER_FILES = {
    "glossary with a list": Slip(
        "glossary.yaml", "GP: General", f"GP: {HERE}[General]\nother: General",
        "wrong-type", "has to be a text",
    ),
    "glossary as a list": Slip(
        "glossary.yaml", "GP: General practitioner, a family doctor.\nkey safe:",
        f"{HERE}- key safe\n-", "wrong-type", "has to have keys",
    ),
    "nothing to look for": Slip(
        "observation.yaml", "look_for:\n  - id: says-name\n"
        "    text: Says their name and waits.\n    outcome: opening",
        f"look_for: {HERE}[]", "too-few", "at least 1 entry",
    ),
    "looked for twice": Slip(
        "observation.yaml", "    outcome: opening",
        f"    outcome: opening\n  - id: {HERE}says-name\n    text: Again.",
        "duplicate-id", "on line 5",
    ),
}  # fmt: skip

ALL = (
    {f"course: {name}": slip for name, slip in IN_THE_COURSE.items()}
    | {f"question: {name}": slip for name, slip in IN_A_QUESTION.items()}
    | {f"scenario: {name}": slip for name, slip in IN_A_SCENARIO.items()}
    | IN_OTHER_FILES
)


@pytest.mark.parametrize("name", ALL)
def test_slip_is_told_at_its_place_with_its_mending(name: str, tmp_path: Path) -> None:
    slip = ALL[name]
    course = make_course(tmp_path)
    expected = course.change(slip.file, slip.old, slip.new)
    built = course.build()
    path = f"courses/first-words/{slip.file}"
    found = [
        problem
        for problem in built.problems
        if (problem.path, problem.code) == (path, slip.code)
        and slip.words in f"{problem.message} {problem.hint}"
    ]
    assert found, built.problems
    assert expected in {(problem.line, problem.column) for problem in found}
    assert built.course is None


def test_key_misspelt_is_told_once(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.change(COURSE, "pass_mark: 75 %", "pass_marc: 75 %")
    course.change(COURSE, "summary:", "sumary:")
    codes = [problem.code for problem in course.build().problems]
    assert codes == ["unknown-key", "unknown-key"]


def test_file_full_of_problems_tells_the_first_hundred(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write(BANK, "".join(f"- id: q-{n}\n  ask: Why?\n" for n in range(300)))
    built = course.build()
    assert len(built.problems) == 100
    assert built.problems[-1].code == "too-many-problems"
    assert built.course is None
