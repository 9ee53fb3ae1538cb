"""Choosing a password by a link or a code: once, for a time, and nobody else's."""

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import select, update

from elearn.services import handing_out
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Message, Person, SignInTry, WayIn
from tests.counting import counting
from tests.pages import Browser, Page
from tests.people import PASSWORD, People
from tests.site import Clock

NEW = "three wet umbrellas"
SITE = "https://learn.rosewood.example"


@pytest.fixture
def moment(clock: Clock) -> Callable[[], Moment]:
    chance = Random(3)
    return lambda: Moment(clock.now, chance, SITE)


@pytest.fixture
def make_link(
    database: Database, people: People, moment: Callable[[], Moment]
) -> Callable[[], str]:
    def make() -> str:
        made = database.write(
            handing_out.hand_out_link, moment(), people.ada, people.lena
        )
        assert made.secret.startswith(f"{SITE}/join/")
        return made.secret

    return make


@pytest.fixture
def make_code(
    database: Database, people: People, moment: Callable[[], Moment]
) -> Callable[[], str]:
    def make() -> str:
        make = handing_out.hand_out_code
        return database.write(make, moment(), people.ada, people.lena).secret

    return make


def choose(page: Page, password: str = NEW) -> Page:
    return page.form("/choose-password").send(password=password)


def test_a_link_leads_to_a_password_and_in(
    visitor: Browser, make_link: Callable[[], str], open_browser: Callable[..., Browser]
) -> None:
    elsewhere = open_browser("lena")
    page = visitor.open(make_link()).follow()
    assert page.path == "/choose-password"
    assert page.form().fields["username"] == ["lena"]
    assert choose(page).follow().heading == "Hello, Lena"
    assert elsewhere.get("learner.home").status == 303
    assert open_browser().sign_in("lena", NEW).status == 303
    assert open_browser().sign_in("lena", PASSWORD).status == 400


def test_opening_a_link_uses_nothing_up(
    visitor: Browser,
    make_link: Callable[[], str],
    database: Database,
    open_browser: Callable[..., Browser],
) -> None:
    link = make_link()
    for _ in range(3):
        answer = open_browser().open(link)
        assert answer.location == "/choose-password"
        assert answer.response.headers["Referrer-Policy"] == "no-referrer"
    assert database.read(lambda s: s.scalars(select(WayIn.used_at)).all()) == [None]
    assert choose(visitor.open(link).follow()).status == 303


def test_a_second_use_says_kindly_what_to_do(
    visitor: Browser, make_link: Callable[[], str], open_browser: Callable[..., Browser]
) -> None:
    link, second = make_link(), open_browser()
    first = visitor.open(link).follow()
    late = second.open(link).follow()
    choose(first)
    for page in (choose(late, "quite another one"), open_browser().open(link)):
        assert page.status == 410
        assert page.heading == "This link has been used"
        assert page.links()["Sign in"] == "/sign-in"
    assert open_browser().sign_in("lena", NEW).status == 303


def test_a_link_runs_out_and_a_newer_one_takes_its_place(
    visitor: Browser, make_link: Callable[[], str], clock: Clock
) -> None:
    first, second = make_link(), make_link()
    assert visitor.open(first).heading == "There is a newer link"
    clock.move(days=6, hours=23)
    assert visitor.open(second).status == 303
    clock.move(hours=2)
    page = visitor.open(second)
    assert (page.status, page.heading) == (410, "This link has run out")
    assert page.links()["Send me a new link"] == "/forgotten"


def test_a_link_that_is_cut_or_made_up_opens_nothing(
    visitor: Browser, make_link: Callable[[], str]
) -> None:
    link = make_link()
    for url in (link[:-1], f"{SITE}/join/x", f"{SITE}/join/%F0%9F%90%99"):
        page = visitor.open(url)
        assert (page.status, page.heading) == (410, "This link is not complete")
    assert visitor.get("joining.choose_password").location == "/code"


def test_somebody_who_was_deactivated_does_not_come_in(
    visitor: Browser, make_link: Callable[[], str], database: Database, people: People
) -> None:
    page = visitor.open(make_link()).follow()
    with database.writing() as session:
        closed = update(Person).where(Person.id == people.lena).values(active=False)
        session.execute(closed)
    assert choose(page).heading == "This account is closed"


@pytest.mark.parametrize("password", ["short", "Lena Kowalska", "x" * 201])
def test_an_unfit_password_keeps_the_link_open(
    visitor: Browser, make_link: Callable[[], str], password: str
) -> None:
    page = choose(visitor.open(make_link()).follow(), password)
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert page.form().fields["password"] == [""]
    assert choose(page).status == 303


def test_whoever_else_is_signed_in_here_is_told_and_signed_out(
    open_browser: Callable[..., Browser], make_link: Callable[[], str]
) -> None:
    ada = open_browser("ada")
    page = ada.open(make_link()).follow()
    assert "You are signed in as Ada Whitfield" in page.words
    assert "Lena" in choose(page).follow().heading
    assert ada.get("admin.people").status == 404


