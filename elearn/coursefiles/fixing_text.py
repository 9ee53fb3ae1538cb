"""The changes that `--fix` makes to a text, each so that the meaning stays."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from elearn.coursefiles.markdown_parts import CardText
from elearn.coursefiles.markdown_source import YAML_BLOCKS, split_module
from elearn.coursefiles.markdown_tidy import find_glued_lists
from elearn.coursefiles.module_source import build_module
from elearn.coursefiles.places import Place, Places
from elearn.coursefiles.problems import Findings
from elearn.coursefiles.yaml_mending import mend_syntax, quote_text
from elearn.coursefiles.yaml_nodes import Table, read_yaml
from elearn.domain.course import FORMAT, Module
from elearn.domain.text import SLUG, slugify

_MOST_MENDED = 100
"""Lines of one part; more means that something else is wrong with it."""

_QUOTED = {
    "colon-in-text": "text with a colon put in quotes",
    "hash-in-text": "text with “#” put in quotes",
    "sign-in-text": "text that starts with a sign put in quotes",
    "quote-in-text": "text with quote marks put in quotes",
    "space-after-colon": "space written after the colon",
    "tab": "tab made two spaces",
}
_HEADING = re.compile(r"(##)([^\s#].*)")
_WAS = re.compile(r"\{\s*(was:[^{}#]*)\}$")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")


@dataclass
class Draft:
    """A text on its way, with what was changed and in which line."""

    text: str
    changes: list[tuple[int, str]] = field(default_factory=list)

    def note_all(self, changes: Iterable[tuple[int, str]]) -> None:
        self.changes.extend(changes)


def fix_spaces(before: str) -> Iterator[tuple[int, str]]:
    """Tell what reading a file evens out: line ends, and spaces that nobody sees."""
    if before.startswith("\ufeff"):
        yield 1, "byte order mark taken away"
    if "\r" in before:
        yield 1, "line ends made those of all systems"
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ragged = [n for n, line in enumerate(lines, 1) if line != line.rstrip(" \t")]
    if ragged:
        yield ragged[0], f"spaces at the end of {len(ragged)} lines taken away"


def fix_yaml_file(draft: Draft, *, is_course: bool) -> None:
    """Mend a file of YAML; course.yaml also gets its format."""
    lines = draft.text.split("\n")
    changes = _mend_yaml(lines, 0)
    if is_course and "format" not in _keys("\n".join(lines)):
        row = next((n for n, t in enumerate(lines) if t and t[0] != "#"), None)
        if row is not None and _keys("\n".join(lines)):
            lines.insert(row, f"format: {FORMAT}")
            changes = [(n + (n > row), what) for n, what in changes]
            changes.append((row + 1, f"“format: {FORMAT}” written"))
    draft.text = "\n".join(lines)
    draft.note_all(sorted(changes))


def fix_module(draft: Draft, *, every_id: bool) -> None:
    """Mend a module's headings, lists and blocks."""
    lines = draft.text.split("\n")
    changes = [*_mend_headings(lines, every_id=every_id)]
    changes = [*_mend_lists(lines, changes)]
    for first_line, count in _list_yaml(lines):
        part = lines[first_line - 1 : first_line - 1 + count]
        changes += _mend_yaml(part, first_line - 1)
        lines[first_line - 1 : first_line - 1 + count] = part
    after = "\n".join(lines)
    if _is_no_worse(draft.text, after):
        draft.text = after
        draft.note_all(sorted(changes))


def _is_no_worse(before: str, after: str) -> bool:
    """Tell whether a module means the same, or has fewer errors if it had some."""
    (one, errors), (other, fewer) = _build(before), _build(after)
    return fewer <= errors if one is None else one == other


def _build(text: str) -> tuple[Module | None, int]:
    findings = Findings()
    built = build_module("fix", text, "fix", Places(Place("fix")), findings)
    return built.module, findings.errors


def _keys(text: str) -> set[str]:
    node = read_yaml(text, "fix", Findings())
    return set(node.entries) if isinstance(node, Table) else set()


def _mend_yaml(lines: list[str], rows_above: int) -> list[tuple[int, str]]:
    """Mend lines in place, as long as that helps."""
    changes = []
    for _ in range(_MOST_MENDED):
        mended = mend_syntax("\n".join(lines)) or _mend_signs(lines)
        if mended is None or mended[1] not in _QUOTED:
            break
        row, code, line = mended
        lines[row] = line
        changes.append((rows_above + row + 1, _QUOTED[code]))
    return changes


