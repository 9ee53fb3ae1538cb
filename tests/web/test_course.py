"""A course's page: what it is, where one is in it, and what it does not claim."""

import pytest

from elearn.demo_learner import DemoLearner
from tests.pages import Browser, Page
from tests.site import SMALL, Learn


def open_course(browser: Browser, **query: str) -> Page:
    return browser.get("learner.course", slug=SMALL, **query)


def states(page: Page) -> list[str]:
    rows = page.with_class("contents__meta")
    return [next(row.iter("strong")).text or "" for row in rows]


def test_before_it_is_begun(lena: Browser) -> None:
    page = open_course(lena)
    assert page.heading == "First words"
    assert states(page) == ["Next", "Not yet", "Not yet", "Not open yet"]
    assert page.links()["Start"].endswith("/at-the-door/knock-and-wait")
    assert "20 minutes, estimated by the author" in page.words
    assert "Open any contact kindly" in page.words
    assert "Everyone who meets the people we support" in page.words
    assert "Take it again" not in page.words


def test_it_supports_standards_and_awards_none(lena: Browser) -> None:
    words = open_course(lena).words
    assert "Designed to support Care Certificate 2025, standards 6 and 7." in words
    assert "does not award or complete any of these" in words


def test_half_way_through(lena: Browser, learning: Learn) -> None:
    learning(lambda learner: learner.read_cards(3))
    page = open_course(lena)
    assert states(page) == ["Done", "Started", "Not yet", "Not open yet"]
    assert "1 of 2 cards done" in page.words
    assert page.links()["Continue"].endswith("/asking-first/practise")
    assert page.links()["Asking first"].endswith("/asking-first/practise")


def test_a_module_opens_at_its_first_card_not_done(
    lena: Browser, learning: Learn
) -> None:
    def module() -> str:
        answer = lena.get("learner.module", slug=SMALL, module_id="at-the-door")
        return answer.location.rpartition("/")[2]

    assert module() == "knock-and-wait"
    learning(lambda learner: learner.read_cards(1))
    assert module() == "check"
    learning(DemoLearner.read_cards)
    assert module() == "knock-and-wait"


def test_a_finished_module_is_named_once(lena: Browser, learning: Learn) -> None:
    learning(lambda learner: learner.read_cards(2))
    page = open_course(lena, done="at-the-door")
    assert "You have finished “At the door”." in page.words
    assert "You have finished" not in open_course(lena).words


@pytest.mark.parametrize("module_id", ["asking-first", "nothing", "<script>"])
def test_what_is_not_finished_is_not_called_so(
    lena: Browser, learning: Learn, module_id: str
) -> None:
    learning(lambda learner: learner.read_cards(2))
    assert "You have finished" not in open_course(lena, done=module_id).words


def test_a_completed_course_leads_to_the_certificate(
    lena: Browser, learning: Learn
) -> None:
    learning(DemoLearner.read_cards)
    learning(lambda learner: learner.play("the-knock"))
    learning(lambda learner: learner.take_assessment(misses=0))
    page = open_course(lena)
    assert set(states(page)) == {"Done"}
    assert "You have completed this course." in page.words
    assert page.links()["See your certificate"] == "/certificates"
    assert page.form("/again").action == f"/courses/{SMALL}/again"


def test_the_words_of_the_course_have_their_page(lena: Browser) -> None:
    page = lena.open(open_course(lena).links()["Words used in this course"])
    assert page.heading == "Words used in this course"
    assert "key safe A small locked box by the door." in page.words


@pytest.mark.parametrize(
    "path", ["/courses/nothing", "/courses/nothing/glossary", "/courses/Uh%20oh"]
)
def test_an_unknown_course_is_not_found(lena: Browser, path: str) -> None:
    page = lena.open(path)
    assert page.status == 404
    assert "This course is not here." in page.words
