"""Problems written out: for people, for programs, for a code review."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from elearn.coursefiles.explaining import get_meaning, get_page
from elearn.coursefiles.problems import Problem

_RED, _YELLOW, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[0m"


def report_text(problems: Sequence[Problem], colour: bool) -> str:
    """Write one line for each problem, in a form that editors can jump to."""
    return "".join(f"{_line(problem, colour)}\n" for problem in problems)


def report_json(problems: Sequence[Problem]) -> str:
    """Write a list of path, line, column, severity, code, message and hint."""
    listed = [
        {
            "path": p.path,
            "line": p.line,
            "column": p.column,
            "severity": p.severity,
            "code": p.code,
            "message": p.message,
            "hint": p.hint,
        }
        for p in problems
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def report_github(problems: Sequence[Problem]) -> str:
    """Write the commands that make GitHub show problems beside the lines."""
    return "".join(
        f"::{p.severity} file={_property(p.path)},line={p.line},col={p.column},"
        f"title={_property(p.code)}::{_data(_sentences(p))}\n"
        for p in problems
    )


def report_sarif(problems: Sequence[Problem]) -> str:
    """Write SARIF 2.1.0, which code review tools read."""
    # No other form needs it, and it takes as long to load as all the rest.
    from importlib.metadata import version  # noqa: PLC0415

    codes = sorted({p.code for p in problems})
    results = [
        {
            "ruleId": p.code,
            "ruleIndex": codes.index(p.code),
            "level": p.severity,
            "message": {"text": _sentences(p)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(p.path)},
                        "region": {"startLine": p.line, "startColumn": p.column},
                    }
                }
            ],
        }
        for p in problems
    ]
    driver = {
        "name": "elearn check",
        "semanticVersion": version("elearn"),
        "rules": [_rule(code, problems) for code in codes],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, problems: Sequence[Problem]) -> dict[str, object]:
    """Describe a rule by its page, so that a review tool can show it."""
    severity = next(p.severity for p in problems if p.code == code)
    page = get_page(code)
    return {
        "id": code,
        "shortDescription": {"text": get_meaning(page)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": severity},
    }


def _uri(path: str) -> str:
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)


def _sentences(problem: Problem) -> str:
    return f"{problem.message} {problem.hint}".strip()


def _line(problem: Problem, colour: bool) -> str:
    severity: str = problem.severity
    if colour:
        severity = f"{_RED if severity == 'error' else _YELLOW}{severity}{_PLAIN}"
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return f"{place}  {severity}  {problem.code}  {_sentences(problem)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
