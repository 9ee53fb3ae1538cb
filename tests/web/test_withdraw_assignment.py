"""Mara takes back what she has asked for, and may ask for it again."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import AuditEvent
from tests.pages import Browser
from tests.people import People
from tests.web.test_assign_course import rows


@pytest.fixture
def mara(
    open_browser: Callable[..., Browser], assign: Callable[..., None], people: People
) -> Browser:
    assign(date(2026, 12, 21), team_id=people.at_home)
    return open_browser("mara")


def withdrawals(database: Database) -> int:
    query = select(AuditEvent.id).where(AuditEvent.action == "withdrew")
    return len(database.read(lambda s: s.scalars(query).all()))


def test_she_is_asked_first_and_lena_has_nothing_due_then(
    mara: Browser, lena: Browser, database: Database
) -> None:
    assert "1 course due" in lena.open("/").words
    page = mara.open("/assignments/1")
    confirm = mara.open(page.links()["Withdraw this assignment"])
    assert "2 people have not done it yet" in confirm.words
    assert confirm.links()["Keep it"] == "/assignments/1"
    form = confirm.form("/withdraw")
    assert len(rows(database)) == 1
    for _ in range(2):
        assert form.send().location == "/assignments?withdrawn=1"
    assert rows(database) == []
    assert withdrawals(database) == 1
    assert "course due" not in lena.open("/").words


def test_the_way_back_is_to_assign_it_again(
    mara: Browser, people: People, database: Database
) -> None:
    form = mara.open("/assignments/1/withdraw").form("/withdraw")
    page = form.send().follow()
    again = mara.open(page.links()["Assign it again"]).form("/assignments")
    assert again.fields["who"] == [f"team-{people.at_home}"]
    assert again.fields["due"] == ["2026-12-21"]
    again.send()
    assert rows(database) == [(None, people.at_home, "2026-12-21")]
    assert mara.open("/assignments/1").status == 404


def test_nobody_else_withdraws_it(
    mara: Browser, open_browser: Callable[..., Browser], database: Database
) -> None:
    otto = open_browser("otto")
    assert otto.open("/assignments/1/withdraw").status == 404
    assert otto.post("manager.withdraw_assignment", assignment_id=1).status == 404
    mara.post("manager.withdraw_assignment", assignment_id=1)
    assert otto.post("manager.withdraw_assignment", assignment_id=1).status == 404
    assert otto.open("/assignments/new?again=1").status == 404
    assert withdrawals(database) == 1
