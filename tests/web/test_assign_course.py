"""Mara asks people to do a course by a day; Lena finds it on her first page."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from elearn.services.moment import Moment
from elearn.services.organisations import add_team, grant_role
from elearn.store.database import Database
from elearn.store.tables import Assignment, AuditEvent
from tests.pages import Browser, Page
from tests.people import OPENED, People
from tests.site import SMALL, Clock, lena_did
from tests.web.attempts import complete

DUE = "2026-12-21"


def ask(browser: Browser, **typed: str) -> Page:
    form = browser.open("/assignments/new").form("/assignments")
    return form.send(**{"course": SMALL, "due": DUE, **typed})


def rows(database: Database) -> list[tuple[int | None, int | None, str]]:
    query = (
        select(Assignment.person_id, Assignment.team_id, Assignment.due_on)
        .where(Assignment.withdrawn_at.is_(None))
        .order_by(Assignment.id)
    )
    with database.writing() as session:
        return [(p, t, day.isoformat()) for p, t, day in session.execute(query)]


def events(database: Database) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.action.contains("assign"))
    moved = select(AuditEvent.action).where(AuditEvent.action == "changed due day")
    return database.read(lambda s: [*s.scalars(query), *s.scalars(moved)])


@pytest.fixture
def mara(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("mara")


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def test_she_asks_her_team_and_lena_sees_it(
    mara: Browser, lena: Browser, people: People, database: Database
) -> None:
    assert lena.open("/").words.count("Due by") == 0
    form = mara.open("/team").browser.open("/assignments/new").form("/assignments")
    assert form.fields["due"] == ["2026-12-21"]
    assert form.offered("who") == ["Choose who", "At Home"]
    answer = form.send(course=SMALL, who=f"team-{people.at_home}")
    assert answer.location == "/assignments?asked=1"
    said = answer.follow().words
    assert "Assigned. At Home: “First words” by 21 December 2026, 2 people" in said
    assert "0 of 2 people" in said
    assert "Mara Osei" in said
    assert rows(database) == [(None, people.at_home, DUE)]
    assert events(database) == ["assigned"]
    assert "1 course due, the first by 21 December 2026" in lena.open("/").words


def test_she_asks_one_person_from_their_page(
    mara: Browser, people: People, database: Database
) -> None:
    url = mara.open(f"/team/people/{people.lena}").links()["Assign a course"]
    page = mara.open(url)
    assert page.heading == "Assign a course to Lena Kowalska"
    answer = page.form("/assignments").send(course=SMALL)
    assert "Lena Kowalska: “First words” by 21 December 2026." in answer.follow().words
    assert rows(database) == [(people.lena, None, DUE)]


def test_a_second_click_and_a_second_day(
    mara: Browser, people: People, database: Database
) -> None:
    who = f"team-{people.at_home}"
    for _ in range(2):
        assert ask(mara, who=who).location == "/assignments?asked=1"
    assert events(database) == ["assigned"]
    ask(mara, who=who, due="2026-12-01")
    assert rows(database) == [(None, people.at_home, "2026-12-01")]
    assert events(database) == ["assigned", "changed due day"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"course": ""}, "course", "Choose a course."),
        ({"course": "gone"}, "course", "not here any more"),
        ({"who": ""}, "who", "Choose who is to do it."),
        ({"due": ""}, "due", "Give the day"),
        ({"due": "soon"}, "due", "Give the day"),
        ({"due": "2026-11-22"}, "due", "That day has passed."),
        ({"due": "2062-11-22"}, "due", "Check the year."),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(
    mara: Browser,
    people: People,
    database: Database,
    typed: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    sent = {"who": f"team-{people.at_home}", "due": DUE, **typed}
    page = ask(mara, **sent)
    assert page.status == 400
    assert page.title.startswith("Error:")
    summary = next(a for a in page.main.iter("a") if a.get("href") == f"#{field}")
    assert sentence in (summary.text or "")
    assert page.find(f"{field}-error") is not None
    kept = page.form("/assignments").fields
    assert kept["due"] == [sent["due"]]
    assert kept["who"] == [sent["who"]]
    assert rows(database) == []


def test_all_that_is_missing_is_said_at_once(mara: Browser) -> None:
    page = ask(mara, course="", who="", due="")
    assert page.status == 400
    links = [a.get("href", "") for a in page.main.iter("a")]
    faults = [link for link in links if link.startswith("#")]
    assert faults == ["#course", "#who", "#due"]


def test_a_day_typed_by_hand_is_read(
    mara: Browser, people: People, database: Database
) -> None:
    ask(mara, who=f"team-{people.at_home}", due="21/12/2026")
    assert rows(database) == [(None, people.at_home, DUE)]


def test_otto_asks_nothing_of_lena(
    open_browser: Callable[..., Browser],
    mara: Browser,
    people: People,
    database: Database,
) -> None:
    otto = open_browser("otto")
    assert otto.open(f"/assignments/new?person={people.lena}").status == 404
    for who in (f"person-{people.lena}", f"team-{people.at_home}", "person-x", "all"):
        assert ask(otto, who=who).status == 404
    assert rows(database) == []
    ask(mara, who=f"team-{people.at_home}")
    assert "At Home" not in otto.open("/assignments").words
    assert "At Home" not in otto.open("/assignments?asked=1").words
    assert otto.open("/assignments/1").status == 404


def test_everyone_is_for_whoever_reaches_everyone(
    mara: Browser, ada: Browser, lena: Browser, database: Database
) -> None:
    form = ada.open("/assignments/new").form("/assignments")
    assert form.offered("who")[:2] == ["Choose who", "Everyone"]
    ask(ada, who="everyone")
    assert rows(database) == [(None, None, DUE)]
    assert "1 course due" in lena.open("/").words
    page = mara.open("/assignments")
    assert "Everyone" in page.words
    assert "0 of 2 people" in page.words
    assert "Not yours to change" in page.words
    assert mara.open("/assignments/1").status == 404


def test_her_everyone_is_her_teams(
    mara: Browser, people: People, database: Database
) -> None:
    moment = Moment(OPENED, Random(1))
    with database.writing() as session:
        night = add_team(session, "Night")
        add_team(session, "North round", people.at_home)
        grant_role(session, moment, people.mara, "manager", team_id=night)
    form = mara.open("/assignments/new").form("/assignments")
    assert form.offered("who")[1:] == [
        "Everyone in my teams", "At Home", "– North round", "Night",
    ]  # fmt: skip
    page = ask(mara, who="everyone").follow()
    assert rows(database) == [(None, people.at_home, DUE), (None, night, DUE)]
    assert page.words.count("Assigned. ") == 2


@lena_did(complete)
def test_done_is_counted_and_a_passed_day_is_marked(
    mara: Browser, people: People, clock: Clock
) -> None:
    page = ask(mara, who=f"team-{people.at_home}").follow()
    assert "2 people in all. One has done it already." in page.words
    assert "1 of 2 people" in page.words
    assert not page.with_class("status--overdue")
    clock.now += timedelta(days=40)
    later = mara.sign_in("mara").follow().browser.open("/assignments")
    assert "The day has passed for 1" in later.words
    assert later.with_class("status--overdue")


def test_nothing_asked_says_so(mara: Browser) -> None:
    page = mara.open("/assignments")
    assert "Nothing is assigned" in page.words
    assert page.links()["Assign a course"] == "/assignments/new"
