"""A card that changed in substance is read again, once, by who passed before."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import Attempt, AwardEvent, Response
from tests.courses import SmallCourse
from tests.pages import Browser
from tests.people import People
from tests.site import SMALL, Learn, lena_did
from tests.web.attempts import complete, nothing

URL = f"/trainer/courses/{SMALL}/refreshers"
DOOR = "modules/at-the-door.md"
ASK = "What do you do first?"


pytestmark = lena_did(complete)


@pytest.fixture
def marked(tariq: Browser, small: SmallCourse) -> SmallCourse:
    """Lena passed; then a card with a question changed and was marked."""
    small.change(DOOR, ASK, "What comes first?")
    tariq.open(f"/trainer/courses/{SMALL}/publish").form("/publish").send()
    form = tariq.open(URL).form("/refreshers")
    answer = form.send(card="at-the-door/check", why="We ask before we step in.")
    assert "Whoever passed with an older text" in answer.follow().words
    return small


def refresher_url(lena: Browser) -> str:
    return next(u for u in lena.open("/").links().values() if "/refreshers/" in u)


def test_she_reads_it_answers_and_it_is_written_down(
    marked: SmallCourse,
    lena: Browser,
    tariq: Browser,
    database: Database,
    people: People,
    open_browser: Callable[..., Browser],
) -> None:
    mara = open_browser("mara")
    record = mara.open(f"/team/people/{people.lena}")
    assert "Not read again yet" in record.words
    home = lena.open("/")
    assert "What changed" in home.words
    assert "We ask before we step in." in home.words
    page = lena.open(refresher_url(lena))
    assert page.heading == "Check yourself"
    assert "What comes first?" in page.words
    assert "How do you open a visit" not in page.words
    url = page.path
    early = lena.send(f"{url}/done", {"csrf_token": lena.token()})
    assert early.status == 400
    assert "Answer the question on this card first." in early.words
    form = page.form("/questions/key-safe")
    page = form.send(answer=form.value_of("Call out your name")).follow()
    done = page.form("/done")
    assert done.send().location == "/?read=again"
    assert done.send().location == "/?read=again"
    home = lena.open("/?read=again")
    assert "That is read, and written down." in home.words
    assert "What changed" not in home.words
    assert "Nothing more is to do." in lena.open(url).words
    assert "1 of 1 person has read it" in tariq.open(URL).words
    record = mara.open(f"/team/people/{people.lena}")
    assert "Read again 23 November 2026" in record.words

    def read(session: object) -> tuple[int, str, object]:
        attempt = session.scalars(  # type: ignore[attr-defined]
            select(Attempt).where(Attempt.kind == "refresher")
        ).one()
        row = session.scalars(  # type: ignore[attr-defined]
            select(Response).where(Response.attempt_id == attempt.id)
        ).one()
        assert attempt.handed_in_at is not None
        assert attempt.version_id == row.version_id
        kinds = session.scalars(select(AwardEvent.kind)).all()  # type: ignore[attr-defined]
        return attempt.version_id, row.shown["ask"], list(kinds)

    _, ask, kinds = database.read(read)
    assert ask == "You let yourself in. What comes first?"
    assert kinds == ["issued"]


def test_nobody_else_is_asked(
    marked: SmallCourse, lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    url = refresher_url(lena)
    for name in ("mara", "otto", "tariq", "ada"):
        other = open_browser(name)
        assert "What changed" not in other.open("/").words
        assert other.open(url).status == 404
        assert other.send(f"{url}/done", {"csrf_token": other.token()}).status == 404


@lena_did(nothing)
def test_who_passes_with_the_new_text_is_not_asked(
    tariq: Browser, small: SmallCourse, learning: Learn, lena: Browser
) -> None:
    small.change(DOOR, ASK, "What comes first?")
    tariq.open(f"/trainer/courses/{SMALL}/publish").form("/publish").send()
    tariq.open(URL).form("/refreshers").send(card="at-the-door/check", why="New.")
    learning(lambda learner: learner.complete(misses=0))
    assert "What changed" not in lena.open("/").words


@lena_did(nothing)
def test_who_read_the_old_card_and_passed_later_is_asked(
    tariq: Browser, small: SmallCourse, learning: Learn, lena: Browser
) -> None:
    learning(lambda learner: learner.read_cards(2))
    small.change(DOOR, ASK, "What comes first?")
    tariq.open(f"/trainer/courses/{SMALL}/publish").form("/publish").send()
    tariq.open(URL).form("/refreshers").send(card="at-the-door/check", why="New.")
    assert "What changed" not in lena.open("/").words
    learning(lambda learner: learner.complete(misses=0))
    assert "What changed" in lena.open("/").words


def test_a_version_put_back_asks_nobody(
    marked: SmallCourse, lena: Browser, tariq: Browser
) -> None:
    tariq.open(f"/trainer/courses/{SMALL}/versions/1").form("/online").send()
    assert "What changed" not in lena.open("/").words
    tariq.open(f"/trainer/courses/{SMALL}/versions/2").form("/online").send()
    assert "What changed" in lena.open("/").words


def test_a_trainer_stops_asking(
    marked: SmallCourse, lena: Browser, tariq: Browser
) -> None:
    url = refresher_url(lena)
    stop = tariq.open(URL).form("/stop")
    assert "Nobody is asked any more." in stop.send().follow().words
    assert stop.send().status == 303
    assert "No longer asked" in tariq.open(URL).words
    assert "What changed" not in lena.open("/").words
    assert lena.open(url).status == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"card": "", "why": "New."}, "Choose a card."),
        ({"card": "", "why": ""}, "Choose a card. Say in a sentence why"),
        ({"card": "at-the-door/check", "why": " "}, "Say in a sentence why"),
        ({"card": "at-the-door/check", "why": "x" * 301}, "Shorten it to 300."),
    ],
)
def test_marking_needs_a_card_and_a_reason(
    tariq: Browser, small: SmallCourse, fields: dict[str, str], sentence: str
) -> None:
    page = tariq.open(URL).form("/refreshers").send(**fields)
    assert page.status == 400
    assert sentence in page.words
    assert page.form("/refreshers").fields["why"] == [fields["why"]]
