"""Taking a completed course again: a fresh start that wipes nothing."""

from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import Award, CardView, Enrolment
from tests.pages import Browser
from tests.site import SMALL, Clock, Learn, lena_did
from tests.web.attempts import complete


@lena_did(complete)
def test_it_starts_at_the_first_card_and_keeps_what_was_done(
    lena: Browser, database: Database
) -> None:
    form = lena.get("learner.course", slug=SMALL).form("/again")
    page = form.send().follow()
    assert page.links()["Start"].endswith("/at-the-door/knock-and-wait")
    assert "See your certificate for this course" in page.links()
    card = lena.open(page.links()["Start"])
    assert "(done)" not in card.words
    cycles = select(Enrolment.cycle).order_by(Enrolment.cycle)
    assert database.read(lambda s: s.scalars(cycles).all()) == [1, 2]
    assert len(database.read(lambda s: s.scalars(select(CardView)).all())) == 4
    assert len(database.read(lambda s: s.scalars(select(Award)).all())) == 1


@lena_did(complete)
def test_a_second_click_starts_nothing_more(lena: Browser, database: Database) -> None:
    form = lena.get("learner.course", slug=SMALL).form("/again")
    assert form.send().location == form.send().location == f"/courses/{SMALL}"
    assert len(database.read(lambda s: s.scalars(select(Enrolment)).all())) == 2


@lena_did(complete)
def test_questions_are_asked_anew(lena: Browser) -> None:
    lena.get("learner.course", slug=SMALL).form("/again").send()
    card = lena.open(f"/courses/{SMALL}/modules/at-the-door/check")
    assert card.form("/questions/key-safe").fields["try"] == ["1"]


@lena_did(complete)
def test_the_second_round_earns_its_own_certificate(
    lena: Browser, learning: Learn, database: Database, clock: Clock
) -> None:
    lena.get("learner.course", slug=SMALL).form("/again").send()
    clock.move(days=3)
    learning(complete)
    awards = database.read(lambda s: s.scalars(select(Award)).all())
    assert len({award.number for award in awards}) == 2


def test_half_way_through_there_is_nothing_to_take_again(
    lena: Browser, learning: Learn, database: Database
) -> None:
    learning(lambda learner: learner.read_cards(1))
    page = lena.get("learner.course", slug=SMALL)
    assert not [f for f in page.forms() if f.action.endswith("/again")]
    assert lena.post("learner.take_again", slug=SMALL).status == 303
    assert len(database.read(lambda s: s.scalars(select(Enrolment)).all())) == 1


def test_a_course_that_was_never_begun_says_so(lena: Browser) -> None:
    page = lena.post("learner.take_again", slug=SMALL)
    assert page.status == 409
    assert "You have not taken this course yet." in page.words
