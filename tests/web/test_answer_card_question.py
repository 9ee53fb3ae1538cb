"""Answering on a card: what is said back, what stays hidden, what is kept."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import Response
from tests.pages import Browser, Form, Page
from tests.site import SMALL

RIGHT, WRONG, CRITICAL = "Call out your name", "Start the wash", "Ring the office"
WHY_RIGHT = "It is their home, so you ask to come in."
WHY_WRONG = "A stranger in the hall is frightening."
KEY_SAFE = ("at-the-door", "check", "key-safe")
TRUE_FALSE = ("asking-first", "practise", "ask-true")
ORDER = ("asking-first", "practise", "ask-order")
Where = tuple[str, str, str]


def question(browser: Browser, where: Where = KEY_SAFE, **query: str) -> Form:
    module_id, card_id, question_id = where
    page = browser.get(
        "learner.card", slug=SMALL, module_id=module_id, card_id=card_id, **query
    )
    return page.form(f"/questions/{question_id}")


def answer(form: Form, words: str) -> Page:
    return form.send(answer=form.value_of(words))


def responses(database: Database) -> Sequence[Response]:
    query = select(Response).order_by(Response.id)
    return database.read(lambda session: session.scalars(query).all())


def put_in_order(form: Form, **places: str) -> Page:
    """Send the order question with these rows at these places."""
    return form.send(**{form.name_of(row): place for row, place in places.items()})


def test_nothing_tells_the_answer_before_it_is_given(lena: Browser) -> None:
    page = question(lena).page
    assert RIGHT in page.words
    assert WHY_RIGHT not in page.html
    assert WHY_WRONG not in page.html
    for word in ("correct", "critical", "right"):
        assert word not in page.html.replace("aria-describedby", "")


def test_a_right_answer_is_told_with_its_reason(lena: Browser) -> None:
    redirect = answer(question(lena), RIGHT)
    assert redirect.location.endswith("/check?answered=key-safe#at-q-key-safe")
    page = redirect.follow()
    assert "That’s right" in page.words
    assert f"Your answer: right {RIGHT} {WHY_RIGHT}" in page.words
    assert "Try again" not in page.links()
    verdict = page.with_class("verdict")[0]
    assert "data-focus" in verdict.attrib
    assert page.find("at-q-key-safe") is not None


def test_a_first_miss_tells_why_and_leaves_something_to_think_about(
    lena: Browser,
) -> None:
    page = answer(question(lena), WRONG).follow()
    assert "Not this time" in page.words
    assert f"Your answer: not right {WRONG} {WHY_WRONG}" in page.words
    assert WHY_RIGHT not in page.html
    assert "Right answer" not in page.words
    assert "Try again" in page.links()
    assert page.form("/done").action.endswith("/check/done")


def test_a_second_go_shows_the_whole_answer(lena: Browser) -> None:
    page = answer(question(lena), WRONG).follow()
    form = lena.open(page.links()["Try again"]).form("/questions/key-safe")
    assert "This is your second go." in form.page.words
    assert form.fields.get("answer") is None
    page = answer(form, CRITICAL).follow()
    assert f"Right answer {RIGHT} {WHY_RIGHT}" in page.words
    assert "This choice could put somebody in danger." in page.words
    assert "Try again" not in page.links()
    assert "check?again" not in page.html
    again = lena.get(
        "learner.card",
        slug=SMALL,
        module_id="at-the-door",
        card_id="check",
        again="key-safe",
    )
    assert not [f for f in again.forms() if "/questions/" in f.action]


def test_every_try_is_kept_with_the_words_shown(
    lena: Browser, database: Database
) -> None:
    form = question(lena)
    order = [form.value_of(words) for words in form.labels()]
    page = answer(form, WRONG).follow()
    answer(lena.open(page.links()["Try again"]).form("/questions/key-safe"), RIGHT)
    first, second = responses(database)
    assert [first.try_number, second.try_number] == [1, 2]
    assert [first.share, second.share] == [0, 1]
    assert first.shown["order"] == order
    assert set(first.shown["words"].values()) == {RIGHT, WRONG, CRITICAL}
    assert first.version_id == second.version_id


def test_the_order_stays_the_same_for_one_person(lena: Browser) -> None:
    assert question(lena).labels() == question(lena).labels()


def test_a_double_click_is_one_answer(lena: Browser, database: Database) -> None:
    form = question(lena)
    assert answer(form, WRONG).location == answer(form, WRONG).location
    assert len(responses(database)) == 1


def test_the_back_button_does_not_change_an_answer(
    lena: Browser, database: Database
) -> None:
    form = question(lena)
    answer(form, WRONG)
    page = answer(form, RIGHT).follow()
    assert "Not this time" in page.words
    assert len(responses(database)) == 1


@pytest.mark.parametrize("number", ["99", "0", "-1", "x", "", "9" * 400])
def test_a_made_up_try_is_the_next_one(
    lena: Browser, database: Database, number: str
) -> None:
    form = question(lena)
    assert form.send(**{"answer": form.value_of(RIGHT), "try": number}).status == 303
    assert [row.try_number for row in responses(database)] == [1]


def test_no_answer_is_asked_for_at_the_question(
    lena: Browser, database: Database
) -> None:
    page = question(lena).send()
    assert page.status == 400
    assert page.title.startswith("Error: Check yourself")
    [summary] = page.with_class("nhsuk-error-summary")
    assert [a.get("href") for a in summary.iter("a")] == ["#q-key-safe"]
    assert "Choose one answer." in "".join(page.find("q-key-safe-error").itertext())
    assert responses(database) == []
    assert answer(page.form("/questions/key-safe"), RIGHT).status == 303


@pytest.mark.parametrize("sent", ["nothing", "bank-name", "<b>", "chosen"])
def test_an_answer_that_is_not_on_the_page_is_refused(
    lena: Browser, database: Database, sent: str
) -> None:
    page = question(lena).send(answer=sent)
    assert page.status == 400
    assert "Choose from the answers on this page." in page.words
    assert responses(database) == []


def test_a_statement_offers_true_first_and_tells_both_at_once(lena: Browser) -> None:
    form = question(lena, TRUE_FALSE)
    assert form.labels() == ["True", "False"]
    page = answer(form, "True").follow()
    assert "Your answer: not right True" in page.words
    assert "Right answer False Some people nod to be polite." in page.words
    assert "Try again" not in page.links()


def test_rows_left_open_are_asked_for_and_the_others_kept(lena: Browser) -> None:
    form = question(lena, ORDER)
    assert form.offered(form.name_of("Knock")) == ["Place", "1", "2", "3"]
    page = put_in_order(form, Knock="3")
    assert page.status == 400
    assert "Choose an answer for 2 more rows." in page.words
    again = page.form("/questions/ask-order")
    assert again.fields[again.name_of("Knock")] == ["3"]
    page = put_in_order(again, **{"Say your name": "3", "Ask": "1"})
    assert "Give each row a different place." in page.words


def test_rows_that_were_right_stay_for_the_second_go(lena: Browser) -> None:
    form = question(lena, ORDER)
    places = {"Knock": "1", "Say your name": "3", "Ask": "2"}
    page = put_in_order(form, **places).follow()
    assert "Partly right" in page.words
    assert "Some rows are right. Think again about the others." in page.words
    assert "Right answer" not in page.words
    assert page.words.count("– right") == 1
    form = lena.open(page.links()["Try again"]).form("/questions/ask-order")
    assert form.fields[form.name_of("Knock")] == ["1"]
    assert form.fields[form.name_of("Ask")] == [""]
    page = put_in_order(form, **{"Say your name": "2", "Ask": "3"}).follow()
    assert "That’s right" in page.words


def test_two_questions_on_a_card_have_one_main_button(lena: Browser) -> None:
    page = question(lena, TRUE_FALSE).page
    buttons = [e for e in page.main.iter("button") if "nhsuk-button" in e.get("class")]
    looks = ["nhsuk-button--secondary" in e.get("class", "") for e in buttons]
    assert looks == [False, True]
    page = answer(question(lena, TRUE_FALSE), "False").follow()
    assert not [f for f in page.forms() if f.action.endswith("/done")]


@pytest.mark.parametrize(
    "path",
    [
        "at-the-door/check/questions/nothing",
        "at-the-door/check/questions/ask-true",
        "at-the-door/check/questions/bank-name",
        "nothing/check/questions/key-safe",
    ],
)
def test_a_question_that_is_not_there_is_not_found(
    lena: Browser, database: Database, path: str
) -> None:
    data = {"csrf_token": lena.token(), "answer": "true", "try": "1"}
    page = lena.send(f"/courses/{SMALL}/modules/{path}", data)
    assert page.status == 404
    assert responses(database) == []
