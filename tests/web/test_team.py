"""A manager's team on the screen and as a file, and one person's record."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from random import Random

import pytest
from sqlalchemy import delete, update

from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.services.organisations import add_person
from elearn.store.database import Database
from elearn.store.tables import Membership, Person
from tests.counting import counting
from tests.markup import Element, words_of
from tests.pages import Browser, Page
from tests.people import OPENED, People
from tests.site import SMALL, Clock, Learn, lena_did
from tests.web.attempts import complete

Assign = Callable[..., None]


@pytest.fixture
def mara(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("mara")


@pytest.fixture
def otto(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("otto")


def texts(cell: Element) -> list[str]:
    """Give what a cell of the screen says, in its parts."""
    words = [words_of(a) for a in cell.iter("a")]
    for part in cell.iter():
        classes = (part.get("class") or "").split()
        if "status" in classes or "card-table__note" in classes:
            words.append(words_of(part))
    return words


def screen(page: Page) -> list[list[str]]:
    """Read the table as the file writes it."""
    headings, *rows = page.main.iter("tr")
    name, *courses = (words_of(th) for th in headings.iter("th"))
    read = [[name, "Team", *courses]]
    for row in rows:
        heading = texts(next(row.iter("th")))
        cells = ["; ".join(texts(td)) for td in row.iter("td")]
        read.append([*heading, *cells])
    return read


def download(browser: Browser, query: str = "") -> list[list[str]]:
    answer = browser.open(f"/team.csv{query}").response
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))))


def test_only_managers_find_it(
    mara: Browser, open_browser: Callable[..., Browser], people: People
) -> None:
    assert "/team" in nav(mara)
    for name in ("lena", "tariq", "ada"):
        browser = open_browser(name)
        assert "/team" not in nav(browser)
        for url in ("/team", "/team.csv", f"/team/people/{people.lena}"):
            assert browser.open(url).status == 404


def nav(browser: Browser) -> list[str]:
    header = next(browser.get("account.account").body.iter("header"))
    return [a.get("href") or "" for a in header.iter("a")]


def test_otto_sees_nothing_of_lena(otto: Browser, people: People) -> None:
    assert "Lena" not in otto.open("/team").words
    assert "Lena" not in str(download(otto))
    assert otto.open(f"/team/people/{people.lena}").status == 404
    for url in ("/team", "/team.csv"):
        assert otto.open(f"{url}?team={people.at_home}").status == 404


def test_the_team_says_who_is_where(
    mara: Browser, learning: Learn, assign: Assign, clock: Clock
) -> None:
    learning(lambda learner: learner.read_cards(1))
    assign(clock.now.date() - timedelta(days=2))
    page = mara.open("/team")
    assert "1 of 2 people has something overdue." in page.words
    small = screen(page)[0].index("First words")
    rows = {row[0]: row for row in screen(page)[1:]}
    assert list(rows) == ["Lena Kowalska", "Mara Osei"]
    assert rows["Lena Kowalska"][1] == "At Home"
    said = rows["Lena Kowalska"][small]
    assert said.startswith("Overdue, was due 21 November 2026; In progress: ")
    assert rows["Mara Osei"][small] == "Not started"
    assert page.links()["Lena Kowalska"].startswith("/team/people/")


@lena_did(complete)
@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    ["", f"?course={SMALL}", "?state=done", "?state=not+started", "?state=overdue"],
)
def test_the_file_is_the_screen(
    mara: Browser,
    assign: Assign,
    people: People,
    clock: Clock,
    query: str,
) -> None:
    assign(clock.now.date() - timedelta(days=2), person_id=people.mara)
    shown = screen(mara.open(f"/team{query}"))
    assert len(shown) > 1
    assert download(mara, query) == shown


def test_the_file_has_all_pages_and_a_name_with_the_day(
    mara: Browser, database: Database, people: People
) -> None:
    for number in range(28):
        add(database, people, f"Person {number:02}")
    first, second = mara.open("/team"), mara.open("/team?page=2")
    assert "This page shows 1 to 25." in first.words
    assert [url for url in first.links().values() if "page=" in url] == ["/team?page=2"]
    assert "This page shows 26 to 30." in second.words
    assert download(mara) == screen(first) + screen(second)[1:]
    answer = mara.open("/team.csv").response
    assert 'filename="team-2026-11-23.csv"' in answer.headers["Content-Disposition"]
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert mara.open("/team").links()["Download this list (CSV)"] == "/team.csv"


def add(database: Database, people: People, name: str) -> int:
    return database.write(
        add_person,
        Moment(OPENED, Random(1)),
        name.lower(),
        name,
        password_hash="not a hash",
        team_id=people.at_home,
    )


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_is_no_formula(
    mara: Browser, database: Database, people: People, sign: str
) -> None:
    add(database, people, f"{sign}1+1")
    assert [row[0] for row in download(mara)].count(f"'{sign}1+1") == 1


@lena_did(complete)
def test_the_form_filters_and_keeps_what_was_chosen(mara: Browser) -> None:
    form = mara.open("/team").form("/team")
    assert form.offered("team") == ["All", "At Home"]
    assert form.offered("state")[0] == "All"
    page = mara.open(f"/team?team=&course={SMALL}&state=done")
    assert [row[0] for row in screen(page)] == ["Name", "Lena Kowalska"]
    assert screen(page)[0] == ["Name", "Team", "First words"]
    assert page.form("/team").fields["state"] == ["done"]
    assert "1 person fits what you chose." in page.words
    assert (
        page.links()["Download this list (CSV)"]
        == f"/team.csv?course={SMALL}&state=done"
    )
    nobody = mara.open("/team?state=overdue")
    assert "Nobody fits what you chose" in nobody.words
    assert nobody.links()["Show everybody"] == "/team"


@pytest.mark.parametrize("query", ["team=x", "page=-1", "course=no", "state=bad"])
def test_an_address_that_makes_no_sense_is_not_found(mara: Browser, query: str) -> None:
    assert mara.open(f"/team?{query}").status == 404


def test_an_empty_team_says_so(mara: Browser, database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(Membership))
    page = mara.open("/team")
    assert "Nobody is in your teams yet" in page.words
    assert not list(page.main.iter("table"))
    assert len(download(mara)) == 1


def test_somebody_who_left_is_not_listed(
    mara: Browser, database: Database, people: People
) -> None:
    with database.writing() as session:
        session.execute(
            update(Person).where(Person.id == people.lena).values(active=False)
        )
    assert "Lena" not in mara.open("/team").words
    assert mara.open(f"/team/people/{people.lena}").status == 404


def test_a_record_shows_attempts_plays_and_certificates(
    mara: Browser, learning: Learn, people: People
) -> None:
    def act(learner: DemoLearner) -> None:
        learner.read_cards()
        learner.play("the-knock")
        learner.take_assessment(misses=2)
        later = learner.moment.now + timedelta(minutes=20)
        learner.moment = replace(learner.moment, now=later)
        learner.take_assessment(misses=0)

    learning(act)
    page = mara.open(f"/team/people/{people.lena}")
    assert page.heading == "Lena Kowalska"
    for words in (
        "At Home",
        "Done 23 November 2026",
        "Passed",
        "Not passed",
        "Ended well",
        "Valid",
    ):
        assert words in page.words
    number = next(w for w, url in page.links().items() if url.startswith("/verify/"))
    assert page.links()[number] == f"/verify/{number}"


def test_what_is_private_stays_so(lena: Browser, mara: Browser, people: People) -> None:
    card = f"/courses/{SMALL}/modules/at-the-door/check"
    reflection = lena.open(card).form("/my-opening")
    reflection.send(written="a-secret-reflection")
    lena.send("/account/drafts", {**reflection.fields, "written": "a-secret-draft"})
    question = lena.open(card).form("/questions/key-safe")
    question.send(answer=question.value_of("Start the wash"))
    for url in ("/team", "/team.csv", f"/team/people/{people.lena}"):
        shown = mara.open(url).html
        assert "a-secret" not in shown
        assert "Start the wash" not in shown


def test_a_page_costs_ten_queries_at_most_and_writes_nothing(
    mara: Browser, learning: Learn, database: Database
) -> None:
    learning(lambda learner: learner.read_cards(1))
    mara.open("/team")
    with counting(database) as counted:
        mara.open("/team")
    assert 0 < len(counted.queries) <= 10
    assert counted.commits == 0
