"""A manager lets somebody try the assessment again, with a reason that stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from elearn.demo_learner import DemoLearner
from elearn.store.database import Database
from elearn.store.tables import AttemptAllowance, AuditEvent
from tests.pages import Browser, Page
from tests.people import People
from tests.site import SMALL, Clock, lena_did
from tests.web.attempts import ASSESSMENT, come_to_it, course_of, start, take

Open = Callable[..., Browser]


def use_all_attempts(learner: DemoLearner) -> None:
    """Fail three times, and three is the limit."""
    come_to_it(learner)
    for _ in range(3):
        assert not learner.take_assessment(misses=4)
        later = learner.moment.now + timedelta(minutes=20)
        learner.moment = replace(learner.moment, now=later)


def form_page(browser: Browser, people: People) -> Page:
    return browser.get("manager.another_attempt", person_id=people.lena, slug=SMALL)


def allowances(database: Database) -> list[AttemptAllowance]:
    return database.read(lambda s: list(s.scalars(select(AttemptAllowance))))


@lena_did(use_all_attempts)
def test_mara_allows_one_more_and_lena_passes(
    open_browser: Open, lena: Browser, database: Database, people: People
) -> None:
    assert "No attempts left" in lena.open(ASSESSMENT).words
    mara = open_browser("mara")
    record = mara.get("manager.person", person_id=people.lena)
    assert "First words: No attempts left, 3 used" in record.words
    page = mara.open(record.links()["Allow another attempt at First words"])
    assert "No attempts left, 3 used" in page.words
    done = page.form().send(reason="  We went through it\n together. ")
    assert done.location == f"/team/people/{people.lena}"
    [given] = allowances(database)
    assert (given.after_attempt, given.given_by_id) == (3, people.mara)
    assert given.reason == "We went through it together."
    event = select(AuditEvent).where(AuditEvent.action == "allowed another attempt")
    [trace] = database.read(lambda s: list(s.scalars(event)))
    assert (trace.actor_id, trace.thing_id) == (people.mara, str(people.lena))
    begin = lena.open(ASSESSMENT)
    assert "1 attempt left. Your manager allowed more." in begin.words
    assert "Passed" in take(lena, course_of(database)).title


@lena_did(use_all_attempts)
def test_a_second_click_allows_no_second_attempt(
    open_browser: Open, lena: Browser, database: Database, people: People, clock: Clock
) -> None:
    form = form_page(open_browser("mara"), people).form()
    assert form.send(reason="Once").location == form.send(reason="Once").location
    assert len(allowances(database)) == 1
    take(lena, course_of(database), wrong=4)
    clock.move(hours=1)
    assert "No attempts left" in lena.open(ASSESSMENT).words


@lena_did(come_to_it)
def test_it_also_ends_a_wait(
    open_browser: Open,
    lena: Browser,
    database: Database,
    people: People,
    clock: Clock,
) -> None:
    take(lena, course_of(database), wrong=4)
    clock.move(minutes=1)
    assert "A short wait" in lena.open(ASSESSMENT).words
    page = form_page(open_browser("mara"), people)
    assert "May try again today at" in page.words
    page.form().send(reason="The line went dead.")
    assert start(lena).with_class("question")


@lena_did(use_all_attempts)
def test_a_reason_is_needed_and_what_was_typed_stays(
    open_browser: Open, database: Database, people: People
) -> None:
    form = form_page(open_browser("mara"), people).form()
    empty = form.send(reason="   ")
    assert empty.status == 400
    assert "Say in a few words why." in empty.words
    long = form.send(reason="why " * 200)
    assert long.status == 400
    assert long.form().fields["reason"][0].strip().startswith("why why")
    assert allowances(database) == []


@lena_did(use_all_attempts)
def test_nobody_else_can_and_nobody_for_themselves(
    open_browser: Open, database: Database, people: People
) -> None:
    for name in ("otto", "lena", "tariq", "ada"):
        browser = open_browser(name)
        assert form_page(browser, people).status == 404
        sent = browser.post(
            "manager.allow_attempt",
            {"reason": "Please"},
            person_id=people.lena,
            slug=SMALL,
        )
        assert sent.status == 404
    mara = open_browser("mara")
    own = mara.get("manager.another_attempt", person_id=people.mara, slug=SMALL)
    assert own.status == 404
    assert allowances(database) == []


@lena_did(come_to_it)
def test_where_nothing_holds_her_up_there_is_nothing_to_allow(
    open_browser: Open, database: Database, people: People
) -> None:
    mara = open_browser("mara")
    assert form_page(mara, people).location == f"/team/people/{people.lena}"
    mara.post(
        "manager.allow_attempt", {"reason": "Why"}, person_id=people.lena, slug=SMALL
    )
    assert allowances(database) == []
