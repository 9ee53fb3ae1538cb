"""Answering in the assessment: saved, changed, restored, and no key before the end."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.demo_learner import DemoLearner
from elearn.domain.course import Course
from elearn.domain.questions import Choice, Item, Match, Order, Sort, TrueFalse
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import Draft, Response
from tests.counting import counting
from tests.pages import Browser, Page
from tests.people import PASSWORD, People
from tests.site import Clock, lena_did
from tests.web.attempts import (
    ASSESSMENT,
    answer,
    answer_all,
    answer_form,
    come_to_it,
    course_of,
    question_on,
    sent,
    start,
)
from tests.web.plays import letters

pytestmark = lena_did(come_to_it)


@pytest.fixture
def first(lena: Browser) -> Page:
    """The first question of Lena's attempt."""
    return start(lena)


@pytest.fixture
def course(database: Database) -> Course:
    return course_of(database)


def responses(database: Database) -> list[Response]:
    """List the answers of the assessment, first to last."""
    query = select(Response).where(Response.question_id.startswith("bank-"))
    return database.read(lambda s: list(s.scalars(query.order_by(Response.id))))


def test_a_question_says_where_one_is_and_asks_one_thing(first: Page) -> None:
    assert first.heading == "Final assessment Question 1 of 4"
    assert first.title.startswith("Question 1 of 4, final assessment")
    assert "Save and go on" in first.words
    assert "Look over my answers" in first.words
    assert "Previous" not in first.links()


def test_an_answer_is_saved_and_leads_on_and_is_there_again(
    first: Page, course: Course, database: Database
) -> None:
    following = answer(first, course).follow()
    assert "Question 2 of 4" in following.heading
    [kept] = responses(database)
    assert kept.shown["ask"] == question_on(first, course).ask
    back = following.browser.open(following.links()["Previous"])
    given = sent(answer_form(back).fields)
    values = {value for values in given.values() for value in values}
    named = {name.removeprefix("answer-") for name in given} - {"answer"}
    assert values | named >= set(kept.response)


def test_an_answer_can_be_changed_until_it_is_handed_in(
    first: Page, course: Course, database: Database
) -> None:
    answer(first, course, right=False)
    again = first.browser.open(first.path)
    answer(again, course)
    shares = [response.share for response in responses(database)]
    assert shares[-1] == 1
    assert len(shares) == 2


def test_the_last_answer_holds_also_from_a_page_of_before(
    first: Page, course: Course, database: Database
) -> None:
    # The browser's back button can bring back the page as it was made.
    answer(first, course, right=False)
    answer(first, course)
    assert [response.share for response in responses(database)][-1] == 1
    answer(first, course, right=False)
    assert responses(database)[-1].share < 1


def test_a_double_click_is_one_answer(
    first: Page, course: Course, database: Database
) -> None:
    assert answer(first, course).location == answer(first, course).location
    assert len(responses(database)) == 1


def test_an_empty_answer_is_asked_for_kindly(
    first: Page, course: Course, database: Database
) -> None:
    page = answer_form(first).send()
    assert page.status == 400
    assert page.title.startswith("Error: Question 1 of 4")
    question = question_on(first, course)
    assert f"#q-{question.id}" in page.links().values()
    assert responses(database) == []


def test_half_an_answer_is_given_back_with_what_is_missing(
    first: Page, course: Course
) -> None:
    page = find_rows(first, course)
    fields = half_filled(page)
    back = answer_form(page).send(**fields)
    assert back.status == 400
    assert sent(answer_form(back).fields) == {k: [v] for k, v in fields.items()}


def find_rows(page: Page, course: Course) -> Page:
    """Open the question of the attempt that is answered row by row.

    Four of six are drawn, and three of the six have rows.
    """
    for position in range(1, 5):
        other = page.browser.open(f"{ASSESSMENT}/attempts/1/questions/{position}")
        if isinstance(question_on(other, course), Order | Match | Sort):
            return other
    raise AssertionError("no question with rows was drawn")


def half_filled(page: Page) -> dict[str, str]:
    """Choose something for the first row only."""
    row = next(iter(page.main.iter("select")))
    options = [option.get("value") or "" for option in row.iter("option")]
    return {row.get("name") or "": options[1]}


