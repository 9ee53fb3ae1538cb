"""The judge of `make test-faults` can find something, and finds nothing for nothing."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from elearn.services.assessing import hand_in
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import Person
from tests.faults.learner import Fact, Facts
from tests.faults.records import compare, find_violations, load_records
from tests.faults.site import SLUG, fill

CHOICE: Fact = ("choice", "fifteen-minutes", 1, 0)
NEXT: Fact = ("choice", "fifteen-minutes", 1, 1)
SAID: Facts = {CHOICE: "sit-down"}


@pytest.mark.parametrize(
    ("kept", "pending", "found"),
    [
        ([(CHOICE, "sit-down")], {}, ""),
        ([(CHOICE, "sit-down")], {NEXT: "wait"}, ""),
        ([(CHOICE, "sit-down"), (NEXT, "wait")], {NEXT: "wait"}, ""),
        ([], {}, "is lost"),
        ([(CHOICE, "stand")], {}, "is stand, not sit-down"),
        ([(CHOICE, "sit-down")] * 2, {}, "is there 2 times"),
        ([(CHOICE, "sit-down"), (NEXT, "wait")], {}, "nobody sent it"),
        ([(CHOICE, "sit-down"), (NEXT, "go")], {NEXT: "wait"}, "and wait was sent"),
        # One place further on is another choice.
        ([(NEXT, "sit-down")], {}, "is lost"),
    ],
)
def test_what_differs_from_what_was_acknowledged_is_found(
    kept: list[tuple[Fact, object]], pending: Facts, found: str
) -> None:
    said = list(compare(kept, SAID, pending))
    assert bool(said) == bool(found)
    assert found in " ".join(said)


_DAMAGE = {
    "DELETE FROM response WHERE id = 1": "is lost",
    "DELETE FROM card_view WHERE id = 1": "is lost",
    "DELETE FROM play_choice WHERE id = 1": "is lost",
    "UPDATE play_choice SET position = position + 100 WHERE id = 1": "nobody sent it",
    "UPDATE attempt SET handed_in_at = NULL": "broken",
    "UPDATE attempt SET points = NULL": "broken",
    "UPDATE enrolment SET completed_at = NULL": "0 completed courses",
    "UPDATE award SET pdf = NULL": "broken",
    "DELETE FROM award_event": "0 times issued, 1 awards",
    "DELETE FROM message": "0 messages, 1 awards",
    "DELETE FROM award_event; DELETE FROM award; DELETE FROM message": "0 awards for 1",
    "INSERT INTO card_view SELECT 0, enrolment_id, module_id, 'other', text_hash, "
    "version_id, done_at FROM card_view LIMIT 1": "nobody sent it",
}


@pytest.mark.slow
def test_no_damage_to_the_records_goes_unseen(tmp_path: Path) -> None:
    whole = tmp_path / "whole.sqlite3"
    url = f"sqlite:///{whole}"
    fill(url, 3, ready=3)
    with closing(Database(url)) as database, database.writing() as session:
        query = select(Person.id).where(Person.sign_in_name == "person-2")
        moment = Moment(datetime.now(UTC), Random(1))
        hand_in(session, session.scalars(query).one(), SLUG, 1, moment)
    before = load_records(url)
    assert find_violations(url, before, []) == []
    for order, found in _DAMAGE.items():
        hurt = shutil.copy(whole, tmp_path / "hurt.sqlite3")
        with closing(sqlite3.connect(hurt)) as connection:
            connection.executescript(order)
        assert found in " ".join(find_violations(f"sqlite:///{hurt}", before, [])), (
            order
        )
