"""What a page may cost: queries, commits, bytes."""

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from elearn.coursefiles.build import BuiltCourse
from elearn.store.database import Database
from tests.pages import Browser, Form
from tests.site import SMALL

CARD = f"/courses/{SMALL}/modules/at-the-door/check"
"""It has a question and a reflection: as much as a card asks for."""

MOST_ON_A_CARD = 5
MOST_TO_ANSWER = 8
MOST_BYTES = 15 * 1024


class Counted:
    """The statements and commits since the last look."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.commits = 0

    def start(self) -> None:
        self.statements.clear()
        self.commits = 0


@pytest.fixture
def counted(database: Database) -> Iterator[Counted]:
    counted = Counted()

    def note_statement(*given: object) -> None:
        statement = str(given[2])
        if not statement.startswith(("BEGIN", "COMMIT")):
            counted.statements.append(statement)

    def note_commit(_: object) -> None:
        counted.commits += 1

    engine = database.engine
    event.listen(engine, "before_cursor_execute", note_statement)
    event.listen(engine, "commit", note_commit)
    yield counted
    event.remove(engine, "before_cursor_execute", note_statement)
    event.remove(engine, "commit", note_commit)


def question(browser: Browser) -> Form:
    return browser.open(CARD).form("/questions/key-safe")


def test_a_card_costs_five_queries_and_writes_nothing(
    lena: Browser, counted: Counted
) -> None:
    lena.open(CARD)  # The version is read once for each process.
    counted.start()
    assert lena.open(CARD).status == 200
    assert 0 < len(counted.statements) <= MOST_ON_A_CARD, counted.statements
    assert counted.commits == 0


def test_it_costs_no_more_when_everything_is_written_on_it(
    lena: Browser, counted: Counted
) -> None:
    form = question(lena)
    form.send(answer=form.value_of("Start the wash"))
    reflection = lena.open(CARD).form("/my-opening")
    reflection.send(written="kept")
    drafted = {**reflection.fields, "written": "drafted"}
    lena.send("/account/drafts", drafted)
    counted.start()
    page = lena.open(CARD)
    assert page.form("/my-opening").fields["written"][0].strip() == "drafted"
    assert len(counted.statements) <= MOST_ON_A_CARD, counted.statements


def test_the_first_answer_and_the_next_cost_eight_queries_and_one_commit(
    lena: Browser, counted: Counted
) -> None:
    form = question(lena)
    for words in ("Start the wash", "Call out your name"):
        counted.start()
        answer = form.send(answer=form.value_of(words), **{"try": form.fields["try"]})
        assert answer.status == 303
        assert 0 < len(counted.statements) <= MOST_TO_ANSWER, counted.statements
        assert counted.commits == 1
        page = lena.open(f"{CARD}?again=key-safe")
        if words == "Start the wash":
            form = page.form("/questions/key-safe")


def test_home_costs_the_same_however_many_courses(
    lena: Browser, counted: Counted
) -> None:
    lena.get("learner.home")
    counted.start()
    lena.get("learner.home")
    none_begun = len(counted.statements)
    for slug, module, card in (
        (SMALL, "at-the-door", "knock-and-wait"),
        ("communication", "listening", "nothing"),
    ):
        lena.post("learner.finish_card", slug=slug, module_id=module, card_id=card)
    counted.start()
    lena.get("learner.home")
    # Cards, plays and attempts are only asked for where something was begun.
    assert len(counted.statements) <= none_begun + 3 <= 8, counted.statements


@pytest.mark.slow
def test_pages_are_small(
    lena: Browser, app: Flask, built_communication: BuiltCourse
) -> None:
    course = built_communication.course
    assert course is not None
    base = "/courses/communication"
    cards = [
        f"{base}/modules/{module.id}/{card.id}"
        for module in course.modules.values()
        for card in module.cards
    ]
    for url in ("/", base, f"{base}/glossary", *cards):
        page = lena.open(url)
        assert page.status == 200
        assert len(gzip.compress(page.response.data, 5)) <= MOST_BYTES, url
