"""The tree of teams: see it, add to it, rename, move and remove."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.domain.person import find_name_fault, tidy_line
from elearn.errors import BadForm, BadResponse, NotFound
from elearn.services.accounts_admin import hold_organisation
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.services.organisations import add_team
from elearn.store.tables import Membership, Person, RoleGrant, Team


@dataclass(frozen=True)
class TeamPlace:
    """A team and where it stands; `path` names the teams above it, then itself."""

    team_id: int
    name: str
    parent_id: int | None
    path: tuple[str, ...]
    members: int

    @property
    def depth(self) -> int:
        return len(self.path) - 1


def list_team_tree(session: Session) -> tuple[TeamPlace, ...]:
    """List all teams, each below the one it belongs to, with its own members."""
    rows = session.execute(
        select(Team.id, Team.name, Team.parent_id, func.count(Membership.person_id))
        .outerjoin(Membership, Membership.team_id == Team.id)
        .group_by(Team.id, Team.name, Team.parent_id)
        .order_by(Team.name, Team.id)
    ).all()
    below: dict[int | None, list[tuple[int, str, int | None, int]]] = {}
    for team_id, name, parent_id, members in rows:
        below.setdefault(parent_id, []).append((team_id, name, parent_id, members))

    def walk(parent_id: int | None, above: tuple[str, ...]) -> Iterator[TeamPlace]:
        for team_id, name, parent, members in below.get(parent_id, ()):
            path = (*above, name)
            yield TeamPlace(team_id, name, parent, path, members)
            yield from walk(team_id, path)

    return tuple(walk(None, ()))


@dataclass(frozen=True)
class PersonName:
    """Somebody to name on a page."""

    person_id: int
    name: str


@dataclass(frozen=True)
class TeamDetail:
    """A team, who is in it, who manages it, and where it could stand."""

    place: TeamPlace
    members: tuple[PersonName, ...]
    managers: tuple[PersonName, ...]
    below: tuple[TeamPlace, ...]
    may_move_to: tuple[TeamPlace, ...]


def show_team_detail(session: Session, team_id: int) -> TeamDetail:
    """Gather one team. Raise NotFound."""
    tree = list_team_tree(session)
    place = _find(tree, team_id)
    within = _ids_within(tree, team_id)
    members = (
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == team_id)
        .order_by(Person.search_name, Person.id)
    )
    managers = (
        select(Person.id, Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == "manager", RoleGrant.team_id == team_id)
        .order_by(Person.search_name, Person.id)
    )
    return TeamDetail(
        place,
        tuple(PersonName(*row) for row in session.execute(members)),
        tuple(PersonName(*row) for row in session.execute(managers)),
        tuple(team for team in tree if team.parent_id == team_id),
        tuple(team for team in tree if team.team_id not in within),
    )


def make_team(
    session: Session, moment: Moment, admin_id: int, name: str, parent_id: int | None
) -> int:
    """Add a team, perhaps below another. Raise BadForm."""
    hold_organisation(session)
    name, tree = tidy_line(name), list_team_tree(session)
    _check(tree, name, parent_id, None)
    team_id = add_team(session, name, parent_id)
    record_event(session, moment, admin_id, "added", "team", team_id)
    return team_id


def change_team(
    session: Session,
    moment: Moment,
    admin_id: int,
    team_id: int,
    name: str,
    parent_id: int | None,
) -> None:
    """Rename a team and move it, with all below it. Raise NotFound, BadForm."""
    hold_organisation(session)
    name, tree = tidy_line(name), list_team_tree(session)
    place = _find(tree, team_id)
    if parent_id in _ids_within(tree, team_id):
        raise BadForm({"parent": "A team cannot stand below itself. Choose another."})
    _check(tree, name, parent_id, team_id)
    team = session.get_one(Team, team_id)
    if name != place.name:
        team.name = name
        record_event(
            session, moment, admin_id, "renamed", "team", team_id,
            before=place.name, after=name,
        )  # fmt: skip
    if parent_id != place.parent_id:
        team.parent_id = parent_id
        record_event(
            session, moment, admin_id, "moved", "team", team_id, below=parent_id
        )


def remove_team(session: Session, moment: Moment, admin_id: int, team_id: int) -> None:
    """Remove a team that nobody is in and nothing rests on.

    Raise NotFound, or BadResponse with what to do first.
    """
    hold_organisation(session)
    detail = show_team_detail(session, team_id)
    name = detail.place.name
    if detail.members:
        raise BadResponse(
            team_id, f"{name} still has people in it. Put them into another team first."
        )
    if detail.below:
        raise BadResponse(
            team_id, f"{name} has teams below it. Move or remove those first."
        )
    if detail.managers:
        raise BadResponse(
            team_id,
            f"{detail.managers[0].name} manages {name}. Take that role away first.",
        )
    try:
        # What else points at it is for the database to know.
        with session.begin_nested():
            session.delete(session.get_one(Team, team_id))
    except IntegrityError as error:
        raise BadResponse(
            team_id,
            f"{name} was asked to do courses, and that record stays. Rename the team "
            "or leave it empty.",
        ) from error
    record_event(session, moment, admin_id, "removed", "team", team_id, name=name)


def _find(tree: tuple[TeamPlace, ...], team_id: int) -> TeamPlace:
    found = next((team for team in tree if team.team_id == team_id), None)
    if found is None:
        raise NotFound(team_id, "This team is not here any more.")
    return found


def _ids_within(tree: tuple[TeamPlace, ...], team_id: int) -> set[int]:
    """Give a team and all below it; in a tree, who is above stands first."""
    within = {team_id}
    for team in tree:
        if team.parent_id in within:
            within.add(team.team_id)
    return within


def _check(
    tree: tuple[TeamPlace, ...], name: str, parent_id: int | None, team_id: int | None
) -> None:
    faults = {"name": find_name_fault(name)}
    beside = {
        team.name.casefold()
        for team in tree
        if team.parent_id == parent_id and team.team_id != team_id
    }
    if name.casefold() in beside:
        faults["name"] = f"There is a team {name} in the same place already."
    if parent_id not in {None, *(team.team_id for team in tree)}:
        faults["parent"] = "That team is not here any more. Choose another."
    faults = {field: sentence for field, sentence in faults.items() if sentence}
    if faults:
        raise BadForm(faults)
