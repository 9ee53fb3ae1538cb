"""Take the final assessment in a browser without a screen."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from elearn.demo_learner import DemoLearner, form_for, wrong_form
from elearn.domain.course import Course
from elearn.domain.questions import Question
from elearn.services.places import get_place
from elearn.store.database import Database
from elearn.store.tables import Attempt
from tests.markup import words_of
from tests.pages import Browser, Form, Page
from tests.site import SMALL

ASSESSMENT = f"/courses/{SMALL}/assessment"
"""Four of six questions, 75 %, three attempts, a quarter of an hour between two."""


def come_to_it(learner: DemoLearner) -> None:
    """Do everything that has to be done first."""
    learner.read_cards(missing=0)
    learner.play("the-knock")


def complete(learner: DemoLearner) -> None:
    """Take the whole course, without a mistake in the assessment."""
    learner.complete(misses=0)


def nothing(learner: DemoLearner) -> None:
    """Begin as everybody does, where the other tests of a file go further."""


def course_of(database: Database, slug: str = SMALL) -> Course:
    """Give a course as it is online, whoever looks."""
    return database.read(get_place, 0, slug).course


def start(browser: Browser, assessment: str = ASSESSMENT) -> Page:
    """Press Begin, or Try again, and open the first question."""
    return browser.open(assessment).form("/attempts").send().follow()


def question_on(page: Page, course: Course) -> Question:
    """Tell which question of the bank a page asks."""
    found = re.search(r'id="q-([a-z0-9-]+)-how"', page.html)
    assert found, page.words
    return next(q for q in course.bank if q.id == found[1])


def answer_form(page: Page) -> Form:
    [form] = [f for f in page.forms() if "/questions/" in f.action]
    return form


def answer(page: Page, course: Course, *, right: bool = True) -> Page:
    """Answer the question on a page, and give what the server answers."""
    question = question_on(page, course)
    fields = (
        form_for(question, question.right_response()) if right else wrong_form(question)
    )
    return answer_form(page).send(**fields)


def answer_all(page: Page, course: Course, *, wrong: int = 0) -> Page:
    """Answer every question that is left, so many of them wrong; the look-over."""
    while page.with_class("question"):
        page = answer(page, course, right=wrong <= 0).follow()
        wrong -= 1
    return page


def take(
    browser: Browser, course: Course, *, wrong: int = 0, assessment: str = ASSESSMENT
) -> Page:
    """Take an attempt to its result."""
    page = answer_all(start(browser, assessment), course, wrong=wrong)
    return page.form("/hand-in").send().follow()


def main_action(page: Page) -> str:
    """Give the words of the one main action."""
    found = [
        words_of(e)
        for e in page.main.iter()
        if "nhsuk-button" in (e.get("class") or "").split()
    ]
    assert len(found) == 1, found
    return found[0]


def attempts(database: Database) -> list[Attempt]:
    query = select(Attempt).where(Attempt.kind == "assessment").order_by(Attempt.number)
    return database.read(lambda s: list(s.scalars(query)))


def sent(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give the answers among the fields of a form, sorted: pages draw their order."""
    return {
        name: sorted(values)
        for name, values in fields.items()
        if name.startswith("answer") and any(values)
    }
