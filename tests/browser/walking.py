"""Lena's hands and eyes: what she taps, told by what the page offers her."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from elearn.demo_learner import form_for
from elearn.domain.course import Course
from elearn.domain.questions import Question, Response
from tests.browser.conftest import PASSWORD


@dataclass
class Walk:
    """Somebody with a phone who knows the right answers."""

    page: Page
    course: Course

    def sign_in(self, name: str) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("Sign-in name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.tap("Sign in")

    def tap(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()
        self.page.wait_for_load_state()

    def main_action(self) -> str:
        """Tap the one main action of the page; gives its words."""
        action = self.page.locator(".action-bar .nhsuk-button")
        expect(action).to_have_count(1)
        words = action.inner_text().strip()
        action.click()
        self.page.wait_for_load_state()
        return words

    def fill_in(self, question: Question, response: Response) -> None:
        for name, values in form_for(question, response).items():
            for value in values:
                field = self.page.locator(f'[name="{name}"]')
                if name == "answer":
                    field.and_(self.page.locator(f'[value="{value}"]')).check()
                elif field.evaluate("field => field.localName") == "select":
                    field.select_option(value)
                else:
                    field.fill(value)

    def read_module(self, module_id: str) -> None:
        """Go through a module card by card, as the main action leads."""
        module = self.course.modules[module_id]
        for card in module.cards:
            expect(self.page.locator("h1")).to_have_count(1)
            for question in card.questions:
                self.fill_in(question, question.right_response())
                self.tap("Check my answer")
                expect(self.page.locator(".verdict--right").first).to_be_visible()
            self.main_action()

    def play(self, scenario_id: str) -> None:
        """Play by the best choice of every scene, to the ending."""
        scenario = self.course.scenarios[scenario_id]
        best = {
            choice.id
            for scene in scenario.scenes.values()
            for choice in scene.choices
            if choice.grade == "best"
        }
        self.main_action()
        while self.page.locator(".ending").count() == 0:
            offered = self.page.locator('input[name="choice"]')
            if offered.count():
                ids = [
                    offered.nth(n).get_attribute("value")
                    for n in range(offered.count())
                ]
                wanted = next(i for i in ids if i in best)
                self.page.locator(f'input[value="{wanted}"]').check()
            self.main_action()

    def answer_assessment(self, *, misses: int = 0) -> None:
        """Answer every question of the attempt that is open, then look over."""
        by_ask = {question.id: question for question in self.course.bank}
        for number in range(1, 13):
            field = self.page.locator('[id^="q-"]').first
            expect(field).to_be_visible()
            name = (field.get_attribute("id") or "").removeprefix("q-")
            question = max(
                (q for q in by_ask if name == q or name.startswith(f"{q}-")), key=len
            )
            response = by_ask[question].right_response()
            if number <= misses:
                response = _miss(by_ask[question], response)
            self.fill_in(by_ask[question], response)
            self.main_action()
        expect(self.page.locator("h1")).to_have_text("Look over your answers")


def _miss(question: Question, right: Response) -> Response:
    """Answer wrongly, though never in a way that puts anybody in danger."""
    options = getattr(question, "options", None)
    if options:
        wrong = next(o for o in options if not o.right and not o.critical)
        return {wrong.id: "chosen"}
    values = list(right.values())
    return dict(zip(right, values[1:] + values[:1], strict=True))
