"""Importing people, on both databases: all or nothing, once, and quickly."""

import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from elearn.services.import_plan import Choices, Plan
from elearn.services.people_import import (
    Imported,
    import_people,
    keep_people_file,
    preview_import,
)
from elearn.store.tables import Membership, Message, Person, Team, WayIn
from tests.rosewood import Rosewood

ALL = Choices(new_teams=True, new_job_roles=True)
_chance = Random(5)


def send(rosewood: Rosewood, text: str) -> str:
    moment = replace(rosewood.moment(), rng=_chance)
    return rosewood.database.write(
        keep_people_file, moment, rosewood.lena, text.encode()
    )


def plan(rosewood: Rosewood, number: str, choices: Choices = ALL) -> Plan:
    found = rosewood.database.read(preview_import, rosewood.lena, number, choices)
    assert found is not None
    return found


def run(
    rosewood: Rosewood, number: str, choices: Choices = ALL, mark: str = ""
) -> Imported | Plan | None:
    moment = replace(rosewood.moment(), rng=_chance)
    return rosewood.database.write(
        import_people,
        moment,
        rosewood.lena,
        number,
        choices,
        mark or plan(rosewood, number, choices).mark,
        inviting=True,
    )


def test_a_list_is_imported_and_again_changes_nothing(rosewood: Rosewood) -> None:
    text = (
        "sign-in name,name,e-mail,job role,team\n"
        ",Ben Achterberg,ben@rosewood.example,Carer,House > Nights\n"
        ",Chiara Bianchi,,carer,Nights|Days\n"
        ",,,,\n"
        "otto,Otto Lind,otto@rosewood.example,,\n"
    )
    assert run(rosewood, send(rosewood, text)) == Imported(2, 1, 1)
    assert rosewood.count(Person) == 4
    assert rosewood.count(Team) == 4
    assert rosewood.count(Message) == rosewood.count(WayIn) == 1
    again = plan(rosewood, send(rosewood, text))
    # The new team “Nights” stands twice now, so that line has to say which one.
    assert again.counts["new"] == again.counts["changed"] == 0


def test_unknown_teams_are_left_out_until_they_are_wanted(rosewood: Rosewood) -> None:
    number = send(rosewood, "name,team,job role\nBen,Nights,\nCy,,Nurse\nDi,,\n")
    found = plan(rosewood, number, Choices())
    assert [row.sentence for row in found.rows] == [
        "There is no team Nights. Add it above, or write one that is here.",
        "There is no job role Nurse. Add it above, or write one that is here.",
        "No e-mail: needs a code",
    ]
    assert (found.unknown_teams, found.unknown_job_roles) == (("Nights",), ("Nurse",))
    assert run(rosewood, number, Choices()) == Imported(1, 0, 0)
    assert rosewood.count(Team) == 0


def test_a_namesake_is_not_added_by_mistake(rosewood: Rosewood) -> None:
    found = plan(rosewood, send(rosewood, "name\nLena KOWALSKA\n"))
    assert "signs in as lena." in found.rows[0].sentence
    listed = "name,sign-in name\nLena Kowalska,lena2\nLena Kowalska,lena\n"
    found = plan(rosewood, send(rosewood, listed))
    assert [row.state for row in found.rows] == ["new", "unchanged"]


def test_a_new_job_role_is_a_change_for_somebody_without_one(
    rosewood: Rosewood,
) -> None:
    number = send(rosewood, "name,sign-in name,job role\nOtto Lindqvist,otto,Nurse\n")
    found = plan(rosewood, number)
    assert (found.rows[0].state, found.rows[0].sentence) == ("changed", "job role")


def test_a_list_is_imported_once(rosewood: Rosewood) -> None:
    number = send(rosewood, "name\nBen\n")
    mark = plan(rosewood, number).mark
    assert run(rosewood, number, mark=mark) == Imported(1, 0, 0)
    assert run(rosewood, number, mark=mark) is None


def test_what_changed_meanwhile_is_shown_before_anything_is_done(
    rosewood: Rosewood,
) -> None:
    number = send(rosewood, "name\nBen\n")
    mark = plan(rosewood, number).mark
    with rosewood.database.writing() as session:
        session.add(
            Person(
                sign_in_name="ben",
                name="Ben",
                password_hash="",
                active=False,
                created_at=rosewood.moment().now,
            )
        )
    outcome = run(rosewood, number, mark=mark)
    assert isinstance(outcome, Plan)
    assert outcome.counts["refused"] == 1


@pytest.mark.slow
def test_the_same_list_eight_times_at_once(rosewood: Rosewood) -> None:
    number = send(rosewood, "name,team\nBen,Nights\nCy,Nights\n")
    mark = plan(rosewood, number).mark
    outcomes = rosewood.race(lambda: run(rosewood, number, mark=mark))
    assert sorted(map(str, outcomes)).count("None") == 7
    assert (rosewood.count(Person), rosewood.count(Team)) == (4, 1)


@pytest.mark.slow
def test_ten_thousand_people_take_seconds(rosewood: Rosewood) -> None:
    lines = ["name,sign-in name,e-mail,team"]
    lines += [
        f"Person {n},p{n},p{n}@rosewood.example,Team {n % 20}" for n in range(10_000)
    ]
    began = time.monotonic()
    number = send(rosewood, "\n".join(lines))
    assert run(rosewood, number) == Imported(10_000, 0, 10_000)
    assert time.monotonic() - began < 60
    members = rosewood.database.read(
        lambda s: s.scalar(select(func.count()).select_from(Membership))
    )
    assert members == 10_000


NAMES = st.sampled_from(["Ben", "ben", "Zoë", "Ada Lo", "", "otto", "=1+1", "B|C"])
ROWS = st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=5)


def test_importing_twice_changes_nothing(rosewood: Rosewood) -> None:
    @settings(max_examples=15)
    @given(rows=ROWS)
    def check(rows: list[tuple[str, str, str]]) -> None:
        text = "\n".join(["name,team,job role", *(",".join(row) for row in rows)])
        run(rosewood, send(rosewood, text))
        again = plan(rosewood, send(rosewood, text))
        assert again.counts["new"] == again.counts["changed"] == 0

    check()
