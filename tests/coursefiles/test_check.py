"""Every rule for whole courses: what breaks it, at which place, and what is said."""

from datetime import date
from pathlib import Path

import pytest

from elearn.coursefiles.check import check_course
from elearn.coursefiles.problems import Problem
from tests.courses import HERE, SmallCourse, make_clean_course

TODAY = date(2026, 12, 1)
LOOKS = frozenset({"woman-80s-glasses", "man-30s-beard"})

COURSE = "course.yaml"
DOOR = "modules/at-the-door.md"
ASKING = "modules/asking-first.md"
KNOCK = "scenarios/the-knock.yaml"
BANK = "questions/assessment.yaml"
SEEN = "observation.yaml"
WORDS = "glossary.yaml"


def check(course: SmallCourse, today: date = TODAY) -> list[Problem]:
    built = course.build()
    assert built.course, built.problems
    return check_course(built, today, LOOKS)


def test_a_good_course_has_no_problems(tmp_path: Path) -> None:
    assert check(make_clean_course(tmp_path)) == []


def test_a_course_that_could_not_be_built_has_its_problems_already(
    tmp_path: Path,
) -> None:
    course = make_clean_course(tmp_path)
    course.change(COURSE, "title: First words", "titel: First words")
    built = course.build()
    assert built.course is None
    assert check_course(built, TODAY, LOOKS) == []


# What is replaced in a file, by what, the code, its severity, words of the sentence.
Break = tuple[str, str, str, str, str, str]

STORIES: dict[str, Break] = {
    "choice leads nowhere": (
        KNOCK, "effects: {trust: +2}\n        then: inside",
        f"effects: {{trust: +2}}\n        then: {HERE}insight",
        "unknown-scene", "error", "Did you mean “inside”?",
    ),
    "start leads nowhere": (
        KNOCK, "start: door", f"start: {HERE}street", "unknown-scene", "error",
        "Known here: “alone”, “door”",
    ),
    "gate leads nowhere": (
        KNOCK, "{then: quiet}", f"{{then: {HERE}quite}}", "unknown-scene", "error",
        "Did you mean “quiet”?",
    ),
    "scene and ending alike": (
        KNOCK, "  quiet:\n    result", f"  {HERE}inside:\n    result",
        "scene-and-ending", "error", "both called “inside”",
    ),
    "gauge called like a counter": (
        KNOCK, "gauges:\n", f"gauges:\n  weak: {HERE}{{label: Weak, start: 1}}\n",
        "name-taken", "error", "“weak” already means something",
    ),
    "flag called like a gauge": (
        KNOCK, "[walked-in]", f"[{HERE}trust]", "name-taken", "error", "“trust”",
    ),
    "unknown gauge": (
        KNOCK, "{trust: -3}", f"{{trast: {HERE}-3}}", "unknown-gauge", "error",
        "Did you mean “trust”?",
    ),
    "condition that cannot be read": (
        KNOCK, "when: critical > 0", f"when: {HERE}critical >", "bad-condition",
        "error", "The condition ends where",
    ),
    "unknown name in a condition": (
        KNOCK, "when: critical > 0", f"when: {HERE}walked-out", "unknown-name",
        "error", "Did you mean “walked-in”?",
    ),
    "bracket not closed": (
        KNOCK, "      (You stand at the door.)\n",
        f"{HERE}      (You stand at\n      the door.)\n", "script-line", "error",
        "not closed on its own line",
    ),
    "nobody says it": (
        KNOCK, "      (You stand at the door.)\n", f"{HERE}      You stand there.\n",
        "script-line", "error", "It is not clear who says “You stand there.”",
    ),
    "name with a capital": (
        KNOCK, "      ada [worried]: Who", f"{HERE}      Ada [worried]: Who",
        "script-line", "error", "Write it like this: ada [calm]: …",
    ),
    "mood without a colon": (
        KNOCK, "      ada [worried]: Who", f"{HERE}      ada [worried] Who",
        "script-line", "error", "not understood",
    ),
    "unknown person": (
        KNOCK, "      ada [worried]: Who", f"{HERE}      aida [worried]: Who",
        "unknown-person", "error", "Did you mean “ada”?",
    ),
    "unknown mood": (
        KNOCK, "      ada [worried]: Who", f"{HERE}      ada [Wory]: Who",
        "unknown-mood", "error", "no mood “Wory”",
    ),
    "unknown mood in a reply": (
        KNOCK, "reply: |\n          ada [warm]", f"reply: {HERE}|\n          ada [wam]",
        "unknown-mood", "error", "Did you mean “warm”?",
    ),
    "face that is not drawn": (
        KNOCK, "look: woman-80s-glasses", f"look: {HERE}woman-80s-glass",
        "unknown-look", "error", "Did you mean “woman-80s-glasses”?",
    ),
    "person called you": (
        KNOCK, "people:\n",
        f"people:\n  {HERE}you:\n    name: Sam\n    about: A worker\n"
        "    look: man-30s-beard\n",
        "name-taken", "error", "“you” is the learner",
    ),
}  # fmt: skip

