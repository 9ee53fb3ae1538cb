"""The list of people: who may open it, what it finds, how it is paged."""

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import update

from elearn.services.accounts_admin import PersonForm, add_account
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import Person
from tests.counting import counting
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.people import OPENED, People


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def add(database: Database, people: People, name: str, team_id: int = 0) -> int:
    form = PersonForm(
        name, name.lower().replace(" ", "."), team_ids=(team_id or people.house,)
    )
    moment = Moment(OPENED, Random(1))
    return database.write(add_account, moment, people.ada, form)


def names(page: Page) -> list[str]:
    table = next(page.main.iter("tbody"), None)
    headings = table.iter("th") if table is not None else ()
    return [words_of(next(th.iter("a"))) for th in headings]


@pytest.mark.parametrize("name", ["lena", "mara", "otto", "tariq"])
def test_they_are_no_pages_for_anybody_else(
    open_browser: Callable[..., Browser], people: People, name: str
) -> None:
    browser = open_browser(name)
    for below in ("", "/people", f"/people/{people.lena}", "/teams", "/job-roles"):
        assert browser.open(f"/organisation{below}").status == 404
    assert "/organisation" not in browser.open("/account").html


def test_everybody_is_listed_by_name(ada: Browser) -> None:
    page = ada.get("admin.people")
    assert names(page) == [
        "Ada Whitfield", "Lena Kowalska", "Mara Osei", "Otto Lindqvist", "Tariq Rahman",
    ]  # fmt: skip
    assert "5 people have an account." in page.words
    assert "Manager of At Home" in page.words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=LENA", ["Lena Kowalska"]),
        ("words=whit+ada", ["Ada Whitfield"]),
        ("words=lukasik", ["Zofia Łukasik"]),
        ("words=ŁUKASIK", ["Zofia Łukasik"]),
        ("words=%25", []),
        ("words=_", []),
        ("role=manager", ["Mara Osei", "Otto Lindqvist"]),
        ("role=admin", ["Ada Whitfield"]),
        ("state=waiting", ["Zofia Łukasik"]),
        ("state=deactivated", ["Tariq Rahman"]),
        ("state=active&role=trainer", []),
        ("team={house}", ["Otto Lindqvist", "Zofia Łukasik"]),
    ],
)
def test_it_is_narrowed(
    ada: Browser, database: Database, people: People, query: str, found: list[str]
) -> None:
    add(database, people, "Zofia Łukasik")
    with database.writing() as session:
        closed = update(Person).where(Person.id == people.tariq).values(active=False)
        session.execute(closed)
    page = ada.open(f"/organisation/people?{query.format(house=people.house)}")
    assert names(page) == found
    if not found:
        assert page.links()["Show everybody"] == "/organisation/people"


@pytest.mark.parametrize(
    "query", ["team=999", "team=x", "job_role=999", "role=learner", "state=x", "page=x"]
)
def test_what_cannot_be_asked_is_not_there(ada: Browser, query: str) -> None:
    assert ada.open(f"/organisation/people?{query}").status == 404


def test_many_people_are_paged_in_as_many_queries(
    ada: Browser, database: Database, people: People
) -> None:
    with counting(database) as few:
        ada.get("admin.people")
    for number in range(60):
        add(database, people, f"Person {number:02}")
    with counting(database) as many:
        first = ada.get("admin.people")
    assert len(many.queries) == len(few.queries) <= 8
    assert len(names(first)) == 50
    assert "This page shows 1 to 50." in first.words
    second = ada.get("admin.people", page=2)
    assert len(names(second)) == 15
    assert names(ada.get("admin.people", page=99)) == names(second)
