"""A manager’s team, as a page and as a file."""

from typing import Any

from flask import Response, render_template, request, url_for

from elearn.services.managing import (
    STATES,
    TeamFilter,
    TeamPage,
    list_team,
    show_team,
)
from elearn.services.team_courses import CourseColumn
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.csv_files import answer_csv
from elearn.web.manager.presenting import (
    present_member,
    present_pages,
    title_words,
)
from elearn.web.manager.routes import blueprint
from elearn.web.reading import read_number
from elearn.web.wording import count


@blueprint.get("/team")
@allow("manager")
def team() -> str:
    asked = _read_filter()
    arguments = _arguments(asked)
    number = read_number(request.args, "page") or 1
    page = current.read(
        show_team, current.person().person_id, asked, number, current.today()
    )
    return render_template(
        "manager/team.html",
        page=page,
        asked=asked,
        sentences=_sentences(page, asked),
        titles=[title_words(column.snapshot) for column in page.columns],
        team_items=_team_items(page, asked),
        course_items=_course_items(page.courses, asked),
        state_items=_items([(s, s.capitalize()) for s in STATES], asked.state),
        rows=[present_member(member) for member in page.members],
        pages=present_pages("manager.team", page.number, page.pages, **arguments),
        csv_url=url_for("manager.team_csv", **arguments),
    )


@blueprint.get("/team.csv")
@allow("manager")
def team_csv() -> Response:
    asked, today = _read_filter(), current.today()
    columns, members = current.read(list_team, current.person().person_id, asked, today)
    headings = ["Name", "Team", *(title_words(c.snapshot) for c in columns)]
    rows = [_write_row(present_member(member)) for member in members]
    return answer_csv(f"team-{today:%Y-%m-%d}.csv", [headings, *rows])


def _write_row(row: dict[str, Any]) -> list[str]:
    cells = (
        f"{c['words']}; {c['note']}" if c["note"] else c["words"] for c in row["cells"]
    )
    return [row["name"], row["teams"], *cells]


def _read_filter() -> TeamFilter:
    return TeamFilter(
        read_number(request.args, "team"),
        request.args.get("course", ""),
        request.args.get("state", ""),
    )


def _arguments(asked: TeamFilter) -> dict[str, Any]:
    given = {"team": asked.team_id, "course": asked.slug, "state": asked.state}
    return {name: value for name, value in given.items() if value}


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
    return _items([(c.slug, title_words(c.snapshot)) for c in courses], asked.slug)
