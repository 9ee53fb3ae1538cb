"""The organisation, its people, teams and roles: made at the first start."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.access import Role
from elearn.errors import BadResponse
from elearn.services.accounts import SHORTEST_PASSWORD, hash_password
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.store.tables import (
    Membership,
    Organisation,
    Person,
    RoleGrant,
    Team,
)


def has_organisation(session: Session) -> bool:
    """Tell whether this database was ever set up."""
    return session.scalars(select(Organisation.id).limit(1)).first() is not None


def find_organisation_name(session: Session) -> str | None:
    """Give the name of the organisation, None before there is one."""
    return session.scalars(select(Organisation.name).limit(1)).first()


def add_organisation(
    session: Session,
    moment: Moment,
    name: str,
    *,
    contact: str = "",
    signatory_name: str = "",
    signatory_role: str = "",
    safeguarding_contact: str = "",
) -> int:
    """Set up the one organisation. Raise BadResponse if there is one."""
    if has_organisation(session):
        raise BadResponse(name, "This database already belongs to an organisation.")
    organisation = Organisation(
        name=name,
        contact=contact,
        signatory_name=signatory_name,
        signatory_role=signatory_role,
        safeguarding_contact=safeguarding_contact,
        time_zone="Europe/London",
        nation="England",
        person_word="person we support",
        people_word="people we support",
        revision=1,
    )
    session.add(organisation)
    session.flush()
    record_event(session, moment, None, "set up", "organisation", organisation.id)
    return organisation.id


def add_team(session: Session, name: str, parent_id: int | None = None) -> int:
    """Add a site, or a team below one."""
    team = Team(name=name, parent_id=parent_id)
    session.add(team)
    session.flush()
    return team.id


def add_person(
    session: Session,
    moment: Moment,
    sign_in_name: str,
    name: str,
    *,
    password: str = "",
    password_hash: str = "",
    team_id: int | None = None,
    by_id: int | None = None,
) -> int:
    """Add an account, with a password or its hash. Raise BadResponse if it cannot be.

    The sign-in name is kept in lower case, as people type it on phones.
    """
    sign_in_name = sign_in_name.strip().lower()
    if not sign_in_name or not name.strip():
        raise BadResponse("name", "Give a name and a sign-in name.")
    if not password_hash and len(password) < SHORTEST_PASSWORD:
        raise BadResponse("password", f"Use at least {SHORTEST_PASSWORD} characters.")
    taken = select(Person.id).where(Person.sign_in_name == sign_in_name)
    if session.scalars(taken).first() is not None:
        raise BadResponse("sign_in_name", f"The name {sign_in_name} is taken.")
    person = Person(
        sign_in_name=sign_in_name,
        name=name.strip(),
        password_hash=password_hash or hash_password(password),
        active=True,
        created_at=moment.now,
    )
    session.add(person)
    session.flush()
    if team_id is not None:
        session.add(Membership(team_id=team_id, person_id=person.id))
    record_event(session, moment, by_id, "added", "person", person.id)
    return person.id


def grant_role(
    session: Session,
    moment: Moment,
    person_id: int,
    role: Role,
    *,
    team_id: int | None = None,
    by_id: int | None = None,
) -> None:
    """Give somebody a role; a manager's reaches `team_id` and the teams below it."""
    session.add(RoleGrant(person_id=person_id, role=role, team_id=team_id))
    record_event(
        session, moment, by_id, "granted role", "person", person_id,
        role=role, team=team_id,
    )  # fmt: skip
