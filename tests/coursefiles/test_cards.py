"""Slips in the Markdown of a module: what is said, and where."""

from pathlib import Path

import pytest

from tests.courses import HERE, make_course

DOOR = "modules/at-the-door.md"
ASKING = "modules/asking-first.md"

# What is replaced in a module, by what, the code, and words of message or hint.
SLIPS = {
    "no front matter": (
        DOOR,
        "---\ntitle: At the door\nminutes: 6\noutcomes: [opening]\n"
        "content_note: A person is startled.\n---\n",
        f"{HERE}",
        "front-matter",
        "Write “---”, then “title: …”",
    ),
    "front matter not closed": (
        DOOR,
        "---\ntitle: At the door\nminutes: 6\noutcomes: [opening]\n"
        "content_note: A person is startled.\n---\n",
        f"{HERE}---\ntitle: At the door\n",
        "front-matter",
        "not closed",
    ),
    "front matter empty": (
        ASKING,
        "title: Asking first\nminutes: 6\noutcomes: [asking]\n",
        f"{HERE}",
        "empty",
        "nothing here",
    ),
    "front matter is text": (
        ASKING,
        "title: Asking first\nminutes: 6\noutcomes: [asking]\n",
        f"{HERE}Asking first\n",
        "wrong-type",
        "has to have keys",
    ),
    "unknown key": (DOOR, "minutes:", f"{HERE}minute:", "unknown-key", "“minutes”"),
    "id in the front matter": (
        DOOR, "minutes:", f"{HERE}id: x\nminutes:", "unknown-key", "no key “id”",
    ),
    "outcomes as a text": (
        DOOR, "[opening]", f"{HERE}opening", "wrong-type", "has to be a list",
    ),
    "minutes missing": (
        DOOR, "title: At the door\nminutes: 6\n", f"{HERE}title: At the door\n",
        "missing-key", "“minutes” is missing. Add “minutes: …”. How long it takes.",
    ),
    "colon in the title": (
        DOOR, "title: At", f"title: {HERE}One: at", "colon-in-text",
        'Write: title: "One: at the door"',
    ),
    "text before the first card": (
        DOOR, "## Knock and wait", f"{HERE}Hello.\n\nMore.\n\n## Knock and wait",
        "text-before-card", "Write a heading above it",
    ),
    "block before the first card": (
        DOOR, "## Knock and wait", f"{HERE}```easy\nHello.\n```\n\n## Knock and wait",
        "text-before-card", "Write a heading above it",
    ),
    "heading of the first level": (
        DOOR, "## Knock and wait", f"{HERE}# Knock and wait\n\n## Knock and wait",
        "heading-too-high", "write: ## Knock and wait",
    ),
    "heading without a space": (
        DOOR, "## Knock and wait", f"## One\n\nText\n\n{HERE}##Knock and wait",
        "heading-without-space", "put a space",
    ),
    "hash tag at the start of a line": (
        DOOR, "People like", f"{HERE}#hellomynameis says: people like",
        "heading-without-space", "put a backslash",
    ),
    "heading by underlining with dashes": (
        DOOR, "People like to know who comes in.",
        f"Who comes in?\n{HERE}-------------\nPeople like to know.",
        "heading-by-underlining", "write: ## Who comes in?",
    ),
    "heading by underlining with equals signs": (
        DOOR, "People like to know who comes in.", f"Who comes in?\n{HERE}===\nMe.",
        "heading-by-underlining", "write: ## Who comes in?",
    ),
    "two cards alike": (
        ASKING, "## Practise {#practise was: old-practice}",
        f"{HERE}## What the law says!",
        "duplicate-card", "{#what-the-law-says-2}",
    ),
    "card with the id of another": (
        ASKING, "{#practise was: old-practice}", "{#what-the-law-says}",
        "duplicate-card", "on line 7",
    ),
    "braces unclear": (
        ASKING, "## Practise {#practise was: old-practice}",
        f"{HERE}## Practise {{practise}}", "heading-braces", "{#id was: old-id}",
    ),
    "id that is no id": (
        ASKING, "## Practise {#practise was: old-practice}",
        f"{HERE}## Practise {{#My_Card}}", "bad-id", "{#my-card}",
    ),
    "old id that is no id": (
        ASKING, "## Practise {#practise was: old-practice}",
        f"{HERE}## Practise {{was: Old_Card}}", "bad-id", "“Old_Card”",
    ),
    "heading without a letter": (
        ASKING, "## Practise {#practise was: old-practice}", f"{HERE}## ...",
        "card-without-id", "{#my-card}",
    ),
    "heading without words": (
        ASKING, "## Practise {#practise was: old-practice}", f"{HERE}## {{#practise}}",
        "bad-heading", "between 1 and 400",
    ),
    "card without text": (
        DOOR, "## Check yourself {#check}",
        f"{HERE}## Nothing\n\n## Check yourself {{#check}}",
        "card-without-text", "Write its text",
    ),
    "unknown callout": (
        DOOR, "!!! phrase", f"!!! {HERE}frase", "unknown-callout", "mean “phrase”?"
    ),
    "callout without a kind": (
        DOOR, '!!! phrase "Words to use"', f"{HERE}!!!", "unknown-callout", "“story”"
    ),
    "callout in curly quotes": (
        DOOR, '!!! phrase "Words to use"', f"{HERE}!!! phrase Words to use",
        "callout-form", 'Write: !!! phrase "Words to use"',
    ),
    "callout not indented": (
        DOOR, '!!! phrase "Words to use"\n    Hello',
        f'{HERE}!!! phrase "Words to use"\nHello',
        "callout-without-text", "four spaces",
    ),
    "callout indented too little": (
        DOOR, '!!! phrase "Words to use"\n    Hello',
        f'{HERE}!!! phrase "Words to use"\n  Hello',
        "callout-without-text", "four spaces",
    ),
    "block in a callout": (
        DOOR, "    Hello, my name is Sam. [@granger-2013]",
        f"    Hello.\n\n    {HERE}```easy\n    Hello.\n    ```",
        "block-in-callout", "Take the spaces away",
    ),
    "block in a list": (
        DOOR, "- **Wait** for a voice.",
        f"- **Wait** so:\n\n  {HERE}```easy\n  Hm.\n  ```",
        "block-indented", "Take the spaces away",
    ),
    "unknown block": (
        DOOR, "```easy", f"```{HERE}eazy", "unknown-block", "Did you mean “easy”?"
    ),
    "block without a kind": (
        DOOR, "```easy", f"```{HERE}", "unknown-block", "A block needs a kind."
    ),
    "story that is not there": (
        DOOR, "```easy\nKnock. Wait. Say who you are.",
        f"```scenario\nscenario: {HERE}the-knok",
        "unknown-scenario", "Did you mean “the-knock”?",
    ),
    "block not closed before another": (
        DOOR, "```reflection", f"{HERE}```easy\nHm.\n\n```reflection",
        "block-not-closed", "Write ``` on a line of its own",
    ),
    "block not closed at the end": (
        ASKING, "```team-talk\nWhen did somebody ask you first?\n```",
        f"{HERE}```team-talk\nWhen did somebody ask you first?",
        "block-not-closed", "never closed",
    ),
    "empty block": (
        ASKING, "When did somebody ask you first?", "", "empty", "nothing here",
    ),
    "note not closed": (
        DOOR, "People like", f"{HERE}<!-- People like", "comment-not-closed", "“-->”"
    ),
    "reflection without a question": (
        DOOR, "id: my-opening\nask: How do you open a visit when you are late?",
        f"{HERE}id: my-opening", "missing-key", "“ask” is missing",
    ),
    "reflection as a text": (
        DOOR, "id: my-opening\nask: How do you open a visit when you are late?",
        f"{HERE}How do you open a visit?", "wrong-type", "has to have keys",
    ),
    "law without a nation": (
        ASKING, "nation: England\nchecked", f"{HERE}checked", "missing-key", "“nation”"
    ),
    "law checked on no day": (
        ASKING, "checked: 2026-11-22", f"checked: {HERE}November", "wrong-value",
        "a day"
    ),
    "explore with a key too many": (
        ASKING, "  why: It is their home.", f"  {HERE}right: true", "unknown-key",
        "“why”"
    ),
    "explore with keys": (
        ASKING, "- text: At home\n  why: It is their home.\n- text: On a ward\n"
        "  why: A curtain is a door.", f"{HERE}text: At home",
        "wrong-type", "has to be a list",
    ),
    "key twice in a block": (
        DOOR, "outcome: opening", f"outcome: opening\n{HERE}outcome: opening",
        "duplicate-key", "on line 28, column 1",
    ),
    "quote in a block": (
        DOOR, "why: It is their home", f'why: {HERE}"Home" is their home',
        "quote-in-text", "Write: why: '\"Home\" is",
    ),
    "question id used twice": (
        ASKING, "id: ask-order", f"id: {HERE}ask-true", "duplicate-id", "on line 28 of"
    ),
    "reflection with the id of a question": (
        DOOR, "id: my-opening", f"id: {HERE}key-safe", "duplicate-id", "on line 27 of"
    ),
    "source that is no id": (
        DOOR, "[@granger-2013]", f"{HERE}[@Granger_2013]", "bad-id", "id of a source"
    ),
    "picture that is not there": (
        DOOR, "(waiting.svg", f"({HERE}wating.svg", "missing-picture", "“waiting.svg”?"
    ),
    "picture on another site": (
        DOOR, "(waiting.svg", f"({HERE}https://example.org/waiting.svg",
        "picture-elsewhere", "into the folder media",
    ),
    "picture outside the course": (
        DOOR, "(waiting.svg", f"({HERE}../../other/media/waiting.svg",
        "picture-elsewhere", "into the folder media",
    ),
    "picture in a question": (
        DOOR, "ask: You let yourself in.",
        f"ask: Look ![In]({HERE}in.png) You let yourself in.",
        "missing-picture", "“waiting.svg”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_slip_is_told_at_its_place_with_its_mending(name: str, tmp_path: Path) -> None:
    file, old, new, code, words = SLIPS[name]
    course = make_course(tmp_path)
    expected = course.change(file, old, new)
    built = course.build()
    found = [
        problem
        for problem in built.problems
        if (problem.path, problem.code) == (f"courses/first-words/{file}", code)
        and words in f"{problem.message} {problem.hint}"
    ]
    assert found, built.problems
    if expected:
        assert expected in {(problem.line, problem.column) for problem in found}
    assert built.course is None


def test_module_without_cards_is_told(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write(ASKING, "---\ntitle: Asking\nminutes: 6\n---\n")
    (problem,) = course.build().problems
    assert problem.code == "module-without-cards"


def test_all_slips_of_a_module_are_told_together(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.change(DOOR, "minutes: 6", "minutes: six")
    course.change(DOOR, "## Knock", "# Knock\n\n## Knock")
    course.change(DOOR, "!!! phrase", "!!! frase")
    course.change(DOOR, "    right: true", "    rihgt: true")
    course.change(DOOR, "ask: How do you open", "aks: How do you open")
    codes = [problem.code for problem in course.build().problems]
    assert codes == [
        "wrong-value",
        "heading-too-high",
        "unknown-callout",
        "unknown-key",
        "unknown-key",
    ]


def test_block_left_open_does_not_swallow_the_next_card(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.change(DOOR, "Say who you are.\n```\n", "Say who you are.\n")
    course.change(DOOR, "    right: true", "    rihgt: true")
    codes = {problem.code for problem in course.build().problems}
    assert {"block-not-closed", "unknown-key"} <= codes
