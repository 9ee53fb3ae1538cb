"""Rosewood Care: Lena learns, Mara manages her team, Otto another, and two more."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from random import Random

from sqlalchemy.orm import Session

from elearn.services.accounts import hash_password
from elearn.services.moment import Moment
from elearn.services.organisations import (
    add_organisation,
    add_person,
    add_team,
    grant_role,
)

PASSWORD = "rosewood-demo"
OPENED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""When Rosewood Care was set up and its course published."""


@dataclass(frozen=True)
class People:
    """Ids of people and teams."""

    lena: int
    mara: int
    otto: int
    tariq: int
    ada: int
    at_home: int
    house: int


@cache
def _password_hash() -> str:
    # Hashing is slow on purpose, so once is enough for all of them.
    return hash_password(PASSWORD)


def add_rosewood(session: Session) -> People:
    """Set up the organisation, two teams and five people with one password."""
    moment = Moment(OPENED, Random(1))
    add_organisation(
        session,
        moment,
        "Rosewood Care",
        contact="01632 960 001",
        signatory_name="Mara Osei",
        signatory_role="Registered manager",
        safeguarding_contact="Mara Osei, 01632 960 002",
    )
    at_home, house = add_team(session, "At Home"), add_team(session, "House")

    def add(name: str, full_name: str, team_id: int | None = None) -> int:
        return add_person(
            session,
            moment,
            name,
            full_name,
            password_hash=_password_hash(),
            team_id=team_id,
        )

    people = People(
        lena=add("lena", "Lena Kowalska", at_home),
        mara=add("mara", "Mara Osei", at_home),
        otto=add("otto", "Otto Lindqvist", house),
        tariq=add("tariq", "Tariq Rahman"),
        ada=add("ada", "Ada Whitfield"),
        at_home=at_home,
        house=house,
    )
    grant_role(session, moment, people.mara, "manager", team_id=at_home)
    grant_role(session, moment, people.otto, "manager", team_id=house)
    grant_role(session, moment, people.tariq, "trainer")
    grant_role(session, moment, people.ada, "admin")
    return people
