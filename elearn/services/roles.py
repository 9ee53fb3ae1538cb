"""Give roles and take them away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.access import Role
from elearn.errors import BadForm, NotFound
from elearn.services.accounts_admin import (
    check_admin_stays,
    get_person,
    hold_organisation,
)
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.services.organisations import grant_role
from elearn.services.people import GRANTED
from elearn.store.tables import RoleGrant, Team


def give_role(
    session: Session,
    moment: Moment,
    admin_id: int,
    person_id: int,
    role: str,
    team_id: int | None,
) -> None:
    """Give a role; only a manager's is for a team. Giving it again changes nothing.

    Raise NotFound, BadForm.
    """
    hold_organisation(session)
    get_person(session, person_id)
    known: Role | None = next((r for r in GRANTED if r == role), None)
    if known is None:
        raise BadForm({"role": "Choose a role."})
    if known != "manager":
        team_id = None
    elif team_id is not None and session.get(Team, team_id) is None:
        raise BadForm({"team": "This team is not here any more. Choose another."})
    has = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == known,
        RoleGrant.team_id == team_id,
    )
    if session.scalars(has).first() is None:
        grant_role(session, moment, person_id, known, team_id=team_id, by_id=admin_id)


def take_role(
    session: Session, moment: Moment, admin_id: int, person_id: int, grant_id: int
) -> None:
    """Take a role away; one that is gone already changes nothing.

    Raise NotFound, or BadResponse for the last administrator.
    """
    hold_organisation(session)
    get_person(session, person_id)
    grant = session.get(RoleGrant, grant_id)
    if grant is None:
        return
    if grant.person_id != person_id:
        raise NotFound(grant_id)
    if grant.role == "admin":
        check_admin_stays(session, person_id)
    session.delete(grant)
    record_event(
        session, moment, admin_id, "took role away", "person", person_id,
        role=grant.role, team=grant.team_id,
    )  # fmt: skip