def _mend_signs(lines: list[str]) -> tuple[int, str, str] | None:
    """Quote a text that YAML can read and would lose or change."""
    findings = Findings()
    read_yaml("\n".join(lines), "fix", findings)
    for problem in findings.sorted():
        if problem.code in ("hash-in-text", "sign-in-text"):
            row = problem.line - 1
            line = quote_text(lines[row])
            is_sign = lines[row][problem.column - 1 :].startswith(("*", "&", "!"))
            if line != lines[row] and (is_sign or problem.code == "hash-in-text"):
                return row, problem.code, line
    return None


def _list_yaml(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Give first line and length of each part of a module that is YAML."""
    module = split_module("\n".join(lines), "fix", Findings())
    parts = [part for card in module.cards for part in card.parts]
    if module.front:
        yield module.front.first_line, len(module.front.lines)
    for part in parts:
        if part.kind in YAML_BLOCKS:
            yield part.first_line, len(part.lines)


def _mend_headings(lines: list[str], *, every_id: bool) -> Iterator[tuple[int, str]]:
    for row in _prose_rows(lines):
        if found := _HEADING.fullmatch(lines[row]):
            lines[row] = f"{found[1]} {found[2]}"
            yield row + 1, "space written after “##”"
    cards = split_module("\n".join(lines), "fix", Findings()).cards
    taken = {card.id for card in cards if card.id}
    taken |= {slugify(card.heading) for card in cards if not card.id}
    seen: set[str] = set()
    for number, card in enumerate(cards, 1):
        plain = card.id or slugify(card.heading)
        card_id = _choose_id(plain or f"card-{number}", seen, taken)
        needed = card_id != plain
        seen.add(card_id)
        if card.id or not (needed or every_id) or not card.heading:
            continue
        taken.add(card_id)
        if _write_id(lines, card, card_id):
            yield card.place.line, f"{{#{card_id}}} written"


def _choose_id(plain: str, seen: set[str], taken: set[str]) -> str:
    if plain not in seen:
        return plain
    number = 2
    while f"{plain[:70]}-{number}" in seen | taken:
        number += 1
    return f"{plain[:70]}-{number}"


def _write_id(lines: list[str], card: CardText, card_id: str) -> bool:
    row = card.place.line - 1
    if not re.fullmatch(SLUG, card_id):
        return False
    if _WAS.search(lines[row]):
        lines[row] = _WAS.sub(rf"{{#{card_id} \1}}", lines[row])
        return True
    if lines[row].endswith(("}", "#")):
        return False
    lines[row] = f"{lines[row]} {{#{card_id}}}"
    return True


def _mend_lists(
    lines: list[str], changes: list[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Write an empty line before each list that starts right below a text."""
    glued = []
    rows = list(_prose_rows(lines))
    for start, run in _runs(rows):
        part = lines[start : start + run]
        glued += [start + row for row in find_glued_lists(part)]
    for row in reversed(glued):
        lines.insert(row, "")
    moved = [(n + sum(row < n for row in glued), what) for n, what in changes]
    added = [
        (row + n, "empty line written before a list") for n, row in enumerate(glued, 1)
    ]
    return moved + added


def _prose_rows(lines: list[str]) -> Iterator[int]:
    """Give the rows of cards that stand in no block, note or front matter."""
    marks, row = "", 0
    if lines and lines[0] == "---":
        row = next((n for n in range(1, len(lines)) if lines[n] == "---"), 0) + 1
    in_note = False
    for at in range(row, len(lines)):
        fence = _FENCE.match(lines[at])
        if marks:
            if fence and fence[1][0] == marks[0] and len(fence[1]) >= len(marks):
                marks = ""
        elif in_note or lines[at].startswith("<!--"):
            in_note = "-->" not in lines[at]
        elif fence:
            marks = fence[1]
        else:
            yield at


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Give start and length of rows that follow one another."""
    start = previous = None
    for row in rows:
        if start is None or previous is None or row != previous + 1:
            if start is not None and previous is not None:
                yield start, previous - start + 1
            start = row
        previous = row
    if start is not None and previous is not None:
        yield start, previous - start + 1
