"""A team’s table and one person’s record as files, in the words of the screen."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from flask import Response

from elearn.documents.tables import Cell, Sheet, Tone, write_spreadsheet
from elearn.services.managing import TeamFilter, TeamList, TeamMember, list_team
from elearn.services.standings import Standing
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.csv_files import answer_csv
from elearn.web.manager.presenting import (
    present_cells,
    present_standing,
    say_cell,
    say_teams,
    title_words,
)
from elearn.web.manager.routes import blueprint
from elearn.web.manager.team import read_filter
from elearn.web.wording import count, moment_words

_TONES: dict[str, Tone] = {
    "done": "good",
    "due": "soon",
    "missed": "late",
    "overdue": "late",
}
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/team.csv")
@allow("manager")
def team_csv() -> Response:
    asked, today = read_filter(), current.today()
    # Whatever is wrong with the filter has to be said before the file begins.
    with current.database().reading() as session:
        list_team(session, current.person().person_id, asked, today)
    return answer_csv(f"team-{today:%Y-%m-%d}.csv", _list_lines(asked, today))


@blueprint.get("/team.xlsx")
@allow("manager")
def team_spreadsheet() -> Response:
    asked, today = read_filter(), current.today()
    with current.database().reading() as session:
        team = list_team(session, current.person().person_id, asked, today)
        sheet = Sheet(
            "Team", _say_filter(team, asked), _name_columns(team), _list_rows(team)
        )
        content = write_spreadsheet(sheet, current.now())
    name = f"team-{today:%Y-%m-%d}.xlsx"
    return Response(
        content,
        content_type=_SPREADSHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _list_lines(asked: TeamFilter, today: date) -> Iterator[list[str]]:
    with current.database().reading() as session:
        team = list_team(session, current.person().person_id, asked, today)
        titles = [title_words(column.snapshot) for column in team.columns]
        yield ["Name", "Team", *titles]
        for member in team.members:
            yield present_cells(member)


def _name_columns(team: TeamList) -> list[str]:
    titles = [title_words(column.snapshot) for column in team.columns]
    return ["Name", "Team", *chain(*((title, f"{title}: day") for title in titles))]


def _list_rows(team: TeamList) -> Iterator[Sequence[Cell]]:
    for member in team.members:
        yield _list_cells(member)


def _list_cells(member: TeamMember) -> list[Cell]:
    cells = [Cell(member.name), Cell(say_teams(member))]
    for standing in member.standings:
        shown = present_standing(standing)
        tone = _TONES.get(shown["look"], "")
        cells += [Cell(say_cell(shown), tone), Cell(_day_of(standing), tone)]
    return cells


def _day_of(standing: Standing) -> date | None:
    """Give the day that a cell is about: due, to be refreshed, or done."""
    if standing.state == "past refresh" or standing.refresh_near:
        return standing.refresh_on
    return standing.passed_on or standing.due_on


def _say_filter(team: TeamList, asked: TeamFilter) -> list[str]:
    """Say what the sheet shows, as of when, and by which filter."""
    person = current.person()
    chosen = [
        ("name", asked.words),
        ("team", team.team_name),
        ("course", title_words(team.columns[0].snapshot) if asked.slug else ""),
        ("state", asked.state),
    ]
    words = ", ".join(f"{what}: {value}" for what, value in chosen if value)
    return [
        f"{person.organisation_name}: training as of {moment_words(current.now())}",
        f"{count(team.count, 'person', 'people')}; {words or 'everybody in reach'}",
        f"Made for {person.name}",
    ]
