"""What the files of a course may hold, and what is said of a slip in YAML."""

from pathlib import Path

import pytest

from elearn.coursefiles.problems import Findings
from elearn.coursefiles.yaml_nodes import plain, read_yaml
from tests.courses import HERE, make_course

# One slip in a YAML file: what is written, the code, the words of the hint.
# HERE marks the line and column that the problem names.
SLIPS = {
    "colon in a text": (
        f"ask: {HERE}Well: what now?\n",
        "colon-in-text",
        'Write: ask: "Well: what now?"',
    ),
    "colon at the end of a text": (
        f"title: a\nask: {HERE}Well: this:\n",
        "colon-in-text",
        'Write: ask: "Well: this:"',
    ),
    "colon and both quotes": (
        f'ask: {HERE}"Don\'t": he said\n',
        "quote-in-text",
        'Write: ask: "\\"Don\'t\\": he said"',
    ),
    "text that starts with a quote": (
        f'ask: {HERE}"Hello" she says.\n',
        "quote-in-text",
        "Write: ask: '\"Hello\" she says.'",
    ),
    "apostrophe at the start": (
        f"ask: {HERE}'Tis cold.\nwhy: because\n",
        "quote-in-text",
        'Write: ask: "\'Tis cold."',
    ),
    "quote never closed": (
        f'- text: {HERE}"Come in\n  why: polite\n',
        "quote-in-text",
        'Write: - text: "Come in"',
    ),
    "hash after a space": (
        f"ask: Ring ward {HERE}#3 now\n",
        "hash-in-text",
        'ask: "Ring ward #3 now"',
    ),
    "hash at the start": (
        f"why: x\nask: {HERE}#hellomynameis\n",
        "hash-in-text",
        'ask: "#hellomynameis"',
    ),
    "hash in a list": (
        f"- {HERE}#hellomynameis\n",
        "hash-in-text",
        '- "#hellomynameis"',
    ),
    "bracket at the start": (
        f"words: {HERE}[sighs] Fine.\n",
        "sign-in-text",
        'Write: words: "[sighs] Fine."',
    ),
    "star at the start": (
        f"words: {HERE}*Stop* there.\n",
        "sign-in-text",
        'Write: words: "*Stop* there."',
    ),
    "alias": (f"a: x\nb: {HERE}*x\n", "sign-in-text", 'b: "*x"'),
    "anchor": (f"a: {HERE}&x y\n", "sign-in-text", 'a: "&x y"'),
    "tag": (f"a: {HERE}!important y\n", "sign-in-text", 'a: "!important y"'),
    "at sign at the start": (f"a: {HERE}@noon\n", "sign-in-text", 'a: "@noon"'),
    "percent at the start": (f"a: {HERE}% of\n", "sign-in-text", 'a: "% of"'),
    "list not closed": (
        f"outcomes: {HERE}[opening, asking\ntitle: x\n",
        "bracket",
        "Write: outcomes: [opening, asking]",
    ),
    "no space after the colon": (
        f"title: a\nask:{HERE}Why?\nwhy: b\n",
        "space-after-colon",
        "Write: ask: Why?",
    ),
    "tab": (f"a:\n{HERE}\tb: c\n", "tab", "Use two spaces"),
    "tab deeper": (f"a:\n  b: c\n{HERE}\td: e\n", "tab", "Use two spaces"),
    "list beside its key": (f"a: {HERE}- b\n", "list-beside-key", "on the next line"),
    "indented too far": (f"a: b\n c{HERE}: d\n", "colon-in-text", "same column"),
    "line without a colon": (
        f"a: b\n{HERE}some words\nc: d\n",
        "yaml",
        "indent it further",
    ),
    "indented too little": (
        f"a:\n  - b\n {HERE}- c\n",
        "yaml",
        "same column",
    ),
    "key twice": (f"a: 1\nb: 2\n{HERE}a: 3\n", "duplicate-key", "Keep one"),
    "key twice inside": (
        f"- {{a: 1, b: 2, {HERE}a: 3}}\n",
        "duplicate-key",
        "Keep one",
    ),
    "list as a key": (f"{HERE}[a, b]: c\n", "key", "quotes round it"),
    "no key before the colon": (f'a:\n  {HERE}"": b\n', "key", "quotes round it"),
    "two documents": (f"a: b\n{HERE}---\nc: d\n", "second-document", "Delete"),
    "nothing": (f"{HERE}# only a note\n", "empty", "Write something"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_told_at_its_place_with_its_mending(slip: str) -> None:
    written, code, mending = SLIPS[slip]
    before, _, after = written.partition(HERE)
    findings = Findings()
    read_yaml(before + after, "bank.yaml", findings)
    problem = findings.sorted()[0]
    assert (problem.code, problem.severity) == (code, "error")
    assert mending in problem.hint
    line_before = before.rpartition("\n")[2]
    assert (problem.line, problem.column) == (
        before.count("\n") + 1,
        len(line_before) + 1,
    )


def test_line_shown_as_mended_can_be_read() -> None:
    for _, _, mending in SLIPS.values():
        if mending.startswith("Write: "):
            findings = Findings()
            read_yaml(mending.removeprefix("Write: "), "bank.yaml", findings)
            assert findings.sorted() == (), mending


def test_duplicate_names_both_places() -> None:
    findings = Findings()
    read_yaml("ask: a\nwhy: b\nask: c\n", "bank.yaml", findings)
    (problem,) = findings.sorted()
    assert (problem.line, problem.column) == (3, 1)
    assert "line 1, column 1" in problem.message


def test_what_is_typed_stays_text() -> None:
    findings = Findings()
    node = read_yaml("[no, 12:00, 010, +2, ~, 1e3, 2026-11-22]", "x.yaml", findings)
    assert node is not None
    assert plain(node) == ["no", "12:00", "010", "+2", "~", "1e3", "2026-11-22"]


def test_note_after_a_value_is_allowed() -> None:
    findings = Findings()
    node = read_yaml("minutes: 75 # an estimate\nnext: x", "x.yaml", findings)
    assert node is not None
    assert plain(node) == {"minutes": "75", "next": "x"}
    assert findings.sorted() == ()


def test_merging_keys_is_only_a_key() -> None:
    findings = Findings()
    node = read_yaml("<<: {a: b}", "x.yaml", findings)
    assert node is not None
    assert plain(node) == {"<<": {"a": "b"}}


# Bytes of a file, the code, line and column, words of the message.
BYTES = {
    "Latin-1": (b"a: x\nb: caf\xe9\n", "not-utf-8", (2, 7), "Byte 12"),
    "UTF-16": ("a: b".encode("utf-16"), "not-utf-8", (1, 1), "0xFF"),
    "cut in a letter": ("a: é".encode()[:-1], "not-utf-8", (1, 4), "0xC3"),
    "NUL": (b"a: b\r\nc: d\x00\n", "invisible-character", (2, 5), "U+0000"),
    "escape": (b"a: \x1b[31m\n", "invisible-character", (1, 4), "U+001B"),
    "line separator": ("é: \u2028b".encode(), "invisible-character", (1, 4), "U+2028"),
    "next line": ("a: \x85b".encode(), "invisible-character", (1, 4), "U+0085"),
    "second byte order mark": (
        b"\xef\xbb\xbfa: b\n\xef\xbb\xbfc: d",
        "invisible-character",
        (2, 1),
        "U+FEFF",
    ),
}


@pytest.mark.parametrize("case", BYTES)
def test_bytes_that_are_not_clean_text_are_told(case: str, tmp_path: Path) -> None:
    content, code, place, words = BYTES[case]
    course = make_course(tmp_path)
    course.write("glossary.yaml", content)
    (problem,) = course.build().problems
    assert problem.path == "courses/first-words/glossary.yaml"
    assert (problem.code, (problem.line, problem.column)) == (code, place)
    assert words in problem.message


def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    plain_course = course.build().course
    for path in sorted(course.folder.rglob("*.*")):
        text = path.read_bytes()
        path.write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    built = course.build()
    assert built.problems == ()
    assert built.course == plain_course


def test_letters_made_of_two_signs_read_like_one(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.change("glossary.yaml", "key safe", "cafe\u0301")
    glossary = course.build().course.glossary
    assert list(glossary) == ["GP", "caf\u00e9"]
