"""An administrator erases somebody, and sees first what goes and what stays."""

from collections.abc import Callable

import pytest

from elearn.store.database import Database
from elearn.store.tables import Person
from tests.pages import Browser, Page
from tests.people import People
from tests.site import lena_did
from tests.web.attempts import complete

Open = Callable[..., Browser]


@pytest.fixture
def ada(open_browser: Open) -> Browser:
    return open_browser("ada")


def erase_page(browser: Browser, person_id: int) -> Page:
    return browser.get("admin.erase_person", person_id=person_id)


def lena_of(database: Database, people: People) -> Person:
    return database.read(lambda s: s.get_one(Person, people.lena))


@lena_did(complete)
def test_ada_sees_what_goes_and_what_stays(ada: Browser, people: People) -> None:
    record = ada.get("admin.person", person_id=people.lena)
    page = ada.open(record.links()["Erase Lena Kowalska …"])
    assert page.heading == "Erase Lena Kowalska"
    assert "This cannot be undone." in page.words
    assert "Certificates: 1" in page.words
    assert "Regulation 17" in page.words


def test_the_account_goes_and_lena_is_signed_out(
    ada: Browser, lena: Browser, database: Database, people: People
) -> None:
    form = erase_page(ada, people.lena).form("/erase")
    page = form.send(extent="account", confirm="lena").follow()
    assert "Erased on" in page.words
    assert lena.get("learner.home").status == 303
    person = lena_of(database, people)
    assert (person.name, person.active) == ("Lena Kowalska", False)
    assert form.send(extent="account", confirm="lena").status == 303


@lena_did(complete)
def test_the_name_goes_from_the_certificate_that_anybody_can_check(
    ada: Browser, visitor: Browser, database: Database, people: People
) -> None:
    record = ada.get("admin.person", person_id=people.lena)
    erase_page(ada, people.lena).form("/erase").send(extent="name", confirm="lena")
    assert "Kowalska" not in ada.open(record.url).words
    assert lena_of(database, people).name == f"Former colleague {people.lena}"
    found = database.read(lambda s: s.connection().exec_driver_sql(
        "SELECT number FROM award").scalar_one())  # fmt: skip
    page = visitor.get("public.verify_number", number=found)
    assert "Kowalska" not in page.words
    assert "the name on it has been erased" in page.words


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"extent": "account", "confirm": "lea"}, "Type lena, so that nobody is"),
        ({"extent": "account", "confirm": ""}, "Type lena, so that nobody is"),
        ({"extent": "", "confirm": "lena"}, "Choose whether the record keeps"),
    ],
)
def test_a_slip_erases_nobody(
    ada: Browser, database: Database, people: People, fields: dict[str, str], says: str
) -> None:
    page = erase_page(ada, people.lena).form("/erase").send(**fields)
    assert page.status == 400
    assert says in page.words
    assert page.form("/erase").fields["confirm"] == [fields["confirm"]]
    assert lena_of(database, people).sign_in_name == "lena"


def test_nobody_erases_themselves(ada: Browser, people: People) -> None:
    page = erase_page(ada, people.ada)
    assert "You cannot erase yourself." in page.words
    assert not [form for form in page.forms() if form.action.endswith("/erase")]


def test_nobody_else_comes_near_it(open_browser: Open, people: People) -> None:
    for name in ("lena", "mara", "otto", "tariq"):
        browser = open_browser(name)
        assert erase_page(browser, people.lena).status == 404
        sent = browser.post(
            "admin.erase_person_now",
            {"extent": "name", "confirm": "lena"},
            person_id=people.lena,
        )
        assert sent.status == 404


def test_who_was_erased_is_found_again(ada: Browser, people: People) -> None:
    assert "Nobody has been erased" in ada.get("admin.erased_people").words
    erase_page(ada, people.lena).form("/erase").send(extent="account", confirm="lena")
    page = ada.get("admin.people")
    assert "Lena" not in page.words
    listed = ada.open(page.links()["People who were erased"])
    assert "The name stays with the record." in listed.words
    again = ada.open(listed.links()["Lena Kowalska"])
    # What is left can still be handed over, and the name can follow.
    copy = ada.get("admin.person_data", person_id=people.lena)
    assert copy.form("/data").send().status == 200
    again.form("/erase").send(extent="name", confirm="Lena Kowalska")
    name = f"Former colleague {people.lena}"
    assert name in ada.get("admin.erased_people").links()
    assert "Kowalska" not in ada.get("admin.erased_people").words