PROOFS: dict[str, Break] = {
    "scene out of reach": (
        KNOCK, "  inside:\n",
        f"  {HERE}attic:\n    gate:\n      - {{then: quiet}}\n  inside:\n",
        "unreachable-scene", "error", "No play can reach the scene “attic”",
    ),
    "ending out of reach": (
        KNOCK, "endings:\n",
        f"endings:\n  {HERE}garden:\n    result: poor\n    title: Garden\n"
        "    debrief: You wait.\n    principle: Knock.\n    try: Tomorrow, knock.\n",
        "unreachable-ending", "error", "the ending “garden”",
    ),
    "choice never offered": (
        KNOCK, "      - words: Is anybody in?\n",
        "      - words: Is anybody in?\n"
        f"        when: {HERE}trust > 9\n",
        "choice-never-offered", "error", "No play ever offers this choice",
    ),
    "rule never used": (
        KNOCK, "      - {then: quiet}", f"      - {{then: quiet}}\n      - {HERE}"
        "{then: tea}", "rule-never-used", "error", "never decides",
    ),
    "nothing to choose": (
        KNOCK, "  inside:\n",
        f"  {HERE}hall:\n    script: (She waits.)\n    choices:\n"
        "      - {words: Wait., grade: best, why: Yes., when: trust = 0, then: tea}\n"
        "  inside:\n    gate:\n      - {when: trust = 5, then: hall}\n  inside-2:\n",
        "nothing-to-choose", "error", "door: “Is anybody in?”",
    ),
    "no rule holds": (
        KNOCK, "    gate:\n      - {when: critical > 0, then: alone}\n"
        "      - {when: trust >= 7, then: tea}\n      - {then: quiet}\n",
        f"    {HERE}gate:\n      - {{when: critical > 0, then: alone}}\n"
        "      - {when: trust >= 7, then: tea}\n      - {when: trust = 9, then: quiet}"
        "\n",
        "gate-without-way", "error", "no rule holds: door: “Is anybody in?”",
    ),
    "ring of gates": (
        KNOCK, "      - {then: quiet}",
        "      - {then: round}\n  round:\n    gate:\n      - {then: again}\n"
        f"  again:\n    {HERE}gate:\n      - {{then: round}}",
        "gate-ring", "error", "gates lead back to it for ever",
    ),
    "story that never ends": (
        KNOCK, "      - {then: quiet}",
        f"      - {{then: hall}}\n  {HERE}hall:\n    script: (Nobody comes.)\n"
        "    choices:\n      - {words: Wait., grade: weak, why: Hm., then: hall}",
        "story-never-ends", "error", "may never reach an ending",
    ),
    "best ends badly": (
        KNOCK, "  tea:\n    result: good", f"  tea:\n    result: {HERE}recovered",
        "best-ends-badly", "error", "door: “Hello, I am Sam. May I come in?” → “tea”",
    ),
    "best never ends": (
        KNOCK, "effects: {trust: +2}\n        then: inside",
        "effects: {trust: +2}\n        then: door",
        "best-ends-badly", "error", "no ending",
    ),
    "worst ends well": (
        KNOCK, "  alone:\n    result: unsafe", f"  alone:\n    result: {HERE}recovered",
        "worst-ends-well", "error", "“(Walk in.) Only me!” → “alone”",
    ),
    "harm ends well": (
        KNOCK, "        grade: harmful\n        critical: true\n",
        f"        grade: {HERE}harmful\n        critical: true\n        once: true\n",
        "harm-ends-well", "error", "can still end good: door: “(Walk in.) Only me!”",
    ),
    "danger ends other than unsafe": (
        KNOCK, "        critical: true\n", f"        critical: {HERE}true\n",
        "danger-ends-safe", "error", "“when: critical > 0”",
    ),
    "too large": (
        KNOCK, "when: trust >= 7", "when: trust >= 7 and best < 200",
        "story-too-large", "error", "not everything can be proved",
    ),
}  # fmt: skip

