"""Reads course.yaml: what the author's words for times and marks mean."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from elearn.coursefiles.authors_keys import AUTHORS_NAMES
from elearn.coursefiles.places import Place
from elearn.coursefiles.problems import Findings, known_names, quoted
from elearn.coursefiles.sentences import build_part, check_days
from elearn.coursefiles.yaml_nodes import Entry, Listing, Node, Scalar, Table
from elearn.domain.course import FORMAT, Course, ModuleItem

_MONTHS = re.compile(r"(\d{1,3}) (month|year)s?")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?%?")
_WAIT = re.compile(r"(\d{1,4}) (minute|hour|day)s?")
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
_MONTHS_IN = {"month": 1, "year": 12}

Kind = Literal["module", "scenario"]


@dataclass(frozen=True)
class Listed:
    """One line of the contents."""

    kind: Kind
    id: str
    place: Place


@dataclass(frozen=True)
class CourseFile:
    """What course.yaml says; `head` lacks everything that other files hold."""

    head: Course | None
    contents: list[Listed]
    tree: Table


def read_course(node: Node, slug: str, findings: Findings) -> CourseFile | None:
    """Read the tree of course.yaml."""
    if not isinstance(node, Table):
        findings.error(
            node.place,
            "wrong-type",
            "This file has to have keys.",
            "Write each on a line of its own, like “title: Heard and understood”.",
        )
        return None
    before = findings.errors
    table = check_format(node, findings)
    if "format" not in node.entries:
        findings.error(
            node.place,
            "missing-key",
            "“format” is missing.",
            f"Write “format: {FORMAT}” as the first line.",
        )
    table = _translated(table, findings)
    _check_all_days(table, findings)
    contents = _read_contents(table, findings)
    entries = {k: e for k, e in table.entries.items() if k != "contents"}
    more: dict[str, object] = {"slug": slug}
    if "contents" in table.entries:
        # The lines are checked one by one; the model only has to find some.
        more["contents"] = (ModuleItem(module="any"),)
    head = build_part(Course, Table(entries, table.place), findings, more)
    return CourseFile(head if findings.errors == before else None, contents, table)


def check_format(table: Table, findings: Findings) -> Table:
    """Refuse a format that this version does not read; give the table without it."""
    entry = table.entries.get("format")
    if entry is None:
        return table
    if table.text("format") != str(FORMAT):
        findings.error(
            entry.place,
            "unknown-format",
            f"This version of elearn reads course files of format {FORMAT}.",
            f"Write “format: {FORMAT}”, or use a newer elearn.",
        )
    entries = {key: e for key, e in table.entries.items() if key != "format"}
    return Table(entries, table.place)


def _translated(table: Table, findings: Findings) -> Table:
    table = _rename(
        table, "refresh_months", _months, "“36 months” or “never”", findings
    )
    assessment = table.entries.get("assessment")
    if not assessment or not isinstance(assessment.node, Table):
        return table
    rules = _rename(assessment.node, "pass_percent", _percent, "“80 %”", findings)
    attempts = rules.entries.get("attempts")
    if attempts and isinstance(attempts.node, Table):
        waits = _rename(
            attempts.node, "wait_minutes", _wait, "“15 minutes” or “2 hours”", findings
        )
        rules = _with(rules, "attempts", waits)
    return _with(table, "assessment", rules)


def _rename(
    table: Table,
    field: str,
    read: Callable[[str], str | None],
    example: str,
    findings: Findings,
) -> Table:
    """Put the model's field in the place of the author's key."""
    key = AUTHORS_NAMES[field]
    entries = {k: entry for k, entry in table.entries.items() if k not in (key, field)}
    if field in table.entries:
        place = table.entries[field].key_place
        findings.error(
            place,
            "unknown-key",
            f"There is no key {quoted(field)} here.",
            f"Did you mean {quoted(key)}?",
        )
    entry = table.entries.get(key)
    if entry is None:
        return Table(entries, table.place)
    words = entry.node.text if isinstance(entry.node, Scalar) else ""
    value = read(words.strip())
    if value is None:
        findings.error(
            entry.place,
            "wrong-value",
            f"“{key}” cannot be {quoted(words)}." if words else f"“{key}” is empty.",
            f"Write for example {example}.",
        )
        value = "1"
    if value:
        entries[field] = Entry(entry.key_place, Scalar(value, entry.node.place))
    return Table(entries, table.place)


def _months(text: str) -> str | None:
    """Count months; empty for “never”."""
    if text == "never":
        return ""
    found = _MONTHS.fullmatch(text)
    return str(int(found[1]) * _MONTHS_IN[found[2]]) if found else None


def _percent(text: str) -> str | None:
    found = _PERCENT.fullmatch(text)
    if not found:
        return None
    # 80 and 80.0 are the same mark, and must not make two versions of a course.
    return found[1].rstrip("0").rstrip(".") if "." in found[1] else found[1]


def _wait(text: str) -> str | None:
    found = _WAIT.fullmatch(text)
    return str(int(found[1]) * _MINUTES[found[2]]) if found else None


def _with(table: Table, key: str, node: Node) -> Table:
    changed = Entry(table.entries[key].key_place, node)
    return Table(table.entries | {key: changed}, table.place)


def _check_all_days(table: Table, findings: Findings) -> None:
    check_days(table, ("piloted",), findings)
    sources = table.get("sources")
    if isinstance(sources, Table):
        for entry in sources.entries.values():
            if isinstance(entry.node, Table):
                check_days(entry.node, ("checked", "review_by"), findings)


def _read_contents(table: Table, findings: Findings) -> list[Listed]:
    entry = table.entries.get("contents")
    if entry is None:
        return []
    if not isinstance(entry.node, Listing) or not entry.node.items:
        findings.error(
            entry.place,
            "wrong-type",
            "“contents” has to be a list of modules and scenarios.",
            "Write one on each line, like “- module: first-words”.",
        )
        return []
    contents: list[Listed] = []
    seen: dict[tuple[Kind, str], Listed] = {}
    for item in entry.node.items:
        listed = _read_item(item, findings)
        if listed is None:
            continue
        first = seen.setdefault((listed.kind, listed.id), listed)
        if first is not listed:
            findings.error(
                listed.place,
                "duplicate-id",
                f"The {listed.kind} {quoted(listed.id)} is in the contents twice; the "
                f"first is on line {first.place.line}.",
                "Keep one of them.",
            )
        contents.append(listed)
    return contents


def _read_item(item: Node, findings: Findings) -> Listed | None:
    keys = list(item.entries) if isinstance(item, Table) else []
    if isinstance(item, Table) and len(keys) == 1:
        name = item.text(keys[0])
        kind: Kind | None = None
        if keys[0] == "module":
            kind = "module"
        elif keys[0] == "scenario":
            kind = "scenario"
        if kind and name:
            return Listed(kind, name, item.entries[keys[0]].place)
    wrong = next((key for key in keys if key not in ("module", "scenario")), "")
    findings.error(
        item.place,
        "contents-line",
        f"There is no key {quoted(wrong)} here."
        if wrong
        else "A line of the contents names one module or one scenario.",
        known_names(wrong, ("module", "scenario"))
        if wrong
        else "Write “- module: ” or “- scenario: ” and the name of its file.",
    )
    return None
