"""Rosewood Care: the organisation of `elearn demo`, with people and a history.

Its history is made by the same services as real learning, only with earlier times.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.demo_accounts import ACCOUNTS, PASSWORD
from elearn.demo_learner import DemoLearner
from elearn.domain.access import Role
from elearn.services.accounts import hash_password
from elearn.services.assigning import assign_course
from elearn.services.awarding import list_own_awards, revoke_award
from elearn.services.home import take_again
from elearn.services.job_roles import add_job_role
from elearn.services.moment import Moment
from elearn.services.organisations import (
    add_organisation,
    add_person,
    add_team,
    grant_role,
)
from elearn.services.publishing import list_published
from elearn.store.tables import Person

COURSE = "communication"
NEXT_COURSES = {"empathy": 12, "conflict": 40, "cultural-competence": 75}
"""What everyone is to do next, and in how many days. Self-care is left to choose."""

SCENARIOS = ("fifteen-minutes", "not-herself")
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
        _STORIES[number % len(_STORIES)](_Life(session, person_id, now, rng, ada))
    _employ(session, opened, ada)
    _lives_of_accounts(session, ids, now, rng)
    _give_email(session)


def _give_email(session: Session) -> None:
    """Give most people an address, at the end: what is past sends no mail."""
    for person in session.scalars(select(Person)):
        # Many care workers have none.
        if person.sign_in_name in ACCOUNTS or person.id % 3:
            local = unicodedata.normalize("NFKD", person.sign_in_name)
            ascii_only = local.encode("ascii", "ignore").decode()
            person.email = f"{ascii_only}@rosewood.example"


def _crew(teams: _Teams) -> Iterator[tuple[str, int]]:
    for number, name in enumerate(_AT_HOME):
        yield name, (teams.north, teams.south)[number % 2]
    for number, name in enumerate(_HOUSE):
        yield name, (teams.days, teams.nights)[number % 2]


def _employ(session: Session, moment: Moment, ada: int) -> None:
    """Give everybody who cares or manages a job role."""
    roles = {
        name: add_job_role(session, moment, ada, name)
        for name in ("Care worker", "Senior carer", "Registered nurse", "Manager")
    }
    of_accounts = {"mara": "Manager", "otto": "Manager", "lena": "Care worker"}
    usual = ("Care worker", "Care worker", "Senior carer", "Care worker")
    everybody = session.scalars(select(Person).order_by(Person.id))
    for number, person in enumerate(everybody):
        name = of_accounts.get(person.sign_in_name)
        if person.sign_in_name not in ACCOUNTS:
            name = "Registered nurse" if number % 13 == 0 else usual[number % 4]
        person.job_role_id = roles[name] if name else None


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
    grants: tuple[tuple[str, Role, int | None], ...] = (
        ("mara", "manager", teams.at_home),
        ("otto", "manager", teams.house),
        ("tariq", "trainer", None),
    )
    for name, role, team_id in grants:
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
    for slug in sorted(NEXT_COURSES.keys() & list_published(session)):
        due_on = today + timedelta(days=NEXT_COURSES[slug])
        assign_course(session, moment, slug, due_on, by_id=ids["ada"])


@dataclass(frozen=True)
class _Life:
    """Somebody whose history is to happen; `ada` is the administrator's id."""

    session: Session
    person_id: int
    now: datetime
    rng: Random
    ada: int

    def learner(self, days_ago: int) -> DemoLearner:
        began = self.now - timedelta(days=days_ago, minutes=self.rng.randrange(600))
        return DemoLearner(
            self.session, self.person_id, COURSE, Moment(began, self.rng)
        )

    def done(self) -> None:
        days_ago = self.rng.randrange(20, 700)
        self.learner(days_ago).complete(misses=self.rng.randrange(3))

    def begun(self) -> None:
        learner = self.learner(self.rng.randrange(1, 30))
        learner.read_cards(self.rng.randrange(5, 40))

    def overdue(self) -> None:
        """Never began; the team's day has passed."""

    def renewed(self) -> None:
        self.learner(1150).complete()
        again = self.learner(40)
        take_again(self.session, self.person_id, COURSE, again.moment)
        again.complete(misses=2)

    def past_refresh(self) -> None:
        self.learner(1180).complete()

    def revoked(self) -> None:
        self.learner(200).complete()
        award = list_own_awards(self.session, self.person_id, self.now.date())[0]
        moment = Moment(self.now - timedelta(days=150), self.rng)
        reason = "Given under a wrong name; issued again on paper."
        revoke_award(self.session, award.number, reason, moment, self.ada)

    def failed(self, *, critical: bool = False) -> None:
        learner = self.learner(12)
        learner.read_cards()
        for scenario_id in SCENARIOS:
            learner.play(scenario_id)
        learner.take_assessment(misses=5, critical=critical)

    def failed_by_a_critical_choice(self) -> None:
        self.failed(critical=True)

    def played_harmfully(self) -> None:
        learner = self.learner(9)
        learner.read_cards(18)
        learner.play(SCENARIOS[0], hoping_for="harmful")


_STORIES: tuple[Callable[[_Life], None], ...] = (
    _Life.done, _Life.done, _Life.begun, _Life.overdue, _Life.renewed, _Life.done,
    _Life.failed, _Life.past_refresh, _Life.begun, _Life.done, _Life.overdue,
    _Life.failed_by_a_critical_choice, _Life.done, _Life.revoked, _Life.begun,
    _Life.done, _Life.overdue, _Life.played_harmfully,
)  # fmt: skip


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