def test_looking_over_keeps_what_is_answered(
    first: Page, course: Course, database: Database
) -> None:
    question = question_on(first, course)
    fields = answer_fields(first, course)
    page = answer_form(first).send(then="look-over", **fields).follow()
    assert page.heading == "Look over your answers"
    assert "1 of 4 answered." in page.words
    assert [r.question_id for r in responses(database)] == [question.id]


def answer_fields(page: Page, course: Course) -> dict[str, list[str]]:
    question = question_on(page, course)
    response = question.right_response()
    if "chosen" in response.values():
        return {"answer": sorted(response)}
    return {f"answer-{item}": [value] for item, value in response.items()}


def test_looking_over_is_no_promise_to_have_answered(
    first: Page, database: Database
) -> None:
    page = answer_form(first).send(then="look-over").follow()
    assert "0 of 4 answered." in page.words
    assert responses(database) == []
    assert database.read(lambda s: s.query(Draft).count()) == 0


def test_looking_over_keeps_half_an_answer_as_a_draft(
    first: Page, course: Course, database: Database
) -> None:
    page = find_rows(first, course)
    fields = half_filled(page)
    answer_form(page).send(then="look-over", **fields)
    assert responses(database) == []
    again = first.browser.open(page.path)
    assert "You began this answer and did not save it." in again.words
    assert sent(answer_form(again).fields) == {k: [v] for k, v in fields.items()}
    answer(again, course)
    assert database.read(lambda s: s.query(Draft).count()) == 0


def test_what_a_script_saved_is_there_again(
    first: Page, course: Course, database: Database
) -> None:
    fields = answer_fields(first, course)
    kept = answer_form(first).fields | fields
    assert first.browser.send("/account/drafts", kept).status == 204
    again = first.browser.open(first.path)
    assert "You began this answer and did not save it." in again.words
    assert sent(answer_form(again).fields) == fields


def test_after_the_last_question_comes_the_look_over(
    first: Page, course: Course
) -> None:
    page = answer_all(first, course)
    assert page.heading == "Look over your answers"
    assert "All 4 are answered." in page.words


def test_going_on_leads_to_what_is_still_open(
    first: Page, course: Course, lena: Browser
) -> None:
    third = lena.open(f"{ASSESSMENT}/attempts/1/questions/3")
    fourth = answer(third, course).follow()
    assert "Question 4 of 4" in fourth.heading
    assert "Question 1 of 4" in answer(fourth, course).follow().heading


@pytest.mark.parametrize("position", ["0", "5", "99999", "9" * 20])
def test_a_question_that_was_not_drawn_is_not_found(first: Page, position: str) -> None:
    address = f"{ASSESSMENT}/attempts/1/questions/{position}"
    assert first.browser.open(address).status == 404
    fields = {"csrf_token": first.browser.token()}
    assert first.browser.send(address, fields).status == 404


@pytest.mark.parametrize("value", ["made-up", "\x00", "x" * 5000])
def test_what_was_not_offered_cannot_be_answered(
    first: Page, course: Course, database: Database, value: str
) -> None:
    names = [
        e.get("name") or ""
        for e in first.main.iter()
        if (e.get("name") or "").startswith("answer")
    ]
    page = answer_form(first).send(**dict.fromkeys(names, value))
    assert page.status == 400
    assert responses(database) == []


def test_after_handing_in_nothing_changes_any_more(
    first: Page, course: Course, database: Database, lena: Browser
) -> None:
    other_tab = lena.open(first.path)
    page = answer_all(first, course)
    page.form("/hand-in").send()
    before = [response.id for response in responses(database)]
    late = answer(other_tab, course, right=False)
    assert late.location == f"{ASSESSMENT}/attempts/1/result"
    assert lena.open(first.path).location == late.location
    assert lena.open(f"{ASSESSMENT}/attempts/1").location == late.location
    assert [response.id for response in responses(database)] == before


