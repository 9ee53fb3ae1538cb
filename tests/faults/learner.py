"""Somebody who takes the course by its pages, and notes what was acknowledged."""

import re
import threading
from collections.abc import Collection, Mapping
from random import Random

from elearn.demo_learner import form_for, wrong_form
from elearn.domain.questions import Question
from tests.faults.browser import Answer, Fields, WebBrowser
from tests.faults.site import PASSWORD, SLUG, course

Fact = tuple[str | int, ...]
Facts = dict[Fact, object]

ENROLLED: Fact = ("enrolled", 1)
ALL_RIGHT = "all right, passed, with its award"

_BASE = f"/courses/{SLUG}"


class Learner:
    """One person on the way through the course.

    `acknowledged` holds what the server said is done, by its 303; `pending` what was
    sent last and has no answer yet, so that it may be there or not.
    """

    def __init__(
        self,
        browser: WebBrowser,
        name: str,
        rng: Random,
        handing_in: threading.Event | None = None,
    ) -> None:
        self.name = name
        self.acknowledged: Facts = {}
        self.pending: Facts = {}
        self._browser = browser
        self._rng = rng
        self._handing_in = handing_in or threading.Event()

    def take_course(self, done: Collection[Fact]) -> None:
        """Take the course to its end; *done* is what they have done before."""
        self._browser.sign_in(self.name, PASSWORD)
        for module in course().modules.values():
            for card in module.cards:
                if ("card", module.id, card.id) not in done:
                    self.read_card(module.id, card.id, card.questions)
        for scenario_id in course().scenarios:
            if ("play", scenario_id, 1) not in done:
                self.play(scenario_id)
        attempt = f"{_BASE}/assessment/attempts/1"
        self.hand_in(attempt if ("attempt", 1) in done else self.take_assessment())

    def read_card(
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
                page = f"{path}?again={question.id}" if number > 1 else path
                action, held, _ = self._browser.open(page).form(
                    f"/questions/{question.id}"
                )
                if held.get("try", "") != str(number):
                    self._browser.odd.append(f"{page}: try {held.get('try')}")
                fact = ("answer", module_id, question.id, number)
                self._send(action, held | dict(form), {fact: question.read(form)})
        action, held, _ = self._browser.open(path).form("/done")
        self._send(action, held, {("card", module_id, card_id): True})

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
        path = self._send(action, held, {("play", scenario_id, 1): True}).location
        while True:
            page = self._browser.open(path)
            try:
                action, held, offered = page.form("/choices")
            except LookupError:
                return
            chosen = next((c for c in offered if c in best), held.get("choice", ""))
            chosen = chosen or offered[0]
            fact = ("choice", scenario_id, 1, int(held["position"]))
            self._send(action, held | {"choice": chosen}, {fact: chosen})

    def take_assessment(self) -> str:
        """Answer every question rightly, and give the attempt's page."""
        action, held, _ = self._browser.open(f"{_BASE}/assessment").form("/attempts")
        path = self._send(action, held, {("attempt", 1): True}).location
        bank = {question.id: question for question in course().bank}
        while "/questions/" in path:
            page = self._browser.open(path)
            question = _question_on(page, bank)
            form = form_for(question, question.right_response())
            action, held, _ = page.form(path)
            fact = ("saved", 1, question.id, 1)
            path = self._send(
                action, held | dict(form), {fact: question.read(form)}
            ).location
        return path

    def hand_in(self, attempt: str) -> None:
        action, held, _ = self._browser.open(attempt).form("/hand-in")
        self._handing_in.set()
        self._send(action, held, {("handed in", 1): ALL_RIGHT})
        result = self._browser.open(f"{attempt}/result")
        if "Well done" not in result.text:
            self._browser.odd.append(f"{attempt}/result: {result.heading!r}")

    def _send(
        self, action: str, fields: Fields, facts: Mapping[Fact, object]
    ) -> Answer:
        self.pending = {ENROLLED: True, **facts}
        answer = self._browser.send(action, fields)
        if answer.status == 303:
            self.acknowledged |= self.pending
        self.pending = {}
        return answer


def _question_on(page: Answer, bank: dict[str, Question]) -> Question:
    shown = re.findall(r'id="q-([^"]+)"', page.text)
    found = [q for q in bank if any(s == q or s.startswith(f"{q}-") for s in shown)]
    return bank[max(found, key=len)]
