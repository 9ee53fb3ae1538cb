"""An administrator adds, changes, closes and opens accounts, and helps people in."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Message, Person, RoleGrant, WayIn
from tests.pages import Browser, Form, Page
from tests.people import People
from tests.site import Clock


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def events(database: Database, person_id: int) -> list[str]:
    query = select(AuditEvent.action).where(
        AuditEvent.thing_kind == "person", AuditEvent.thing_id == str(person_id)
    )
    return list(database.read(lambda s: s.scalars(query.order_by(AuditEvent.id)).all()))


def find(database: Database, sign_in_name: str) -> Person:
    query = select(Person).where(Person.sign_in_name == sign_in_name)
    return database.read(lambda s: s.scalars(query).one())


def new_form(ada: Browser) -> Form:
    return ada.get("admin.new_person").form("/people/new")


def person_page(ada: Browser, person_id: int) -> Page:
    return ada.get("admin.person", person_id=person_id)


def test_somebody_without_an_address_is_added_and_gets_a_code(
    ada: Browser, visitor: Browser, database: Database, people: People
) -> None:
    answer = new_form(ada).send(
        name="  Ben   Achterberg ", sign_in_name="Ben.A", teams=str(people.at_home)
    )
    page = answer.follow()
    ben = find(database, "ben.a")
    assert (ben.name, ben.email, ben.password_hash) == ("Ben Achterberg", None, "")
    assert "Ben Achterberg has an account now." in page.words
    assert "At Home" in page.words
    assert events(database, ben.id) == ["added", "put into team"]
    shown = page.form("/code").send()
    assert shown.status == 200
    code = next(e for e in shown.with_class("paper-code")).text or ""
    entered = visitor.get("joining.code").form("/code").send(code=code).follow()
    assert entered.heading == "Welcome, Ben"
    done = entered.form("/choose-password").send(password="seven red kettles")
    assert done.follow().heading == "Hello, Ben"
    assert "Active" in person_page(ada, ben.id).words


def test_somebody_with_an_address_gets_an_invitation(
    ada: Browser, visitor: Browser, database: Database
) -> None:
    answer = new_form(ada).send(
        name="Ben", sign_in_name="ben", email="ben@rosewood.example"
    )
    assert (
        "an invitation is on its way to ben@rosewood.example" in answer.follow().words
    )
    message = database.read(lambda s: s.scalars(select(Message)).one())
    assert message.kind == "invitation"
    link = str(message.facts["link"])
    assert visitor.open(link).follow().heading == "Welcome, Ben"


def test_the_same_form_twice_adds_one_person(ada: Browser, database: Database) -> None:
    form = new_form(ada)
    fields = {"name": "Ben", "sign_in_name": "ben", "email": "b@rosewood.example"}
    first, second = form.send(**fields), form.send(**fields)
    assert first.location == second.location
    assert len(database.read(lambda s: s.scalars(select(Message)).all())) == 1


@pytest.mark.parametrize(
    ("fields", "words", "field"),
    [
        ({"name": " "}, "Give a name.", "name"),
        ({"name": "x" * 121}, "at most 120", "name"),
        ({"sign_in_name": ""}, "Give a name to sign in with.", "sign_in_name"),
        ({"sign_in_name": "ben a"}, "without spaces", "sign_in_name"),
        ({"sign_in_name": " LENA "}, "Somebody else signs in as lena", "sign_in_name"),
        ({"email": "ben@"}, "name@example.org", "email"),
        ({"email": "a@b.example, c@d.example"}, "name@example.org", "email"),
        ({"job_role": "77"}, "not here any more", "job_role"),
        ({"teams": "77"}, "not here any more", "teams"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    ada: Browser, fields: dict[str, str], words: str, field: str
) -> None:
    good = {"name": "Ben Achterberg", "sign_in_name": "ben"}
    page = new_form(ada).send(**(good | fields))
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert words in page.words
    assert any(f"#{field}" == url for url in page.links().values())
    kept = good | fields
    assert page.form("/people/new").fields["name"] == [kept["name"]]
    assert page.form("/people/new").fields["sign_in_name"] == [kept["sign_in_name"]]


def test_somebody_is_changed_and_each_change_is_traced(
    ada: Browser, database: Database, people: People
) -> None:
    form = ada.get("admin.change_person", person_id=people.lena).form("/change")
    assert form.fields["teams"] == [str(people.at_home)]
    answer = form.send(
        name="Lena Kowalska-Reid", sign_in_name="lena", teams=str(people.house)
    )
    page = answer.follow()
    assert page.heading == "Lena Kowalska-Reid"
    assert "Your changes are saved." in page.words
    made = events(database, people.lena)
    assert made[-3:] == ["changed", "put into team", "took out of team"]
    same = ada.get("admin.change_person", person_id=people.lena).form("/change")
    same.send()
    assert events(database, people.lena) == made
    assert names_found(ada, "reid") == 1


def names_found(ada: Browser, words: str) -> int:
    page = ada.get("admin.people", words=words)
    ids = [url.rpartition("/people/")[2] for url in page.links().values()]
    return sum(1 for person_id in ids if person_id.isdigit())


def test_a_link_to_an_earlier_address_stops_working(
    ada: Browser, visitor: Browser, database: Database
) -> None:
    new_form(ada).send(name="Ben", sign_in_name="ben", email="old@rosewood.example")
    ben = find(database, "ben")
    form = ada.get("admin.change_person", person_id=ben.id).form("/change")
    form.send(email="new@rosewood.example")
    link = database.read(lambda s: s.scalars(select(Message.facts)).one())["link"]
    assert visitor.open(link).heading == "There is a newer link"
    sent = person_page(ada, ben.id).form("/send-link").send().follow()
    assert "on its way to new@rosewood.example" in sent.words


def test_deactivating_signs_out_and_is_undone_at_once(
    ada: Browser, lena: Browser, database: Database, people: People
) -> None:
    person_page(ada, people.lena).form("/code").send()
    page = person_page(ada, people.lena).form("/deactivate").send().follow()
    assert "Lena Kowalska is deactivated and signed out everywhere." in page.words
    assert lena.get("learner.home").status == 303
    open_ways = select(WayIn.id).where(WayIn.ended_at.is_(None))
    assert database.read(lambda s: s.scalars(open_ways).all()) == []
    again = page.form("/reactivate").send().follow()
    assert "Lena Kowalska can sign in again." in again.words
    assert lena.sign_in("lena").status == 303
    assert events(database, people.lena)[-2:] == ["deactivated", "reactivated"]


def test_nobody_deactivates_themselves(ada: Browser, people: People) -> None:
    page = person_page(ada, people.ada)
    assert not [f for f in page.forms() if f.action.endswith("/deactivate")]
    page = ada.post("admin.deactivate_person", person_id=people.ada)
    assert page.status == 400
    assert "You cannot deactivate yourself." in page.words


def test_somebody_is_signed_out_everywhere(
    ada: Browser, lena: Browser, people: People
) -> None:
    page = person_page(ada, people.lena).form("/sign-out").send().follow()
    assert "Lena Kowalska is signed out everywhere." in page.words
    assert lena.get("learner.home").status == 303
    assert ada.get("admin.people").status == 200


def test_somebody_who_was_erased_is_no_account(
    ada: Browser, database: Database, people: People, clock: Clock
) -> None:
    ada.post("admin.deactivate_person", person_id=people.lena)
    with database.writing() as session:
        session.get_one(Person, people.lena).erased_at = clock.now
    assert person_page(ada, people.lena).status == 404
    assert ada.post("admin.reactivate_person", person_id=people.lena).status == 404
    assert "Lena" not in ada.get("admin.people").words


def test_no_code_for_an_account_that_is_closed(ada: Browser, people: People) -> None:
    ada.post("admin.deactivate_person", person_id=people.lena)
    assert ada.post("admin.hand_out_code", person_id=people.lena).status == 404


def test_a_link_without_an_address_is_refused_kindly(
    ada: Browser, people: People
) -> None:
    page = ada.post("admin.send_link", person_id=people.lena)
    assert page.status == 400
    assert "Hand out a code instead." in page.words


def test_a_link_to_pass_on_is_shown_once(
    ada: Browser, visitor: Browser, database: Database
) -> None:
    page = new_form(ada).send(name="Ben", sign_in_name="ben").follow()
    shown = page.form("/link").send()
    link = shown.with_class("paper-link")[0].text or ""
    assert visitor.open(link).follow().heading == "Welcome, Ben"


def test_roles_are_given_once_and_taken_away(
    ada: Browser, database: Database, people: People
) -> None:
    page = person_page(ada, people.lena)
    give = page.form("/roles")
    for _ in range(2):
        assert give.send(role="manager", team=str(people.house)).status == 303
    assert give.send(role="trainer", team=str(people.house)).status == 303
    page = person_page(ada, people.lena)
    assert "Manager of House" in page.words
    query = select(RoleGrant.role, RoleGrant.team_id).where(
        RoleGrant.person_id == people.lena
    )
    grants = database.read(lambda s: s.execute(query).all())
    assert sorted(tuple(g) for g in grants) == [
        ("manager", people.house),
        ("trainer", None),
    ]
    for _ in range(2):
        next(f for f in page.forms() if f.action.endswith("/take")).send()
    assert "Manager of House" not in person_page(ada, people.lena).words
    assert events(database, people.lena)[-3:] == [
        "granted role", "granted role", "took role away",
    ]  # fmt: skip


@pytest.mark.parametrize("fields", [{}, {"role": "learner"}, {"role": "boss"}])
def test_a_role_that_is_none_is_refused(
    ada: Browser, people: People, fields: dict[str, str]
) -> None:
    page = ada.post("admin.give_person_role", fields, person_id=people.lena)
    assert page.status == 400
    assert "Choose a role." in page.words


def test_the_last_administrator_stays(
    ada: Browser, open_browser: Callable[..., Browser], people: People
) -> None:
    def take(browser: Browser, person_id: int) -> Page:
        page = person_page(browser, person_id)
        forms = [f for f in page.forms() if f.action.endswith("/take")]
        return forms[0].send()

    refused = take(ada, people.ada)
    assert refused.status == 400
    assert "This is the last administrator" in refused.words
    # Somebody who cannot sign in yet does not count.
    new_form(ada).send(name="Ben", sign_in_name="ben")
    ada.post("admin.give_person_role", {"role": "admin"}, person_id=people.ada + 1)
    assert take(ada, people.ada).status == 400
    ada.post("admin.give_person_role", {"role": "admin"}, person_id=people.mara)
    assert take(ada, people.ada).location == "/"
    assert ada.get("admin.people").status == 404
    assert take(open_browser("mara"), people.mara).status == 400


def test_a_person_signs_out_everywhere_else(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    other = open_browser("lena")
    page = lena.get("account.account")
    assert "On another device, since" in page.words
    done = page.form("/sign-out-elsewhere").send().follow()
    assert "You are signed out everywhere else." in done.words
    assert "On another device" not in done.words
    assert other.get("learner.home").status == 303
    assert lena.get("learner.home").status == 200
