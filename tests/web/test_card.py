"""A card: what it shows, where it leads, and what reading it does."""

import re

import pytest
from sqlalchemy import func, select

from elearn.demo_learner import DemoLearner
from elearn.store.database import Database
from elearn.store.tables import Base, CardView, Enrolment
from tests.pages import Browser, Page
from tests.site import SMALL, Learn


def open_card(browser: Browser, module_id: str, card_id: str, **query: str) -> Page:
    return browser.get(
        "learner.card", slug=SMALL, module_id=module_id, card_id=card_id, **query
    )


def test_it_shows_its_place_its_words_and_its_sources(lena: Browser) -> None:
    page = open_card(lena, "at-the-door", "knock-and-wait")
    assert page.heading == "Knock and wait"
    assert "At the door Card 1 of 2" in page.words
    assert "Read this in easier words" in page.words
    assert page.with_class("callout-phrase")
    cited = [a.get("href") for a in page.with_class("cite")]
    assert cited == ["#source-granger-2013"]
    assert page.find("source-granger-2013") is not None
    assert "Checked 22 November 2026." in page.words


def test_its_picture_is_served_by_content_and_kept_apart(lena: Browser) -> None:
    page = open_card(lena, "at-the-door", "knock-and-wait")
    [picture] = list(page.main.iter("img"))
    assert picture.get("alt") == "A worker waits at an open door"
    address = picture.get("src") or ""
    assert re.fullmatch(r"/media/[0-9a-f]{64}\.svg", address)
    answer = lena.open(address)
    assert answer.response.mimetype == "image/svg+xml"
    assert "sandbox" in answer.response.headers["Content-Security-Policy"]
    assert "immutable" in answer.response.headers["Cache-Control"]


def test_a_picture_that_is_not_there_is_not_found(lena: Browser) -> None:
    assert lena.open(f"/media/{'0' * 64}.svg").status == 404


def test_a_content_note_stands_on_the_first_card_with_a_way_round(
    lena: Browser,
) -> None:
    page = open_card(lena, "at-the-door", "knock-and-wait")
    assert "A person is startled." in page.words
    way_round = page.links()["Leave it for now and go back to the course"]
    assert way_round == f"/courses/{SMALL}"
    assert "startled" not in open_card(lena, "at-the-door", "check").words


def test_law_explore_and_team_talk_have_their_places(lena: Browser) -> None:
    page = open_card(lena, "asking-first", "what-the-law-says")
    assert "The law in England" in page.words
    assert "Correct at 22 November 2026." in page.words
    assert "At home It is their home." in page.words
    page = open_card(lena, "asking-first", "practise")
    assert "Talk about it with your team When did somebody ask you first?" in page.words


def test_next_ticks_the_card_and_leads_on(lena: Browser, database: Database) -> None:
    page = open_card(lena, "at-the-door", "knock-and-wait")
    answer = page.form("/done").send()
    assert answer.location.endswith("/at-the-door/check")
    assert count(database, CardView) == 1
    page = open_card(lena, "at-the-door", "knock-and-wait")
    assert page.links()["Next"].endswith("/at-the-door/check")


def test_back_leads_to_the_card_before_and_then_to_the_course(lena: Browser) -> None:
    first = open_card(lena, "at-the-door", "knock-and-wait")
    assert first.links()["Back"] == f"/courses/{SMALL}"
    second = open_card(lena, "at-the-door", "check")
    assert second.links()["Back"].endswith("/knock-and-wait")


def test_the_last_card_finishes_the_module(lena: Browser, learning: Learn) -> None:
    learning(lambda learner: learner.read_cards(1))
    card = open_card(lena, "at-the-door", "check")
    form = card.form("/questions/key-safe")
    card = form.send(answer=form.value_of("Call out your name")).follow()
    assert "Finish module" in card.words
    answer = card.form("/done").send()
    assert answer.location == f"/courses/{SMALL}?done=at-the-door"
    assert "You have finished “At the door”." in answer.follow().words
    card = open_card(lena, "at-the-door", "check")
    assert card.links()["Back to the course"] == f"/courses/{SMALL}"


def test_next_twice_is_once(lena: Browser, database: Database) -> None:
    form = open_card(lena, "at-the-door", "knock-and-wait").form("/done")
    assert form.send().location == form.send().location
    assert count(database, CardView) == 1


def test_a_question_comes_before_next(lena: Browser, database: Database) -> None:
    page = open_card(lena, "at-the-door", "check")
    assert [f for f in page.forms() if f.action.endswith("/done")] == []
    assert page.links()["Skip for now"] == f"/courses/{SMALL}"
    page = lena.post(
        "learner.finish_card", slug=SMALL, module_id="at-the-door", card_id="check"
    )
    assert page.status == 400
    assert "Answer the question on this card, then go on." in page.words
    [summary] = page.with_class("nhsuk-error-summary")
    assert [a.get("href") for a in summary.iter("a")] == ["#q-key-safe"]
    assert count(database, CardView) == 0


def test_every_card_of_the_module_can_be_reached(
    lena: Browser, learning: Learn
) -> None:
    learning(lambda learner: learner.read_cards(1))
    page = open_card(lena, "at-the-door", "check")
    aside = next(page.body.iter("aside"))
    links = {"".join(a.itertext()): a for a in aside.iter("a")}
    assert links["Check yourself"].get("aria-current") == "page"
    assert links["Knock and wait"].get("href", "").endswith("/knock-and-wait")
    assert "(done)" in "".join(aside.itertext())


def test_looking_writes_nothing(lena: Browser, database: Database) -> None:
    before = {table: count_rows(database, table) for table in Base.metadata.tables}
    for path in (
        "/",
        f"/courses/{SMALL}",
        f"/courses/{SMALL}/glossary",
        f"/courses/{SMALL}/modules/at-the-door",
        f"/courses/{SMALL}/modules/at-the-door/knock-and-wait",
        f"/courses/{SMALL}/modules/at-the-door/check?again=key-safe",
        f"/courses/{SMALL}/scenarios/the-knock",
        f"/courses/{SMALL}/assessment",
    ):
        assert lena.open(path).status in (200, 303)
    after = {table: count_rows(database, table) for table in Base.metadata.tables}
    assert after == before


@pytest.mark.parametrize(
    ("module_id", "card_id", "sentence"),
    [
        ("nothing", "check", "This module is no longer in the course."),
        ("at-the-door", "nothing", "This card is no longer in the module."),
    ],
)
def test_what_is_gone_is_not_found(
    lena: Browser, module_id: str, card_id: str, sentence: str
) -> None:
    page = open_card(lena, module_id, card_id)
    assert page.status == 404
    assert sentence in page.words


def test_progress_is_ones_own(
    lena: Browser, learning: Learn, database: Database
) -> None:
    learning(DemoLearner.read_cards)
    lena.post("account.sign_out")
    lena.sign_in("otto")
    page = open_card(lena, "at-the-door", "check")
    assert page.form("/questions/key-safe").fields.get("answer") is None
    assert "(done)" not in page.words
    assert count(database, Enrolment) == 1


def count(database: Database, table: type[Base]) -> int:
    query = select(func.count()).select_from(table)
    return database.read(lambda session: session.scalar(query) or 0)


def count_rows(database: Database, name: str) -> int:
    query = select(func.count()).select_from(Base.metadata.tables[name])
    return database.read(lambda session: session.scalar(query) or 0)