SOURCES: dict[str, Break] = {
    "unknown outcome of a module": (
        DOOR, "outcomes: [opening]", f"outcomes: [{HERE}openings]", "unknown-outcome",
        "error", "Did you mean “opening”?",
    ),
    "unknown outcome of a question": (
        BANK, "  - id: bank-true\n    outcome: asking",
        f"  - id: bank-true\n    outcome: {HERE}aksing", "unknown-outcome", "error",
        "no outcome “aksing”",
    ),
    "unknown outcome to look for": (
        SEEN, "outcome: opening", f"outcome: {HERE}third", "unknown-outcome",
        "error", "Known here",
    ),
    "unknown source cited": (
        DOOR, "[@granger-2013]", f"{HERE}[@granger-2014]", "unknown-source", "error",
        "Did you mean “granger-2013”?",
    ),
    "unknown source of a question": (
        DOOR, "source: granger-2013", f"source: {HERE}nice", "unknown-source", "error",
        "no source “nice”",
    ),
    "unknown source cited in a bank": (
        BANK, "why: An open door is still a door.",
        f"why: {HERE}An open door is still a door. [@nice]", "unknown-source", "error",
        "no source “nice”",
    ),
    "source past its day": (
        COURSE, "review_by: 2028-11-22", f"review_by: {HERE}2026-11-30",
        "source-past-review", "warning", "again by 2026-11-30",
    ),
    "law past its day": (
        ASKING, "review_by: 2028-11-22", f"review_by: {HERE}2026-11-30",
        "law-past-review", "warning", "this law again by 2026-11-30",
    ),
    "checked in the future": (
        COURSE, "checked: 2026-11-22", f"checked: {HERE}2027-11-22", "odd-days",
        "warning", "checked on 2027-11-22",
    ),
    "picture without words": (
        DOOR, "![A worker waits at an open door]", "![ ]",
        "picture-without-words", "warning", "“waiting.svg” has no words",
    ),
    "link that leads nowhere": (
        ASKING, "why: It is their home.",
        f"why: {HERE}\"[It](javascript:x) is [their](https://example.org) home.\"",
        "link-left-out", "warning", "The link to “javascript:x” is left out",
    ),
}  # fmt: skip

ASSESSMENTS: dict[str, Break] = {
    "bank too small": (
        COURSE, "count: 6", f"count: {HERE}7", "bank-too-small", "error",
        "draws 7 questions, and its bank has 6",
    ),
    "too few drawn": (
        COURSE, "count: 6", f"count: {HERE}1", "too-few-drawn", "error",
        "1 questions cannot cover 2 outcomes",
    ),
    "outcome not taught": (
        COURSE, "  asking: Ask before you help\n",
        f"  asking: Ask before you help\n  third: {HERE}Something else\n",
        "outcome-not-taught", "warning", "No module in the contents teaches",
    ),
    "outcome not tested": (
        COURSE, "  asking: Ask before you help\n",
        f"  asking: Ask before you help\n  third: {HERE}Something else\n",
        "outcome-not-tested", "error", "tests the outcome “third”",
    ),
    "nothing to complete": (
        COURSE, "  - scenario: the-knock\n", "", "nothing-to-complete", "error",
        "asks for “scenarios”, and this course has none",
    ),
    "asked before, word for word": (
        BANK,
        "  - id: bank-name\n    outcome: opening\n    ask: What do you say first?",
        f"  - {HERE}id: bank-name\n    outcome: opening\n"
        "    ask: You let yourself in; what do you do FIRST?",
        "asked-before", "error", "A module asks this already: “key-safe”",
    ),
    "asked before, a short ask": (
        BANK, "      - Look\n      - Ask\n      - Help\n",
        "      - Knock\n      - Ask\n      - Wait\n      - Sit\n",
        "asked-before", "error", "“ask-order”",
    ),
    "stated before": (
        BANK, "    statement: You may enter an open door without a word.",
        "    statement: A nod is *always* a yes!", "asked-before", "error",
        "“ask-true”",
    ),
    "easy to guess": (
        COURSE, "draw: {from: assessment, count: 6",
        f"draw: {HERE}{{from: assessment, count: 5", "easy-to-guess", "warning",
        "can pass once in 672 attempts",
    ),
}  # fmt: skip

