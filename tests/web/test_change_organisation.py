"""An administrator says who the organisation is; what is wrong is said at its field."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from elearn.services.awarding import list_own_awards
from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Organisation
from tests.pages import Browser, Page
from tests.people import People
from tests.site import Clock, lena_did
from tests.web.attempts import complete


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def save(browser: Browser, **changes: str) -> Page:
    return browser.get("admin.details").form("/details").send(**changes)


def events(database: Database) -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.thing_kind == "organisation")
    return database.read(lambda s: list(s.scalars(query.order_by(AuditEvent.id))))


def test_only_administrators_find_it(open_browser: Callable[..., Browser]) -> None:
    for name in ("lena", "mara", "otto", "tariq"):
        browser = open_browser(name)
        for endpoint in ("admin.details", "admin.logo"):
            assert browser.get(endpoint).status == 404
        for endpoint in ("admin.save_details", "admin.save_logo"):
            assert browser.post(endpoint).status == 404


def test_what_is_saved_stands_on_every_page(ada: Browser, database: Database) -> None:
    answer = save(
        ada,
        name="  Rosewood   Homes ",
        nation="Wales",
        time_zone="Europe/Dublin",
        word="resident",
        safeguarding_contact="The lead, 01632 960 009",
    )
    page = answer.follow()
    assert "Saved." in page.words
    assert page.title == "About the organisation – Rosewood Homes"
    form = page.form("/details")
    held = {name: values[0] for name, values in form.fields.items()}
    assert held["name"] == "Rosewood Homes"
    assert held["nation"] == "Wales"
    assert held["time_zone"] == "Europe/Dublin"
    assert held["word"] == "resident"
    help_now = ada.get("public.help_now").words
    assert "You are worried about one of the residents" in help_now
    assert "tell The lead, 01632 960 009" in help_now
    # Which fields, and by whom; what stood in them is nobody's business later.
    event = events(database)[-1]
    assert event.action == "changed"
    assert event.detail == {
        "fields": [
            "name", "safeguarding_contact", "nation", "time_zone", "person_word",
            "people_word",
        ]
    }  # fmt: skip


def test_sending_it_twice_changes_it_once(ada: Browser, database: Database) -> None:
    form = ada.get("admin.details").form("/details")
    for _ in range(2):
        assert form.send(name="Rosewood Homes").status == 303
    assert [e.action for e in events(database)] == ["set up", "changed"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", " ", "Type the name of your organisation."),
        ("name", "x" * 201, "The name can have at most 200 characters."),
        ("signatory_name", "", "Type the name that goes with this role."),
        ("nation", "Atlantis", "Choose where you work."),
        ("time_zone", "Europe/Atlantis", "Choose a time zone from the list."),
        ("word", "", "Choose a word, or type your own for one person."),
        ("word", "other", "Choose a word, or type your own for one person."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    ada: Browser, database: Database, field: str, typed: str, sentence: str
) -> None:
    page = save(ada, **{"contact": "a new one", field: typed})
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert page.words.count(sentence) == 2
    # What was typed is still there, and nothing was saved.
    assert page.form("/details").fields["contact"] == ["a new one"]
    kept = database.read(lambda s: s.scalars(select(Organisation)).one())
    assert (kept.name, kept.contact) == ("Rosewood Care", "01632 960 001")
    assert [e.action for e in events(database)] == ["set up"]


def test_all_that_is_wrong_is_said_at_once(ada: Browser) -> None:
    page = save(ada, name="", time_zone="", word="other", person_word="guest")
    summary = page.with_class("nhsuk-error-summary__list")[0]
    assert [a.get("href") for a in summary.iter("a")] == [
        "#name", "#time_zone", "#people_word",
    ]  # fmt: skip


def test_an_own_word_comes_in_two(ada: Browser) -> None:
    page = save(ada, word="other", person_word="guest", people_word="guests").follow()
    form = page.form("/details")
    assert form.fields["word"] == ["other"]
    assert form.fields["people_word"] == ["guests"]
    assert "one of the guests" in ada.get("public.help_now").words


def test_a_second_administrator_is_shown_what_changed(
    ada: Browser, open_browser: Callable[..., Browser], database: Database
) -> None:
    mine = ada.get("admin.details").form("/details")
    save(open_browser("ada"), name="Rosewood Homes", contact="new@rosewood.example")
    page = mine.send(signatory_name="Ada Whitfield")
    assert page.status == 409
    assert "Somebody else saved this page while you were typing" in page.words
    assert "Saved now: Rosewood Homes You typed: Rosewood Care" in page.words
    assert "Saved now: Mara Osei You typed: Ada Whitfield" in page.words
    kept = database.read(lambda s: s.scalars(select(Organisation)).one())
    assert (kept.name, kept.signatory_name) == ("Rosewood Homes", "Mara Osei")
    # Said and seen, the next save takes its place.
    assert page.form("/details").send().status == 303
    kept = database.read(lambda s: s.scalars(select(Organisation)).one())
    assert (kept.name, kept.signatory_name) == ("Rosewood Care", "Ada Whitfield")


@lena_did(complete)
def test_certificates_already_issued_keep_the_old_name(
    ada: Browser, database: Database, people: People, clock: Clock
) -> None:
    save(ada, name="Rosewood Homes")
    today = clock.now.date()
    awards = database.read(lambda s: list_own_awards(s, people.lena, today))
    assert awards[0].facts.organisation_name == "Rosewood Care"
    assert "You have issued 1 certificate." in ada.get("admin.details").words


def test_typed_markup_is_only_words(ada: Browser) -> None:
    name = '<script>alert(1)</script> & "Sons"'
    page = save(ada, name=name).follow()
    assert page.title.endswith(f"– {name}")
    assert page.form("/details").fields["name"] == [name]
