"""An administrator's teams and job roles: add, rename, move, remove."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import JobRole, Person, Team
from tests.pages import Browser
from tests.people import People


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def parents(database: Database) -> dict[str, int | None]:
    rows = database.read(lambda s: s.execute(select(Team.name, Team.parent_id)).all())
    return {row.name: row.parent_id for row in rows}


def make(ada: Browser, name: str, parent_id: int | None = None) -> int:
    form = ada.get("admin.teams").form("/teams")
    page = form.send(name=name, parent=str(parent_id or "")).follow()
    assert "The team is added." in page.words
    return int(page.links()[" ".join(name.split())].rpartition("/")[2])


def test_a_team_is_added_below_another_and_says_who_is_in_it(
    ada: Browser, people: People
) -> None:
    nights = make(ada, "  Night   team ", people.house)
    page = ada.get("admin.team", team_id=nights)
    assert page.heading == "Night team"
    assert "In House" in page.words
    page = ada.get("admin.team", team_id=people.house)
    assert {"Otto Lindqvist", "Night team"} <= page.links().keys()


@pytest.mark.parametrize("name", ["", "x" * 121, "house", "At  Home"])
def test_a_name_that_cannot_be_is_refused(ada: Browser, name: str) -> None:
    page = ada.get("admin.teams").form("/teams").send(name=name)
    assert page.status == 400
    assert page.form("/teams").fields["name"] == [name]


def test_a_team_is_renamed_and_moved_with_all_below_it(
    ada: Browser, database: Database, people: People
) -> None:
    nights = make(ada, "Nights", people.house)
    form = ada.get("admin.team", team_id=people.house).form(f"/{people.house}")
    assert "Nights" not in str(form.offered("parent"))
    form.send(name="The House", parent=str(people.at_home))
    assert parents(database) == {
        "At Home": None, "The House": people.at_home, "Nights": people.house,
    }  # fmt: skip
    assert "In At Home › The House" in ada.get("admin.team", team_id=nights).words


@pytest.mark.parametrize("below", ["itself", "its own", "nothing there"])
def test_a_team_never_stands_below_itself(
    ada: Browser, database: Database, people: People, below: str
) -> None:
    nights = make(ada, "Nights", people.house)
    before = parents(database)
    target = {"itself": people.house, "its own": nights, "nothing there": 999}[below]
    page = ada.post(
        "admin.save_team",
        {"name": "House", "parent": str(target)},
        team_id=people.house,
    )
    assert page.status == 400
    assert parents(database) == before


def test_only_an_empty_team_is_removed(
    ada: Browser, database: Database, people: People, assign: Callable[..., None]
) -> None:
    nights = make(ada, "Nights", people.house)
    refused = ada.get("admin.team", team_id=people.house).form("/remove").send()
    assert refused.status == 400
    assert "still has people in it" in refused.words
    done = ada.get("admin.team", team_id=nights).form("/remove").send()
    assert "The team is removed." in done.follow().words
    assert "Nights" not in parents(database)
    assert ada.get("admin.team", team_id=nights).status == 404


def test_a_team_that_was_asked_to_do_a_course_stays(
    ada: Browser, assign: Callable[..., None], clock: Callable[[], object]
) -> None:
    days = make(ada, "Days")
    assign(clock().date(), team_id=days)  # type: ignore[attr-defined]  # a datetime
    page = ada.get("admin.team", team_id=days).form("/remove").send()
    assert page.status == 400
    assert "that record stays" in page.words


def test_a_team_with_a_manager_says_whose_role_goes_first(
    ada: Browser, people: People
) -> None:
    days = make(ada, "Days")
    fields = {"role": "manager", "team": str(days)}
    ada.post("admin.give_person_role", fields, person_id=people.lena)
    page = ada.get("admin.team", team_id=days).form("/remove").send()
    assert "Lena Kowalska manages Days." in page.words


def test_job_roles_are_added_renamed_and_removed(
    ada: Browser, database: Database, people: People
) -> None:
    assert "There are no job roles yet" in ada.get("admin.job_roles").words
    form = ada.get("admin.job_roles").form("/job-roles")
    page = form.send(name="Care worker").follow()
    assert "The job role is added." in page.words
    assert form.send(name="care WORKER").status == 400
    one = page.links()["Care worker"]
    job_role_id = one.rpartition("/")[2]
    change = ada.get("admin.change_person", person_id=people.lena).form("/change")
    change.send(job_role=job_role_id)
    query = select(Person.job_role_id).where(Person.id == people.lena)
    assert database.read(lambda s: s.scalar(query)) == int(job_role_id)
    ada.open(one).form(one).send(name="Senior carer")
    assert "Senior carer" in ada.get("admin.person", person_id=people.lena).words
    used = ada.post("admin.take_job_role_away", job_role_id=int(job_role_id))
    assert used.status == 400
    assert "Senior carer is in use." in used.words
    change.send(job_role="")
    done = ada.open(one).form("/remove").send().follow()
    assert "The job role is removed." in done.words
    assert database.read(lambda s: s.scalars(select(JobRole)).all()) == []
