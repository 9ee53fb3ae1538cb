"""A manager’s team, as a page."""

from typing import Any

from flask import render_template, request, url_for

from elearn.domain.standings import STATES
from elearn.errors import NotFound
from elearn.services.managing import TeamFilter, TeamPage, show_team
from elearn.services.team_courses import CourseColumn
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.manager.presenting import (
    present_member,
    present_pages,
    title_words,
)
from elearn.web.manager.routes import blueprint
from elearn.web.reading import read_number
from elearn.web.wording import count, moment_words

_LONGEST_SEARCH = 100
_ORDERS = (("", "Name"), ("urgent", "Most urgent first"))


@blueprint.get("/team")
@allow("manager")
def team() -> str:
    asked = read_filter()
    arguments = write_filter(asked)
    number = read_number(request.args, "page") or 1
    page = current.read(
        show_team, current.person().person_id, asked, number, current.today()
    )
    order = "urgent" if asked.urgent else ""
    return render_template(
        "manager/team.html",
        page=page,
        asked=asked,
        is_filtered=bool(arguments.keys() - {"order"}),
        sentences=_sentences(page, asked),
        as_of=moment_words(current.now()),
        titles=[title_words(column.snapshot) for column in page.columns],
        team_items=_team_items(page, asked),
        course_items=_course_items(page.courses, asked),
        state_items=_items(
            [("", "All"), *((s, s.capitalize()) for s in STATES)], asked.state
        ),
        order_items=_items(list(_ORDERS), order),
        rows=[present_member(member) for member in page.members],
        pages=present_pages("manager.team", page.number, page.pages, **arguments),
        csv_url=url_for("manager.team_csv", **arguments),
        spreadsheet_url=url_for("manager.team_spreadsheet", **arguments),
    )


def read_filter() -> TeamFilter:
    """Read what an address asks for."""
    args = request.args
    order = args.get("order", "")
    if order not in dict(_ORDERS):
        raise NotFound(order)
    return TeamFilter(
        read_number(args, "team"),
        args.get("course", ""),
        args.get("state", ""),
        args.get("name", "").strip()[:_LONGEST_SEARCH],
        urgent=order == "urgent",
    )


def write_filter(asked: TeamFilter) -> dict[str, Any]:
    """Give a filter as the arguments of an address."""
    given = {
        "name": asked.words,
        "team": asked.team_id,
        "course": asked.slug,
        "state": asked.state,
        "order": "urgent" if asked.urgent else "",
    }
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
    elif asked.words:
        said.append(f"Only names with “{asked.words}” are counted.")
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
        for value, words in choices
    ]


def _team_items(page: TeamPage, asked: TeamFilter) -> list[dict[str, Any]]:
    choices = [(str(t.team_id), "– " * t.depth + t.name) for t in page.teams]
    return _items([("", "All"), *choices], str(asked.team_id or ""))


def _course_items(
    courses: tuple[CourseColumn, ...], asked: TeamFilter
) -> list[dict[str, Any]]:
    choices = [(c.slug, title_words(c.snapshot)) for c in courses]
    return _items([("", "All"), *choices], asked.slug)
