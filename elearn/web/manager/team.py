"""A manager's team as a page and as a file, and one person's record."""

import csv
from io import StringIO
from typing import Any

from flask import Response, render_template, request, url_for

from elearn.errors import NotFound
from elearn.services.awarding import AwardState
from elearn.services.managing import (
    STATES,
    AttemptLine,
    CourseColumn,
    Standing,
    TeamFilter,
    TeamMember,
    TeamPage,
    list_team,
    show_person,
    show_team,
)
from elearn.services.snapshots import Snapshot
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.presenting import present_words
from elearn.web.learner.presenting_assessment import write_marks
from elearn.web.manager.routes import blueprint
from elearn.web.wording import count, day

_LOOKS = {
    "overdue": "overdue",
    "due soon": "due",
    "past refresh": "missed",
    "done": "done",
}
_RESULTS = {
    "good": ("done", "Ended well"),
    "recovered": ("done", "Recovered after a hard moment"),
    "poor": ("todo", "Did not end well"),
    "unsafe": ("overdue", "Ended unsafely"),
}
_AWARDS: dict[AwardState, tuple[str, str]] = {
    "valid": ("done", "Valid"),
    "past refresh": ("missed", "Past its refresh date"),
    "superseded": ("todo", "Replaced by a newer certificate"),
    "revoked": ("overdue", "Withdrawn"),
}
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_ID = 9


@blueprint.get("/team")
@allow("manager")
def team() -> str:
    asked = _read_filter()
    number = _read_number("page") or 1
    page = current.read(
        show_team, current.person().person_id, asked, number, current.today()
    )
    return render_template(
        "manager/team.html",
        page=page,
        asked=asked,
        sentences=_sentences(page, asked),
        titles=[_title(column.snapshot) for column in page.columns],
        team_items=_team_items(page, asked),
        course_items=_course_items(page.courses, asked),
        state_items=_items([(s, s.capitalize()) for s in STATES], asked.state),
        rows=[_row(member) for member in page.members],
        pages=_pages(page, asked),
        csv_url=url_for("manager.team_csv", **_arguments(asked)),
    )


@blueprint.get("/team.csv")
@allow("manager")
def team_csv() -> Response:
    asked, today = _read_filter(), current.today()
    columns, members = current.read(list_team, current.person().person_id, asked, today)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(
        _harmless(words)
        for words in ("Name", "Team", *(_title(c.snapshot) for c in columns))
    )
    for member in members:
        row = _row(member)
        cells = (f"{c['words']}; {c['note']}" if c["note"] else c["words"]
                 for c in row["cells"])  # fmt: skip
        writer.writerow(_harmless(w) for w in (row["name"], row["teams"], *cells))
    name = f"team-{today:%Y-%m-%d}.csv"
    return Response(
        # Spreadsheets take a file for UTF-8 only when it begins with this mark.
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/team/people/<int:person_id>")
@allow("manager")
def person(person_id: int) -> str:
    # What is larger than any id of a database is nobody's.
    if len(str(person_id)) > _LONGEST_ID:
        raise NotFound(person_id)
    page = current.read(
        show_person, current.person().person_id, person_id, current.today()
    )
    member = _row(page.member)
    return render_template(
        "manager/person.html",
        member=member,
        courses=[
            (_title(standing.column.snapshot), cell)
            for standing, cell in zip(
                page.member.standings, member["cells"], strict=True
            )
        ],
        attempts=[_present_attempt(line) for line in page.attempts],
        plays=[
            {
                "on": day(line.ended_at),
                "scenario": _plain(line.snapshot, line.scenario_title),
                "course": _title(line.snapshot),
                "result": _RESULTS[line.result],
                "ending": _plain(line.snapshot, line.ending_title),
            }
            for line in page.plays
        ],
        awards=[
            {
                "course": award.facts.course_title,
                "number": award.number,
                "on": day(award.facts.passed_on),
                "state": _AWARDS[award.state],
            }
            for award in page.awards
        ],
    )


def _read_filter() -> TeamFilter:
    return TeamFilter(
        _read_number("team"),
        request.args.get("course", ""),
        request.args.get("state", ""),
    )


def _read_number(name: str) -> int | None:
    """Read a number of an address; empty means none was asked for."""
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID):
        raise NotFound(text)
    return int(text)


def _arguments(asked: TeamFilter) -> dict[str, Any]:
    given = {"team": asked.team_id, "course": asked.slug, "state": asked.state}
    return {name: value for name, value in given.items() if value}


