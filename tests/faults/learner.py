"""Somebody who takes the course by its pages, and notes what was acknowledged."""

import re
from dataclasses import dataclass, field
from random import Random

from elearn.demo_learner import form_for, wrong_form
from elearn.domain.questions import Question, Response
from tests.faults.browser import Answer, WebBrowser
from tests.faults.site import PASSWORD, SLUG, course

_BASE = f"/courses/{SLUG}"


@dataclass
class Acknowledged:
    """What the server said is done, by its 303."""

    answers: dict[tuple[str, str, int], Response] = field(default_factory=dict)
    cards: set[tuple[str, str]] = field(default_factory=set)
    choices: dict[tuple[str, int, int], str] = field(default_factory=dict)
    saved: dict[str, Response] = field(default_factory=dict)
    handed_in: bool = False

    def count(self) -> int:
        parts = (self.answers, self.cards, self.choices, self.saved)
        return sum(map(len, parts)) + self.handed_in


class Learner:
    def __init__(self, browser: WebBrowser, name: str, rng: Random) -> None:
        self.name = name
        self.acknowledged = Acknowledged()
        self._browser = browser
        self._rng = rng

    def take_course(self, *, only_assessment: bool) -> None:
        self._browser.sign_in(self.name, PASSWORD)
        if not only_assessment:
            for module in course().modules.values():
                for card in module.cards:
                    self._read_card(module.id, card.id, card.questions)
            for scenario_id in course().scenarios:
                self.play(scenario_id)
        self.take_assessment()

    def _read_card(
        self, module_id: str, card_id: str, questions: tuple[Question, ...]
    ) -> None:
        path = f"{_BASE}/modules/{module_id}/{card_id}"
        for question in questions:
            right = question.right_response()
            forms = [form_for(question, right)]
            # Whoever missed one of two answers is told the other, and not asked again.
            if len(question.offered_ids) > 2 and self._rng.random() < 0.3:
                forms.insert(0, wrong_form(question))
            for number, form in enumerate(forms, 1):
                action, held, _ = self._browser.open(path).form(
                    f"/questions/{question.id}"
                )
                if held.get("try", "") != str(number):
                    self._browser.odd.append(f"{path}: try {held.get('try')}")
                if self._send(action, dict(held) | dict(form)):
                    response = question.read(form)
                    self.acknowledged.answers[module_id, question.id, number] = response
                if number < len(forms):
                    path = f"{path.partition('?')[0]}?again={question.id}"
            path = path.partition("?")[0]
        action, held, _ = self._browser.open(path).form("/done")
        if self._send(action, held):
            self.acknowledged.cards.add((module_id, card_id))

    def play(self, scenario_id: str) -> None:
        scenario = course().scenarios[scenario_id]
        best = {
            choice.id
            for scene in scenario.scenes.values()
            for choice in scene.choices
            if choice.grade == "best"
        }
        start = self._browser.open(f"{_BASE}/scenarios/{scenario_id}")
        action, held, _ = start.form("/plays")
        path = self._browser.send(action, held).location
        number = int(path.rpartition("/")[2])
        while True:
            page = self._browser.open(path)
            try:
                action, held, offered = page.form("/choices")
            except LookupError:
                return
            chosen = next((c for c in offered if c in best), held.get("choice", ""))
            chosen = chosen or offered[0]
            position = int(held["position"])
            if self._send(action, held | {"choice": chosen}):
                self.acknowledged.choices[scenario_id, number, position] = chosen

    def take_assessment(self) -> None:
        action, held, _ = self._browser.open(f"{_BASE}/assessment").form("/attempts")
        path = self._browser.send(action, held).location
        bank = {question.id: question for question in course().bank}
        while "/questions/" in path:
            page = self._browser.open(path)
            question = _question_on(page, bank)
            form = form_for(question, question.right_response())
            action, held, _ = page.form(path)
            answer = self._browser.send(action, held | dict(form))
            if answer.status != 303:
                return
            self.acknowledged.saved[question.id] = question.read(form)
            path = answer.location
        action, held, _ = self._browser.open(path).form("/hand-in")
        self.acknowledged.handed_in = self._send(action, held)
        self._browser.open(f"{path}/result")

    def _send(self, action: str, fields: dict[str, object]) -> bool:
        return self._browser.send(action, fields).status == 303  # type: ignore[arg-type]  # str and lists


def _question_on(page: Answer, bank: dict[str, Question]) -> Question:
    shown = re.findall(r'id="q-([^"]+)"', page.text)
    found = [q for q in bank if any(s == q or s.startswith(f"{q}-") for s in shown)]
    return bank[max(found, key=len)]