QUESTIONS: dict[str, Break] = {
    "answers alike": (
        BANK, "      - {text: The time, why: It can wait.}",
        f"      - {HERE}{{id: other, text: my  NAME, why: It can wait.}}",
        "answers-alike", "error", "says “my NAME” too",
    ),
    "everything right": (
        BANK, "    options:\n      - {text: Knock, right: true}\n"
        "      - {text: Wait, right: true}\n      - {text: Shout}\n",
        f"    {HERE}options:\n      - {{text: Knock, right: true}}\n"
        "      - {text: Wait, right: true}\n",
        "everything-right", "warning", "nobody has to know anything",
    ),
    "right and critical": (
        DOOR, "    right: true\n", f"    right: true\n    critical: {HERE}true\n",
        "right-and-critical", "error", "nobody can pass",
    ),
}  # fmt: skip

LONG = "Words are kind when they are short and plain to read. " * 12

LANGUAGE: dict[str, Break] = {
    "card too long": (
        DOOR, "## Knock and wait\n", f"{HERE}## Knock and wait\n\n{LONG}\n",
        "card-too-long", "warning", "and 120 are the most",
    ),
    "card hard to read": (
        DOOR, "## Knock and wait\n",
        f"{HERE}## Knock and wait\n\nConsiderable organisational communication "
        "difficulties necessitate immediate interdisciplinary collaboration.\n",
        "card-hard-to-read", "warning", "8 is the most",
    ),
    "module hard to read": (
        ASKING, "title: Asking first\n", f"title: {HERE}Asking first\n",
        "module-hard-to-read", "warning", "6.5 is the most",
    ),
    "long sentence": (
        BANK, "why: An open door is still a door.",
        f"why: {HERE}An open door is still a door and a door is still a door and you "
        "knock at every door because behind every door there is a person who lives.",
        "long-sentence", "warning", "has 30 words: “An open door",
    ),
    "house word": (
        DOOR, "ask: How do you open a visit when you are late?",
        f"ask: {HERE}How do you utilise a visit when you are late?",
        "house-word", "warning", "“utilise” is a word that we leave out. Say “use”.",
    ),
    "false claim": (
        COURSE, "summary: Say who you are before you begin.",
        f"summary: {HERE}This course is CPD accredited.", "false-claim", "error",
        "“CPD accredited” claims what this course does not hold",
    ),
    "minutes differ": (
        COURSE, "cpd_minutes: 27", f"cpd_minutes: {HERE}24", "minutes-differ",
        "warning", "take 27 minutes together, and “cpd_minutes” says 24",
    ),
}  # fmt: skip

