"""Somebody who takes a course through the same services as the pages do."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from elearn.domain.questions import (
    CHOSEN,
    Blank,
    Blanks,
    Choosing,
    Form,
    Question,
    Response,
    Written,
    field_for,
    write_form,
)
from elearn.domain.scenario import GRADES, Choice, Grade
from elearn.services import assessing, learning, playing, reviewing
from elearn.services.moment import Moment
from elearn.services.places import get_place
from elearn.services.scene_questions import SceneQuestion


def form_for(question: Question, response: Response) -> Form:
    """Write the form that a browser would send for a response to a question."""
    return write_form(response)


def wrong_form(question: Question, *, critical: bool = False) -> Form:
    """Write a form that misses, by a critical option only if that is asked for.

    Sorting kinds get every item wrong that can be wrong at once. Own words are right
    or wrong only by a trainer's mark.
    """
    right = question.right_response()
    if any(value == CHOSEN for value in right.values()):
        harmful = _critical_ids(question)
        wrong = [i for i in question.offered_ids if i not in right]
        safe = [i for i in wrong if i not in harmful]
        return {"answer": ((harmful if critical else []) + safe + wrong)[:1]}
    if isinstance(question, Written):
        return form_for(question, right)
    if isinstance(question, Blanks):
        return {field_for(b.id): [_wrong_word(question, b)] for b in question.holes}
    values = list(right.values())
    turned = values[1:] + values[:1]
    return {field_for(i): [v] for i, v in zip(right, turned, strict=True)}


def _wrong_word(question: Blanks, blank: Blank) -> str:
    listed = question.choices_for(blank).items()
    return next((key for key, words in listed if words != blank.right), "something")


@dataclass
class DemoLearner:
    """One person on the way through one course; `moment` moves on as they work."""

    session: Session
    person_id: int
    slug: str
    moment: Moment

    def _later(self, minutes: float) -> Moment:
        later = self.moment.now + timedelta(minutes=minutes)
        self.moment = replace(self.moment, now=later)
        return self.moment

    def read_cards(self, most: int = 10_000, *, missing: float = 0.1) -> None:
        """Finish cards in order, answering each question, now and then missing one."""
        course = get_place(self.session, self.person_id, self.slug).course
        for module in course.modules.values():
            for card in module.cards:
                if most <= 0:
                    return
                most -= 1
                for question in card.questions:
                    self._answer(module.id, card.id, question, missing)
                learning.finish_card(
                    self.session, self.person_id, self.slug, module.id, card.id,
                    self._later(1),
                )  # fmt: skip

    def _answer(
        self, module_id: str, card_id: str, question: Question, missing: float
    ) -> None:
        tries = [form_for(question, question.right_response())]
        if self.moment.rng.random() < missing:
            tries.insert(0, wrong_form(question))
        for number, form in enumerate(tries, 1):
            learning.answer_card_question(
                self.session, self.person_id, self.slug, module_id, card_id,
                question.id, form=form, try_number=number, draft_key="",
                now=self._later(0.5).now,
            )  # fmt: skip

    def play(self, scenario_id: str, *, hoping_for: Grade = "best") -> str:
        """Play from the start by always taking the grade nearest to the one named.

        Gives the result of the ending.
        """
        number = playing.start_play(
            self.session, self.person_id, self.slug, scenario_id, self._later(1).now
        )
        while True:
            page = playing.show_play(
                self.session, self.person_id, self.slug, scenario_id, number
            )
            if page.ending is not None:
                return page.ending.result
            choice = _nearest(page.choices, hoping_for)
            playing.make_choice(
                self.session, self.person_id, self.slug, scenario_id, number,
                position=page.position,
                choice_id=choice.id,
                form=_form_leading_to(choice, page.asked),
                moment=self._later(0.7),
            )  # fmt: skip

    def begin_assessment(self, *, misses: int, critical: bool = False) -> int:
        """Answer all questions of an attempt, so many of them wrong; hand nothing in.

        With `critical`, one of the misses is a critical option if one was drawn.
        """
        number = assessing.start_attempt(
            self.session, self.person_id, self.slug, self._later(1)
        )
        page = assessing.show_attempt(
            self.session, self.person_id, self.slug, number, ""
        )
        asked = (
            sorted(page.asked, key=lambda a: not _critical_ids(a.question))
            if critical
            else list(page.asked)
        )
        for at, item in enumerate(asked):
            form = form_for(item.question, item.question.right_response())
            if at < misses:
                form = wrong_form(item.question, critical=critical)
            assessing.save_answer(
                self.session, self.person_id, self.slug, number, item.position,
                form=form, draft_key="",
                now=self._later(0.8).now,
            )  # fmt: skip
        return number

    def take_assessment(self, *, misses: int = 1, critical: bool = False) -> bool:
        """Take an attempt to its end; gives whether it passed."""
        number = self.begin_assessment(misses=misses, critical=critical)
        assessing.hand_in(
            self.session, self.person_id, self.slug, number, self._later(1)
        )
        page = reviewing.show_result(self.session, self.person_id, self.slug, number)
        return bool(page.result.passed)

    def complete(self, *, misses: int = 1) -> None:
        """Take the whole course from the first card to the award."""
        self.read_cards()
        course = get_place(self.session, self.person_id, self.slug).course
        for scenario_id in course.scenarios:
            self.play(scenario_id)
        self.take_assessment(misses=misses)


def _form_leading_to(choice: Choice, asked: SceneQuestion | None) -> Form:
    """Answer the scene's question so that the choice follows, right or not."""
    if asked is None:
        return {}
    question = asked.question
    if choice.answer == "right":
        return form_for(question, question.right_response())
    return wrong_form(question)


def _nearest(choices: tuple[Choice, ...], grade: Grade) -> Choice:
    wanted = GRADES.index(grade)
    return min(choices, key=lambda c: abs(GRADES.index(c.grade) - wanted))


def _critical_ids(question: Question) -> list[str]:
    if not isinstance(question, Choosing):
        return []
    return [option.id for option in question.answers if option.critical]