def test_a_sign_in_that_ends_loses_no_answer(
    first: Page, course: Course, clock: Clock, database: Database
) -> None:
    fields = answer_fields(first, course)
    clock.move(hours=13)
    expired = answer_form(first).send(**fields)
    assert expired.status == 401
    back = expired.form("/sign-in").send(sign_in_name="lena", password=PASSWORD)
    page = back.follow()
    assert page.path == first.path
    assert page.find("at-answer") is not None
    assert sent(answer_form(page).fields) == fields
    assert responses(database) == []
    answer_form(page).send()
    assert len(responses(database)) == 1


def test_saving_costs_few_queries_and_one_commit(
    first: Page, course: Course, app: Flask
) -> None:
    with counting(app.extensions["elearn_database"]) as counted:
        assert answer(first, course).status == 303
    assert len(counted.queries) <= 8, counted.queries
    assert counted.commits == 1


def test_opening_a_question_costs_little_and_writes_nothing(
    first: Page, app: Flask
) -> None:
    with counting(app.extensions["elearn_database"]) as counted:
        first.browser.open(first.path)
    assert len(counted.queries) <= 6, counted.queries
    assert counted.commits == 0


def keys_of(course: Course) -> Iterator[str]:
    """List what would tell an answer of the bank: each why, and what explains it."""
    for question in course.bank:
        if question.explain:
            yield question.explain
        for item in items_of(question):
            if item.why:
                yield item.why
        if isinstance(question, TrueFalse):
            yield question.why


def items_of(question: object) -> list[Item]:
    match question:
        case Choice():
            return list(question.options)
        case Match():
            return list(question.pairs)
        case Order():
            return list(question.order)
        case Sort():
            groups = [item for group in question.groups for item in group.items]
            return [*groups, *question.bin]
    return []


@pytest.mark.slow
def test_no_page_before_handing_in_tells_an_answer_of_the_real_bank(
    lena: Browser, database: Database, people: People, clock: Clock
) -> None:
    slug = "communication"
    course = course_of(database, slug)
    keys = {letters(key) for key in keys_of(course)}
    assert len(keys) > 80

    with database.writing() as session:
        moment = Moment(clock.now - timedelta(hours=5), Random(7))
        learner = DemoLearner(session, people.lena, slug, moment)
        learner.read_cards(missing=0)
        for scenario_id in course.scenarios:
            learner.play(scenario_id)
    assessment = f"/courses/{slug}/assessment"
    page = start(lena, assessment)
    pages = [lena.open(assessment)]
    while page.with_class("question"):
        pages += [page, answer_form(page).send()]
        page = answer(page, course).follow()
    pages += [page, lena.open(assessment), lena.open(f"/courses/{slug}")]
    for shown in pages:
        text = letters(shown.html)
        assert [key for key in keys if key in text] == []
        assert not shown.with_class("answer")
        assert "critical" not in shown.html
    result = page.form("/hand-in").send().follow()
    told = [key for key in keys if key in letters(result.html)]
    assert told, "a result that tells nothing would prove nothing"


def test_the_order_of_what_is_offered_is_the_drawn_one(
    first: Page, course: Course, database: Database
) -> None:
    page = find_rows(first, course)
    question = question_on(page, course)
    answer(page, course)
    [kept] = responses(database)
    shown = [
        (row.get("name") or "").removeprefix("answer-")
        for row in page.main.iter("select")
    ]
    assert shown == kept.shown["order"]
    assert set(shown) == set(question.offered_ids)


def test_nobody_else_can_answer(
    first: Page, open_browser: Callable[..., Browser], database: Database
) -> None:
    otto = open_browser("otto")
    fields = dict(answer_form(first).fields) | {"csrf_token": [otto.token()]}
    assert otto.send(first.path, fields).status == 404
    assert responses(database) == []


def test_a_second_attempt_starts_empty(
    first: Page, course: Course, lena: Browser, clock: Clock
) -> None:
    answer_all(first, course, wrong=4).form("/hand-in").send()
    clock.move(minutes=15)
    page = start(lena)
    assert page.path == f"{ASSESSMENT}/attempts/2/questions/1"
    assert sent(answer_form(page).fields) == {}
    result = answer_all(page, course).form("/hand-in").send().follow()
    assert "Passed" in result.words