BREAKS = STORIES | PROOFS | SOURCES | ASSESSMENTS | QUESTIONS | LANGUAGE
MORE = {
    # Some slips show only together with another change.
    "nothing to choose": [(KNOCK, "  inside-2:\n", "  unused:\n")],
    "harm ends well": [
        (KNOCK, "{when: critical > 0, then: alone}", "{when: weak > 5, then: alone}"),
        (KNOCK, "effects: {trust: -3}", "effects: {trust: 3}"),
    ],
    "danger ends other than unsafe": [
        (KNOCK, "{when: critical > 0, then: alone}", "{when: weak > 5, then: alone}"),
    ],
    "module hard to read": [
        (ASKING, "Open each one.",
         "Considerable organisational difficulties necessitate collaboration."),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_told_at_its_place(name: str, tmp_path: Path) -> None:
    file, old, new, code, severity, words = BREAKS[name]
    course = make_clean_course(tmp_path)
    expected = course.change(file, old, new)
    for more_file, more_old, more_new in MORE.get(name, []):
        course.change(more_file, more_old, more_new)
    problems = check(course)
    found = [
        problem
        for problem in problems
        if (problem.code, problem.severity) == (code, severity)
        and words in f"{problem.message} {problem.hint}"
    ]
    assert found, problems
    assert {problem.path for problem in found} == {f"courses/first-words/{file}"}
    if expected:
        assert expected in {(problem.line, problem.column) for problem in found}


def bank_of(options: list[str]) -> str:
    """Write a bank of questions that differ only in their answers."""
    return "".join(
        f"- id: q-{n}\n  outcome: {'opening' if n % 2 else 'asking'}\n"
        f"  ask: What do you do on day {n}?\n  options: {answers}\n"
        for n, answers in enumerate(options)
    )


LONGEST = "[{text: I say who I am, right: true}, {text: I knock}, {text: I go}]"
SHORTEST = "[{text: I knock}, {text: I say hello, right: true}, {text: I go on and on}]"


@pytest.mark.parametrize(("long", "short", "told"), [(3, 5, True), (2, 6, False)])
def test_right_answers_that_are_longest_are_told_for_the_course(
    long: int, short: int, told: bool, tmp_path: Path
) -> None:
    course = make_clean_course(tmp_path)
    course.write(BANK, bank_of([LONGEST] * long + [SHORTEST] * short))
    # One of the small course's own two is longest as well.
    problems = [p for p in check(course) if p.code == "right-is-longest"]
    assert bool(problems) == told
    for problem in problems:
        assert (problem.path, problem.severity) == (
            "courses/first-words/course.yaml",
            "warning",
        )
        assert "In 4 of 9 questions the right answer is the longest" in problem.message
        assert "“key-safe”, “q-0”, “q-1”, “q-2”." in problem.message


def test_right_answers_that_never_move_are_told_for_the_course(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    course.write(BANK, bank_of([SHORTEST] * 8))
    (problem,) = [p for p in check(course) if p.code == "right-in-same-place"]
    assert problem.message == (
        "In all 9 questions with one right answer it is number 2."
    )
    course.write(BANK, bank_of([SHORTEST] * 7 + [LONGEST]))
    assert "right-in-same-place" not in {p.code for p in check(course)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We say “utilise” too often.", None),
        ('We say "PRN" too often.', None),
        ("We say ‘DNA’ too often.", None),
        ("We write `PRN` on charts.", None),
        ("He takes it PRN.", "house-word"),
        ("He takes it prn, and his dna is fine.", None),
        ("She mobilises with a frame.", "house-word"),
        ("She mobilizes with a frame.", "house-word"),
        ("She suffered from asthma.", "house-word"),
        ("The elderly like tea.", "house-word"),
        ("Elderly people like tea.", None),
        ("He is non-compliant.", "house-word"),
        ("This is challenging behaviour.", "house-word"),
        ("He has Special Needs.", "house-word"),
        ("It is a mobile phone.", None),
        ("This course is CPD certified.", "false-claim"),
        ("This course is not CPD certified.", None),
        ("It isn’t approved by the NHS.", None),
        ("It is approved by the NHS.", "false-claim"),
        ("It is endorsed by Skills for Care.", "false-claim"),
        ("An NMC-approved course.", "false-claim"),
        ("CQC approved training.", "false-claim"),
        ("It meets the Care Certificate.", "false-claim"),
        ("It meets the requirements of the Care Certificate.", "false-claim"),
        ("It meets the Oliver McGowan requirement.", "false-claim"),
        ("It guarantees CQC compliance.", "false-claim"),
        ("It is CSTF aligned.", "false-claim"),
        ("It is a Level 2 qualification.", "false-claim"),
        ("An Ofqual-regulated course.", "false-claim"),
        ("Designed to support Care Certificate standards 6 and 7.", None),
        ("Written with reference to NICE NG10.", None),
        ("The care plan is approved by Mrs Hill.", None),
        ("A seller may say “CPD accredited” to you.", None),
        ("No problem here. It is approved by the CQC.", "false-claim"),
    ],
)
def test_words_and_claims(text: str, code: str | None, tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    quoted = text.replace('"', '\\"')
    course.change(COURSE, "Say who you are before you begin.", f'"{quoted}"')
    assert [problem.code for problem in check(course)] == ([code] if code else [])


def test_house_words_may_stand_in_examples_and_what_explains_them(
    tmp_path: Path,
) -> None:
    course = make_clean_course(tmp_path)
    course.change(
        BANK,
        "{item: Tired, goes_with: Come later}",
        "{item: PRN, goes_with: mobilise, why: PRN is Latin.}",
    )
    course.change(KNOCK, "ada [worried]: Who is there?", "ada: I suffer from nerves.")
    course.write(WORDS, "PRN: A work word for when they need it.\n")
    assert check(course) == []
    course.write(WORDS, "chart: Where PRN is written.\n")
    assert [problem.code for problem in check(course)] == ["house-word"]


def test_a_long_script_line_is_told_where_it_stands(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    place = course.change(
        KNOCK,
        "      ada [worried]: Who is there?\n",
        f"      ada [worried]: Who is there?\n{HERE}      you: {'word ' * 26}\n",
    )
    (problem,) = check(course)
    assert (problem.code, problem.line, problem.column) == ("long-sentence", *place)


def test_a_script_line_that_goes_on_is_well(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    course.change(
        KNOCK,
        "      ada [worried]: Who is there?\n",
        "      ada [in pain]: Who is there?\n\n      Is it you?\n"
        "      Listen – it rings.\n      you: Me.\n",
    )
    assert check(course) == []


def test_a_rule_that_depends_on_the_day_depends_on_nothing_else(
    tmp_path: Path,
) -> None:
    course = make_clean_course(tmp_path)
    assert check(course, date(2028, 11, 22)) == []
    codes = [problem.code for problem in check(course, date(2028, 11, 23))]
    assert codes == ["source-past-review", "law-past-review"]


def test_a_course_without_an_assessment_is_not_asked_for_one(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    text = course.read(COURSE)
    start, end = text.index("assessment:"), text.index("complete_when:")
    course.write(COURSE, text[:start] + text[end:])
    course.remove(BANK)
    course.change(COURSE, "[modules, scenarios, assessment]", "[modules, scenarios]")
    course.change(COURSE, "cpd_minutes: 27", "cpd_minutes: 17")
    assert check(course) == []


def test_a_bank_need_not_cover_what_is_not_promised(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    course.change(COURSE, ", cover: outcomes", "")
    course.change(
        COURSE, "  asking: Ask before", "  third: Three\n  asking: Ask before"
    )
    course.change(DOOR, "[opening]", "[opening, third]")
    (problem,) = check(course)
    assert (problem.code, problem.severity) == ("outcome-not-tested", "warning")


def test_a_long_play_is_told_by_its_beginning_and_its_end(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    rooms = "".join(
        f"  room-{n}:\n    script: (A door.)\n    choices:\n"
        f"      - {{words: Go on {n}., grade: best, why: Yes., "
        f"then: {f'room-{n + 1}' if n < 19 else 'inside'}}}\n"
        for n in range(20)
    )
    course.change(KNOCK, "  inside:\n", f"{rooms}  inside:\n")
    course.change(
        KNOCK,
        "effects: {trust: +2}\n        then: inside",
        "effects: {trust: +2}\n        then: room-0",
    )
    course.change(KNOCK, "  tea:\n    result: good", "  tea:\n    result: poor")
    (problem,) = check(course)
    assert problem.code == "best-ends-badly"
    assert "room-4: “Go on 4.” → … 9 more … → room-14: “Go on 14.”" in problem.message
    assert problem.message.endswith("room-19: “Go on 19.” → “tea”.")


def test_hints_and_explanations_are_read_too(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    hint = course.change(
        DOOR,
        "ask: You let yourself in.",
        f"hint: {HERE}Utilise your voice.\nask: You let yourself in.",
    )
    course.change(
        ASKING,
        "statement: A nod is always a yes.",
        "explain: It is challenging behaviour.\nstatement: A nod is always a yes.",
    )
    problems = check(course)
    assert [problem.code for problem in problems] == ["house-word", "house-word"]
    assert (problems[1].line, problems[1].column) == hint


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (DOOR, "content_note: A person", f"content_note: {HERE}A PRN person"),
        (KNOCK, "setting: Home care", f"setting: {HERE}Care of the elderly"),
        (KNOCK, "about: 79, lives", f"about: {HERE}79, non-compliant, lives"),
        (KNOCK, "you_are: Sam", f"you_are: {HERE}Sam, who mobilises"),
    ],
)
def test_what_stands_around_a_story_is_read_too(
    file: str, old: str, new: str, tmp_path: Path
) -> None:
    course = make_clean_course(tmp_path)
    place = course.change(file, old, new)
    (problem,) = check(course)
    assert (problem.code, problem.line, problem.column) == ("house-word", *place)
