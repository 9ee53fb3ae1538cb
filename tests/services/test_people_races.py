"""Administrators and newcomers at the same moment, on both databases."""

from dataclasses import replace
from random import SystemRandom

import pytest

from elearn.errors import BadForm, BadResponse
from elearn.services import handing_out, ways_in
from elearn.services.accounts_admin import PersonForm, add_account, deactivate
from elearn.services.moment import Moment
from elearn.services.roles import give_role
from elearn.services.teams import change_team, list_team_tree, make_team
from elearn.store.people import count_admins
from elearn.store.tables import Person, SignIn, WayIn
from tests.rosewood import Rosewood

pytestmark = pytest.mark.slow


def moment(rosewood: Rosewood) -> Moment:
    return replace(rosewood.moment(), rng=SystemRandom())


def test_two_people_never_get_one_sign_in_name(rosewood: Rosewood) -> None:
    names = [f"Ben {letter}" for letter in "ABCDEFGH"]

    def add() -> str:
        form = PersonForm(names.pop(), "ben")
        try:
            rosewood.database.write(add_account, moment(rosewood), rosewood.lena, form)
        except BadForm as error:
            return error.faults["sign_in_name"]
        return "added"

    answers = rosewood.race(add)
    assert answers.count("added") == 1
    assert answers.count("Somebody else signs in as ben. Choose another one.") == 7
    assert rosewood.count(Person, Person.sign_in_name == "ben") == 1


def test_a_code_used_eight_times_at_once_opens_one_sign_in(rosewood: Rosewood) -> None:
    made = rosewood.database.write(
        handing_out.hand_out_code, moment(rosewood), rosewood.otto, rosewood.lena
    )
    passwords = [f"password number {n}" for n in range(8)]
    outcomes = rosewood.race(
        lambda: rosewood.database.write(
            ways_in.use_way, moment(rosewood), made.secret, passwords.pop()
        )
    )
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    closed = [o for o in outcomes if isinstance(o, ways_in.ClosedWay)]
    assert {way.reason for way in closed} == {"used"}
    assert rosewood.count(SignIn) == 1


def test_of_codes_made_at_once_only_one_works(rosewood: Rosewood) -> None:
    rosewood.race(
        lambda: rosewood.database.write(
            handing_out.hand_out_code, moment(rosewood), rosewood.otto, rosewood.lena
        )
    )
    assert rosewood.count(WayIn, WayIn.ended_at.is_(None)) == 1


def test_two_administrators_cannot_close_each_other(rosewood: Rosewood) -> None:
    pairs = [(rosewood.lena, rosewood.otto), (rosewood.otto, rosewood.lena)]
    for person_id, _ in pairs:
        rosewood.database.write(
            give_role, moment(rosewood), person_id, person_id, "admin", None
        )
    pairs *= 4

    def close() -> str:
        admin_id, person_id = pairs.pop()
        try:
            rosewood.database.write(deactivate, moment(rosewood), admin_id, person_id)
        except BadResponse as error:
            return error.sentence
        return "closed"

    rosewood.race(close)
    assert rosewood.database.read(count_admins) == 1


def test_two_teams_never_stand_below_each_other(rosewood: Rosewood) -> None:
    first, second = (
        rosewood.database.write(make_team, moment(rosewood), rosewood.lena, name, None)
        for name in ("North", "South")
    )
    moves = [(first, "North", second), (second, "South", first)] * 4

    def move() -> None:
        team_id, name, parent_id = moves.pop()
        try:
            rosewood.database.write(
                change_team, moment(rosewood), rosewood.lena, team_id, name, parent_id
            )
        except BadForm:
            return

    rosewood.race(move)
    assert len(rosewood.database.read(list_team_tree)) == 2
