"""Rosewood Care: the organisation of `elearn demo`, with people and a history.

Its history is made by the same services as real learning, only with earlier times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from elearn.demo_learner import DemoLearner
from elearn.services.accounts import hash_password
from elearn.services.awarding import list_own_awards, revoke_award
from elearn.services.home import take_again
from elearn.services.moment import Moment
from elearn.services.organisations import (
    add_organisation,
    add_person,
    add_team,
    assign_course,
    grant_role,
)

PASSWORD = "rosewood-demo"  # noqa: S105 - printed for everybody; loopback only
ACCOUNTS = {
    "lena": "Lena Kowalska, home-care worker, learns",
    "mara": "Mara Osei, manages Rosewood at Home",
    "otto": "Otto Lindqvist, manages Rosewood House",
    "tariq": "Tariq Rahman, trainer",
    "ada": "Ada Whitfield, administrator",
}

COURSE = "communication"
FIRST_PUBLISHED = timedelta(days=1300)
"""How long ago the demo's course was first published, so that some awards are old."""

_AT_HOME = (
    "Amira Haddad", "Ben Achterberg", "Chiara Bianchi", "Darius Okoye",
    "Eilidh MacLeod", "Farah Siddiqui", "Gwen Pritchard", "Hamza Yildız",
    "Ifeoma Nwosu", "Jakub Nowak", "Kemi Adebayo", "Liam Doherty",
    "Mei Ling Chan", "Nadia Benali", "Owen Griffiths", "Priya Raman", "Rosa Santos",
)  # fmt: skip
_HOUSE = (
    "Samuel Mensah", "Thị Hồng Đặng", "Uma Krishnan", "Viktor Petrov",
    "Wren Ashdown", "Ximena Duarte", "Yusuf Warsame", "Zofia Łukasik",
    "Abena Boateng", "Bronagh Kelly", "Callum Fraser", "Dimitra Nikolaou",
    "Elif Çağlar", "Francis Mwangi", "Grace Tembo", "Hugh Pemberton",
    "Ines Carvalho", "Joy Balogun",
)  # fmt: skip

_STORIES = (
    "done", "done", "begun", "overdue", "renewed", "done", "failed", "past refresh",
    "begun", "done", "overdue", "critical", "done", "revoked", "begun", "done",
    "overdue", "harmful play",
)  # fmt: skip


@dataclass(frozen=True)
class _Teams:
    at_home: int
    north: int
    south: int
    house: int
    days: int
    nights: int


def make_demo(session: Session, now: datetime) -> None:
    """Fill an empty database; the course must be published already."""
    # Repeatable: every demo organisation tells the same stories.
    rng = Random(1906)  # noqa: S311
    opened = Moment(now - FIRST_PUBLISHED, rng)
    add_organisation(
        session,
        opened,
        "Rosewood Care",
        contact="training@rosewood.example, 01632 960 001",
        signatory_name="Mara Osei",
        signatory_role="Registered manager",
        safeguarding_contact="Rosewood safeguarding lead, 01632 960 002, day and night",
    )
    teams = _add_teams(session)
    password_hash = hash_password(PASSWORD)
    ids = _add_accounts(session, opened, teams, password_hash)
    ada = ids["ada"]
    _assign(session, Moment(now - timedelta(days=60), rng), teams, ids, now.date())
    for number, (name, team_id) in enumerate(_crew(teams)):
        sign_in_name = name.lower().replace(" ", ".")
        person_id = add_person(
            session, opened, sign_in_name, name,
            password_hash=password_hash, team_id=team_id, by_id=ada,
        )  # fmt: skip
        _live(session, person_id, _STORIES[number % len(_STORIES)], now, rng, ada)
    _lives_of_accounts(session, ids, now, rng)


def _crew(teams: _Teams) -> Iterator[tuple[str, int]]:
    for number, name in enumerate(_AT_HOME):
        yield name, (teams.north, teams.south)[number % 2]
    for number, name in enumerate(_HOUSE):
        yield name, (teams.days, teams.nights)[number % 2]


def _add_teams(session: Session) -> _Teams:
    top = add_team(session, "Rosewood Care")
    at_home = add_team(session, "Rosewood at Home", top)
    house = add_team(session, "Rosewood House", top)
    return _Teams(
        at_home,
        add_team(session, "North round", at_home),
        add_team(session, "South round", at_home),
        house,
        add_team(session, "Day team", house),
        add_team(session, "Night team", house),
    )


def _add_accounts(
    session: Session, moment: Moment, teams: _Teams, password_hash: str
) -> dict[str, int]:
    team_of = {"lena": teams.north, "mara": teams.at_home, "otto": teams.house}
    ids = {
        sign_in_name: add_person(
            session, moment, sign_in_name, about.partition(",")[0],
            password_hash=password_hash, team_id=team_of.get(sign_in_name),
        )
        for sign_in_name, about in ACCOUNTS.items()
    }  # fmt: skip
    ada = ids["ada"]
    grant_role(session, moment, ada, "admin")
    for name, role, team_id in (
        ("mara", "manager", teams.at_home),
        ("otto", "manager", teams.house),
        ("tariq", "trainer", None),
    ):
        grant_role(session, moment, ids[name], role, team_id=team_id, by_id=ada)
    return ids


def _assign(
    session: Session, moment: Moment, teams: _Teams, ids: dict[str, int], today: date
) -> None:
    for team_id, days, manager in (
        (teams.at_home, -7, "mara"),
        (teams.house, -20, "otto"),
    ):
        assign_course(
            session, moment, COURSE, today + timedelta(days=days),
            team_id=team_id, by_id=ids[manager],
        )  # fmt: skip


def _live(
    session: Session, person_id: int, story: str, now: datetime, rng: Random, ada: int
) -> None:
    """Let one person's history happen."""

    def learner(days_ago: float) -> DemoLearner:
        began = now - timedelta(days=days_ago, minutes=rng.randrange(600))
        return DemoLearner(session, person_id, COURSE, Moment(began, rng))

    match story:
        case "done":
            learner(rng.randrange(20, 700)).complete(misses=rng.randrange(3))
        case "begun":
            learner(rng.randrange(1, 30)).read_cards(rng.randrange(5, 40))
        case "renewed":
            learner(1150).complete()
            again = learner(40)
            take_again(session, person_id, COURSE, again.moment)
            again.complete(misses=2)
        case "past refresh":
            learner(1180).complete()
        case "revoked":
            learner(200).complete()
            number = list_own_awards(session, person_id, now.date())[0].number
            revoke_award(
                session, number, "Given under a wrong name; issued again on paper.",
                Moment(now - timedelta(days=150), rng), ada,
            )  # fmt: skip
        case "failed" | "critical":
            taker = learner(12)
            taker.read_cards()
            for scenario_id in ("fifteen-minutes", "not-herself"):
                taker.play(scenario_id)
            taker.take_assessment(misses=5, critical=story == "critical")
        case "harmful play":
            taker = learner(9)
            taker.read_cards(18)
            taker.play("fifteen-minutes", hoping_for="harmful")


def _lives_of_accounts(
    session: Session, ids: dict[str, int], now: datetime, rng: Random
) -> None:
    lena = DemoLearner(
        session, ids["lena"], COURSE, Moment(now - timedelta(days=1), rng)
    )
    lena.read_cards(13, missing=0.3)
    for name, days_ago in (("mara", 300), ("tariq", 420), ("otto", 1160)):
        moment = Moment(now - timedelta(days=days_ago), rng)
        DemoLearner(session, ids[name], COURSE, moment).complete()