def _pages(page: TeamPage, asked: TeamFilter) -> dict[str, Any]:
    def link(number: int, words: str) -> dict[str, str]:
        url = url_for("manager.team", **_arguments(asked), page=number)
        label = f"Page {number} of {page.pages}"
        return {"href": url, "text": words, "labelText": label}

    pages = {}
    if page.number > 1:
        pages["previous"] = link(page.number - 1, "Previous")
    if page.number < page.pages:
        pages["next"] = link(page.number + 1, "Next")
    return pages


def _sentences(page: TeamPage, asked: TeamFilter) -> list[str]:
    """Say how many people there are, how many are overdue, and how many are shown."""
    if not page.everybody:
        return []
    people = count(page.everybody, "person", "people")
    have = "has" if page.overdue == 1 else "have"
    what = "this course" if asked.slug else "something"
    said = [f"{page.overdue or 'None'} of {people} {have} {what} overdue."]
    if asked.state and page.matching:
        many = count(page.matching, "person", "people")
        fit = "fits" if page.matching == 1 else "fit"
        said.append(f"{many} {fit} what you chose.")
    if page.pages > 1:
        first = (page.number - 1) * len(page.members) + 1
        if page.number == page.pages:
            first = page.matching - len(page.members) + 1
        last = first + len(page.members) - 1
        said.append(f"This page shows {first} to {last}.")
    return said


def _items(choices: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": value, "text": words, "selected": value == chosen}
        for value, words in [("", "All"), *choices]
    ]


def _team_items(page: TeamPage, asked: TeamFilter) -> list[dict[str, Any]]:
    choices = [(str(t.team_id), "– " * t.depth + t.name) for t in page.teams]
    return _items(choices, str(asked.team_id or ""))


def _course_items(
    courses: tuple[CourseColumn, ...], asked: TeamFilter
) -> list[dict[str, Any]]:
    return _items([(c.slug, _title(c.snapshot)) for c in courses], asked.slug)


def _row(member: TeamMember) -> dict[str, Any]:
    return {
        "url": url_for("manager.person", person_id=member.person_id),
        "name": member.name,
        "teams": ", ".join(member.teams) or "No team",
        "cells": [_present_standing(standing) for standing in member.standings],
    }


def _present_standing(standing: Standing) -> dict[str, str]:
    words, note = _say_standing(standing)
    look = _LOOKS.get(standing.state, "started" if standing.begun else "todo")
    return {"look": look, "words": words, "note": note}


def _say_standing(standing: Standing) -> tuple[str, str]:
    """Say a standing in a few words, and what else there is to know."""
    so_far = f"{standing.done} of {standing.total} parts done"
    if standing.passed_on:
        refresh_on = standing.refresh_on
        passed = f"Done {day(standing.passed_on)}"
        if standing.state == "past refresh" and refresh_on:
            words, note = f"Past refresh date, {day(refresh_on)}", passed
        else:
            words = passed
            note = f"Refresh by {day(refresh_on)}" if refresh_on else ""
        again = f"Taking it again: {so_far}" if standing.begun else ""
        return words, ". ".join(part for part in (note, again) if part)
    progress = f"In progress: {so_far}" if standing.begun else "Not started"
    if standing.withdrawn:
        progress = "Certificate withdrawn"
    if standing.due_on is None:
        return progress, ""
    by = {
        "overdue": "Overdue, was due",
        "due soon": "Due soon, by",
        "due": "Due by",
    }[standing.state]
    return f"{by} {day(standing.due_on)}", progress


def _present_attempt(line: AttemptLine) -> dict[str, Any]:
    if line.passed:
        result = ("done", "Passed")
    elif line.critical:
        result = ("overdue", "Not passed: a critical choice")
    else:
        result = ("todo", "Not passed")
    return {
        "on": day(line.handed_in_at),
        "course": _title(line.snapshot),
        "marks": f"{write_marks(line.points)} of {line.out_of}",
        "result": result,
    }


def _title(snapshot: Snapshot) -> str:
    return _plain(snapshot, snapshot.course.title)


def _plain(snapshot: Snapshot, words: str) -> str:
    return present_words(snapshot, words).striptags()


def _harmless(words: str) -> str:
    """Keep a spreadsheet from running what somebody put into a name."""
    return f"'{words}" if words.startswith(_FORMULA_SIGNS) else words
