"""The tree of teams, and one team."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadForm, BadResponse
from elearn.services.teams import (
    TeamPlace,
    change_team,
    list_team_tree,
    make_team,
    remove_team,
    show_team_detail,
)
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow
from elearn.web.reading import check_id, read_number


@blueprint.get("/teams")
@allow("admin")
def teams() -> str:
    return _tree_page()


@blueprint.post("/teams")
@allow("admin")
def add_team() -> tuple[str, int] | Response:
    name = request.form.get("name", "")
    parent_id = read_number(request.form, "parent")
    try:
        current.write(
            make_team,
            current.moment(),
            current.person().person_id,
            name,
            parent_id,
        )
    except BadForm as error:
        return _tree_page(name=name, parent_id=parent_id, faults=error.faults), 400
    return redirect(url_for("admin.teams", done="added"), 303)


@blueprint.get("/teams/<int:team_id>")
@allow("admin")
def team(team_id: int) -> str:
    check_id(team_id)
    return _team_page(team_id)


@blueprint.post("/teams/<int:team_id>")
@allow("admin")
def save_team(team_id: int) -> tuple[str, int] | Response:
    check_id(team_id)
    name = request.form.get("name", "")
    parent_id = read_number(request.form, "parent")
    try:
        current.write(
            change_team,
            current.moment(),
            current.person().person_id,
            team_id,
            name,
            parent_id,
        )
    except BadForm as error:
        typed = (name, parent_id)
        return _team_page(team_id, typed=typed, faults=error.faults), 400
    return redirect(url_for("admin.team", team_id=team_id, done="changed"), 303)


@blueprint.post("/teams/<int:team_id>/remove")
@allow("admin")
def take_team_away(team_id: int) -> tuple[str, int] | Response:
    check_id(team_id)
    admin_id = current.person().person_id
    try:
        current.write(remove_team, current.moment(), admin_id, team_id)
    except BadResponse as error:
        return _team_page(team_id, error=error.sentence), 400
    return redirect(url_for("admin.teams", done="removed"), 303)


def _tree_page(
    *,
    name: str = "",
    parent_id: int | None = None,
    faults: dict[str, str] | None = None,
) -> str:
    tree = current.read(list_team_tree)
    return render_template(
        "admin/teams.html",
        tree=_nest(tree, None),
        any_team=bool(tree),
        name=name,
        parent_items=_items(tree, parent_id),
        faults=faults or {},
        done=request.args.get("done", "") if not faults else "",
    )


def _team_page(
    team_id: int,
    *,
    typed: tuple[str, int | None] | None = None,
    faults: dict[str, str] | None = None,
    error: str = "",
) -> str:
    detail = current.read(show_team_detail, team_id)
    name, parent_id = typed or (detail.place.name, detail.place.parent_id)
    return render_template(
        "admin/team.html",
        detail=detail,
        above=" › ".join(detail.place.path[:-1]),
        name=name,
        parent_items=_items(detail.may_move_to, parent_id),
        faults=faults or {},
        error=error,
        done=request.args.get("done", "") if not (faults or error) else "",
    )


def _nest(tree: tuple[TeamPlace, ...], parent_id: int | None) -> list[dict[str, Any]]:
    return [
        {"team": team, "below": _nest(tree, team.team_id)}
        for team in tree
        if team.parent_id == parent_id
    ]


def _items(teams: tuple[TeamPlace, ...], chosen: int | None) -> list[dict[str, Any]]:
    return [
        {"value": "", "text": "Nothing: it stands at the top"},
        *(
            {
                "value": str(team.team_id),
                "text": "– " * team.depth + team.name,
                "selected": team.team_id == chosen,
            }
            for team in teams
        ),
    ]
