"""Says what is wrong with YAML that cannot be read, and shows the line mended."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from elearn.coursefiles.problems import printable

_LINE = re.compile(
    r"(?P<lead>\s*(?:-\s+)*)(?:(?P<key>[a-z][a-z0-9_-]*)(?P<gap>\s*:\s+))?(?P<value>.*)"
)
_NO_SPACE = re.compile(r"(?P<lead>\s*(?:-\s+)*[a-z][a-z0-9_-]*:)(?P<value>\S.*)")
_OPEN_LIST = re.compile(r"\[[\w\s,-]*")
_STAGE_WORDS = re.compile(r"\[[^][{},]*\]\s+[^][{}]+")
_SIGNS = "*&!@`%|>[]{},?#-"
_LOOK_BACK = 8
_MAX_TRIED = 200_000
"""Longer texts get no mended line: trying takes one more reading each."""

_MAX_OPENED = 20_000
"""Lists and tables that a trial may open; thousands inside each other are slow."""

_SENTENCES = {
    "quote-in-text": "A text that starts with a quote mark has to end with one.",
    "colon-in-text": "A colon and a space inside a text look like a new key.",
    "hash-in-text": "A space and “#” start a comment, so the text ends there.",
    "sign-in-text": "A text cannot start with this sign unless it is in quotes.",
    "bracket": "A list that starts with [ has to end with ].",
    "space-after-colon": "A key needs a colon and then a space.",
    "tab": "A tab indents this line, and YAML only counts spaces.",
}

_TWO_SPACES = "Use two spaces for each step."

# What the parser says -> our code, sentence and hint.
_OTHERS = (
    (
        "end of stream",
        "quote-in-text",
        "This quote mark is never closed.",
        "Close it, or put the whole text in the other kind of quotes.",
    ),
    (
        "mapping values are not allowed",
        "colon-in-text",
        "A key cannot stand here.",
        "Start the line in the same column as the other keys. A text with a colon in "
        "it needs quotes round it.",
    ),
    (
        "block sequence entries are not allowed",
        "list-beside-key",
        "A list cannot start on the same line as its key.",
        "Put the first “-” on the next line. A text that starts with “-” needs quotes "
        "round it.",
    ),
    (
        "could not find expected ':'",
        "yaml",
        "This line is not of the form “key: text”.",
        "If it belongs to the text above, indent it further; in quotes or after “|” a "
        "text may have several lines.",
    ),
    (
        "did not find expected ',' or",
        "yaml",
        "A list or table in brackets is not closed, or a comma is missing.",
        "Close the bracket. Text that starts with a bracket needs quotes round it.",
    ),
    (
        "did not find expected '-' indicator",
        "yaml",
        "This line does not belong to the list above it.",
        "Start it with “-”, or indent it like the keys of the entry above.",
    ),
    (
        "did not find expected key",
        "yaml",
        "This line does not fit the lines above it.",
        "Start it in the same column as the other keys. A text on several lines needs "
        "quotes round it, or “|” after the key.",
    ),
    (
        "tab",
        "tab",
        _SENTENCES["tab"],
        _TWO_SPACES,
    ),
)


@dataclass(frozen=True)
class Slip:
    """What is wrong and where; row and column count from 0."""

    row: int
    column: int
    code: str
    message: str
    hint: str


@dataclass(frozen=True)
class _Mended:
    code: str
    column: int
    line: str


def explain_syntax(text: str, error: yaml.MarkedYAMLError) -> Slip:
    """Explain why a text cannot be read, with the line mended where that helps."""
    lines = text.split("\n")
    found = _find_mending(text, lines, error)
    if found is None:
        row, column = _where(error)
        return _explain_plainly(lines, min(row, len(lines) - 1), column, error)
    row, mended = found
    return Slip(row, mended.column, mended.code, _SENTENCES[mended.code], _hint(mended))


def mend_syntax(text: str) -> tuple[int, str, str] | None:
    """Mend the first line that cannot be read, if that is safe.

    Gives its row, its code and the line mended. Quote marks and brackets that are
    never closed are left to their author, who alone knows where they should be.
    """
    try:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        lines = text.split("\n")
        found = _find_mending(text, lines, error)
        if found is None or not _is_clear(lines[found[0]], found[1]):
            return None
        row, mended = found
        return row, mended.code, mended.line
    except yaml.YAMLError:
        return None
    return None


def _is_clear(line: str, mended: _Mended) -> bool:
    if mended.code == "bracket" or mended.line == f'{line}"':
        return False
    value = _split(line)[1]
    return not value.startswith(("[", "{")) or bool(_STAGE_WORDS.fullmatch(value))


def _find_mending(
    text: str, lines: list[str], error: yaml.MarkedYAMLError
) -> tuple[int, _Mended] | None:
    row = min(_where(error)[0], len(lines) - 1)
    if len(text) > _MAX_TRIED:
        return None
    for tried in _rows_to_try(row, error):
        for mended in _mendings(lines[tried]):
            if _gets_further(lines, tried, mended.line, row):
                return tried, mended
    return None


def quote_text(line: str) -> str:
    """Give a line with its text in quotes."""
    lead, value = _split(line)
    return lead + _quote(value)


def quote_line(line: str) -> str:
    """Show a line with its text in quotes."""
    return _shown(quote_text(line))


def _hint(mended: _Mended) -> str:
    if mended.code == "tab":
        return _TWO_SPACES
    return f"Write: {_shown(mended.line)}"


def _where(error: yaml.MarkedYAMLError) -> tuple[int, int]:
    # A quote that is never closed is noticed at the end of the file, and a line
    # without a colon on the line after it.
    late = re.search("quoted scalar|simple key", error.context or "")
    mark = error.context_mark if late else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _rows_to_try(row: int, error: yaml.MarkedYAMLError) -> list[int]:
    rows = [row]
    if error.context_mark:
        rows.append(error.context_mark.line)
    rows += range(row - 1, row - _LOOK_BACK, -1)
    return [r for r in dict.fromkeys(rows) if 0 <= r <= row]


def _split(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if not found:
        return "", line
    key = f"{found['key']}: " if found["key"] else ""
    return found["lead"] + key, found["value"]


def _quote(value: str) -> str:
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _mendings(line: str) -> Iterator[_Mended]:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        yield _Mended("tab", indent.index("\t"), line.replace("\t", "  "))
        return
    lead, value = _split(line)
    if lead.strip() and value:
        if value[0] == '"' and value.count('"') == 1:
            yield _Mended("quote-in-text", len(lead), f'{line}"')
        if _OPEN_LIST.fullmatch(value):
            yield _Mended("bracket", len(lead), f"{line}]")
        code = _code_for(value)
        if code:
            yield _Mended(code, len(lead), lead + _quote(value))
    if found := _NO_SPACE.fullmatch(line):
        joined = f"{found['lead']} {found['value']}"
        yield _Mended("space-after-colon", len(found["lead"]), joined)


def _code_for(value: str) -> str | None:
    if value[0] in "\"'":
        return "quote-in-text"
    if value.startswith("- "):
        return None
    if value[0] in _SIGNS:
        return "sign-in-text"
    if ": " in value or value.endswith(":"):
        return "colon-in-text"
    return "hash-in-text" if " #" in value else None


def _gets_further(lines: list[str], at: int, line: str, row: int) -> bool:
    """Tell whether the changed text can be read beyond *row*."""
    loader = yaml.CSafeLoader("\n".join([*lines[:at], line, *lines[at + 1 :]]))
    depth = 0
    try:
        while loader.check_event():
            event = loader.get_event()
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > _MAX_OPENED:
                return False
            if event and event.start_mark and event.start_mark.line > row:
                return True
    except yaml.MarkedYAMLError as error:
        return _where(error)[0] > row
    finally:
        loader.dispose()
    return True


def _explain_plainly(
    lines: list[str], row: int, column: int, error: yaml.MarkedYAMLError
) -> Slip:
    said = f"{error.problem} {error.context or ''}"
    if "\t" in lines[row][: column + 1]:
        said = "tab"
    for words, code, message, hint in _OTHERS:
        if words in said:
            return Slip(row, column, code, message, hint)
    return Slip(
        row,
        column,
        "yaml",
        "This line cannot be read.",
        "Put the text in quotes, and start the line in the same column as its "
        "neighbours.",
    )


def _shown(line: str) -> str:
    text = printable(line.strip())
    return f"{text[:300]}…" if len(text) > 300 else text