@pytest.mark.parametrize("style", [str, str.lower, lambda c: c.replace("-", "  ")])
def test_a_code_is_read_as_people_type_it(
    visitor: Browser, make_code: Callable[[], str], style: Callable[[str], str]
) -> None:
    code = make_code()
    assert len(code) == 14
    assert not set("ILOU01") & set(code)
    page = visitor.get("joining.code").form("/code").send(code=style(code))
    assert choose(page.follow()).status == 303
    again = visitor.post("joining.submit_code", {"code": code})
    assert "This code has been used." in again.words


def test_codes_cannot_be_guessed_for_long(
    visitor: Browser, make_code: Callable[[], str], clock: Clock
) -> None:
    code = make_code()
    form = visitor.get("joining.code").form("/code")
    for number in range(60):
        assert "does not open anything" in form.send(code=f"WRONG{number}").words
    page = form.send(code=code)
    assert page.status == 400
    assert "Too many tries" in page.words
    assert page.form("/code").fields["code"] == [code]
    clock.move(minutes=16)
    assert form.send(code=code).status == 303


def test_no_secret_is_kept(make_code: Callable[[], str], database: Database) -> None:
    code = make_code()
    kept = database.read(lambda s: s.scalars(select(WayIn.secret_hash)).one())
    assert code not in kept
    details = database.read(lambda s: s.scalars(select(AuditEvent.detail)).all())
    assert code not in str(details)


def give_email(database: Database, person_id: int, email: str) -> None:
    with database.writing() as session:
        session.get_one(Person, person_id).email = email


def ask(browser: Browser, name: str) -> Page:
    return browser.get("joining.forgotten").form("/forgotten").send(name=name)


def test_a_forgotten_password_gets_a_link_by_mail(
    visitor: Browser, database: Database, people: People, clock: Clock
) -> None:
    give_email(database, people.lena, "Lena@rosewood.example")
    for name in ("lena", " LENA@rosewood.example"):
        assert ask(visitor, name).follow().heading == "Look at your e-mail"
    first, second = database.read(lambda s: s.scalars(select(Message)).all())
    assert first.person_id == second.person_id == people.lena
    assert first.kind == "password-reset"
    assert visitor.open(str(first.facts["link"])).heading == "There is a newer link"
    link = str(second.facts["link"])
    page = visitor.open(link).follow()
    assert page.heading == "Choose a new password"
    clock.move(hours=1, minutes=1)
    assert visitor.open(link).heading == "This link has run out"


def test_who_has_an_account_is_not_told_nor_shown_by_the_work(
    visitor: Browser, database: Database, people: People
) -> None:
    give_email(database, people.lena, "lena@rosewood.example")
    asked = {}
    for name in ("lena", "otto", "nobody", "nobody@rosewood.example"):
        form = visitor.get("joining.forgotten").form("/forgotten")
        with counting(database) as counted:
            page = form.send(name=name)
        words = [query.split()[0] for query in counted.queries]
        # What is kept or taken back at the end is the one difference.
        asked[name] = (page.status, page.location, words, counted.commits)
    assert asked["otto"] == asked["nobody"] == asked["nobody@rosewood.example"]
    assert asked["lena"][:2] == asked["nobody"][:2]
    differing = [
        a
        for a in zip(asked["lena"][2], asked["nobody"][2], strict=True)
        if a[0] != a[1]
    ]
    assert differing in ([], [("RELEASE", "ROLLBACK")])
    messages = database.read(lambda s: s.scalars(select(Message.person_id)).all())
    assert messages == [people.lena]


def test_an_address_that_several_share_opens_nobodys_account(
    visitor: Browser, database: Database, people: People
) -> None:
    for person_id in (people.lena, people.otto):
        give_email(database, person_id, "office@rosewood.example")
    ask(visitor, "office@rosewood.example")
    assert database.read(lambda s: s.scalars(select(Message.id)).all()) == []
    ask(visitor, "otto")
    sent = database.read(lambda s: s.scalars(select(Message.person_id)).all())
    assert sent == [people.otto]


def test_asking_for_links_is_throttled(visitor: Browser, database: Database) -> None:
    for _ in range(5):
        assert ask(visitor, "lena").status == 303
    page = ask(visitor, "lena")
    assert page.status == 400
    assert "Too many tries" in page.words
    tries = database.read(lambda s: s.scalars(select(SignInTry.key)).all())
    assert tries.count("reset:lena") == 5
    assert "Type your sign-in name" in ask(visitor, " ").words


def test_somebody_without_a_password_cannot_sign_in(
    visitor: Browser, database: Database, people: People
) -> None:
    with database.writing() as session:
        session.get_one(Person, people.lena).password_hash = ""
    for password in ("", PASSWORD, "nobody has this account"):
        assert visitor.sign_in("lena", password).status == 400
