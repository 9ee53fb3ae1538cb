"""Play a scenario in a browser without a screen, by the words on its pages."""

import html
import re

from elearn.domain.scenario import Choice, Scenario
from tests.pages import Browser, Form, Page

STORY = "/courses/first-words/scenarios/the-knock"
"""One choice, then an ending: good by the first, poor by the second, else unsafe."""
KIND, WEAK, UNSAFE = "Hello, I am Sam. May I come in?", "Hello?", "Walk in. Only me!"

LONG_STORY = "/courses/communication/scenarios/fifteen-minutes"


def letters(text: str) -> str:
    """Fold a text so that quotes, dashes and HTML escapes make no difference."""
    return re.sub(r"[^a-z0-9]+", " ", html.unescape(text).lower()).strip()


def begin(browser: Browser, story: str = STORY) -> Page:
    """Press Begin, or Play again, and open the play."""
    return browser.open(story).form("/plays").send().follow()


def turn(page: Page) -> Form:
    """Give the form with the choices."""
    return page.form("/choices")


def offers(page: Page) -> dict[str, str]:
    """Give the choices on offer: words and id."""
    form = turn(page)
    return {words: form.value_of(words) for words in form.labels()}


def choose(page: Page, words: str) -> Page:
    """Choose by the words on the page, and open what it did."""
    return turn(page).send(choice=turn(page).value_of(words)).follow()


def go_on(page: Page) -> Page:
    """Press the main action of a step."""
    [link] = [
        e for e in page.with_class("nhsuk-button") if e.tag == "a" and e.get("href")
    ]
    return page.browser.open(link.get("href") or "")


def play_by_grade(browser: Browser, scenario: Scenario, story: str, grade: str) -> Page:
    """Play from the start, taking this grade wherever it is on offer; the ending."""
    page = begin(browser, story)
    while page.find("choice") is not None:
        offered = set(offers(page).values())
        choices = [c for c in all_choices(scenario) if c.id in offered]
        chosen = next((c for c in choices if c.grade == grade), choices[0])
        page = go_on(turn(page).send(choice=chosen.id).follow())
    return page


def all_choices(scenario: Scenario) -> list[Choice]:
    return [c for scene in scenario.scenes.values() for c in scene.choices]
