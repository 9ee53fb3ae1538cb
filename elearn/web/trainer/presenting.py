"""Problems and changes as the trainer's pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from elearn.coursefiles.problems import Problem
from elearn.domain.difference import Alarm, Change
from elearn.domain.word_difference import compare_words
from elearn.services.regrading import RegradePreview, ResultChange
from elearn.web.learner.presenting_assessment import write_marks
from elearn.web.wording import count, day

_MOST_SHOWN = 300
_KINDS = {"added": "New", "removed": "Gone", "moved": "Moved", "changed": "Changed"}
_ALARMS: dict[Alarm, str] = {
    "key": "Another answer is right now. Answers in progress keep the old key.",
    "kind": "The same id is asked in another way: earlier answers cannot be marked "
    "again. A new id would keep both.",
    "lost": "This id is gone. What people did under it stays in their records, and is "
    "not carried over to anything new. “was:” in the file carries it over.",
}


def present_changes(
    changes: Sequence[Change], spots: Mapping[Change, str] | None = None
) -> dict[str, Any]:
    """Give changes by part of the course, and how many are not shown.

    `spots` says where in the files a change stands that touches records.
    """
    spots = spots or {}
    shown = changes[:_MOST_SHOWN]
    groups = [
        {
            "title": title,
            "rows": [_row(change, spots.get(change, "")) for change in rows],
        }
        for title, rows in groupby(shown, _part_of)
    ]
    return {"groups": groups, "more": len(changes) - len(shown)}


def sum_up(changes: Iterable[Change]) -> list[str]:
    """Say how many changes there are, and how many touch records."""
    listed = list(changes)
    said = [count(len(listed), "change")]
    keys = len({c.where[:-1] for c in listed if c.alarm == "key"})
    lost = sum(c.alarm == "lost" for c in listed)
    kinds = sum(c.alarm == "kind" for c in listed)
    if keys:
        said.append(count(keys, "answer key"))
    if kinds:
        said.append(count(kinds, "kind of question", "kinds of question"))
    if lost:
        said.append(f"{count(lost, 'id')} gone")
    return said


def present_problems(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Give problems, errors first, each with its place."""
    ordered = sorted(problems, key=lambda problem: (problem.severity, problem))
    return [present_problem(problem) for problem in ordered]


def present_problem(problem: Problem) -> dict[str, str]:
    return {
        "place": f"{problem.path}:{problem.line}:{problem.column}",
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def present_preview(preview: RegradePreview) -> dict[str, Any]:
    """Give what marking again would change, in sentences and names."""
    return {
        "count": preview.count,
        "is_whole": preview.is_whole,
        "passes": count(preview.pass_count, "person", "people"),
        "pass_count": preview.pass_count,
        "fail_count": preview.fail_count,
        "fails": count(preview.fail_count, "person", "people"),
        "others": count(preview.other_count, "result"),
        "other_count": preview.other_count,
        "would_pass": [_present_result(change) for change in preview.would_pass],
        "would_fail": [_present_result(change) for change in preview.would_fail],
    }


def _part_of(change: Change) -> str:
    if change.path[:1] == ("banks",):
        return "Questions of the assessment"
    if change.path[:1] == ("assessment",):
        return "Rules of the assessment"
    return change.where[0] if change.where else "The course"


def _row(change: Change, spot: str) -> dict[str, Any]:
    where = change.where if change.path[:1] == ("banks",) else change.where[1:]
    both = change.kind == "changed" and change.old and change.new
    pieces = _pieces(change.old, change.new) if both else []
    return {
        "kind": _KINDS[change.kind],
        "label": change.label,
        "where": " › ".join(where),
        "pieces": pieces,
        "old": change.old,
        "new": change.new,
        "is_moved": change.kind == "moved",
        "spot": spot,
        "alarm": _ALARMS[change.alarm] if change.alarm else "",
    }


def _pieces(old: str, new: str) -> list[dict[str, str]]:
    """Give the words that stayed, went or came, and the white space after each run."""
    pieces = compare_words(old, new)
    shown = []
    for at, piece in enumerate(pieces):
        words = piece.words.rstrip()
        gap = piece.words[len(words) :] if piece.kind != "gone" else " "
        is_last = at == len(pieces) - 1
        shown.append(
            {"kind": piece.kind, "words": words, "gap": "" if is_last else gap}
        )
    return shown


def _present_result(change: ResultChange) -> dict[str, str]:
    out_of = change.out_of
    return {
        "name": change.person_name,
        "on": day(change.handed_in_at),
        "before": f"{write_marks(change.before.points)} of {out_of}",
        "after": f"{write_marks(change.after.points)} of {out_of}",
    }
