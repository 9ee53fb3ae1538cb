"""Courses for tests of the rules, built without files."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from elearn.domain.course import (
    AssessmentRules,
    Card,
    Course,
    Module,
    ModuleItem,
    Prose,
    ScenarioItem,
)
from elearn.domain.questions import Question
from tests.domain.asking import QUESTION
from tests.domain.stories import make_choice, make_scenario

OUTCOMES = {"opening": "Open", "listening": "Listen", "handover": "Hand over"}


def make_card(card_id: str, text: str | None = None, was: str | None = None) -> Card:
    return Card(
        id=card_id,
        heading=card_id.capitalize(),
        blocks=(Prose(text=text or f"What {card_id} is about."),),
        was=was,
    )


def make_module(module_id: str, *cards: Card) -> Module:
    return Module(id=module_id, title=module_id.capitalize(), minutes=5, cards=cards)


def make_question(
    question_id: str,
    outcome: str | None = None,
    points: int = 1,
    critical: bool = False,
) -> Question:
    """Make a question with the right option "yes", and "no", which may be critical."""
    return QUESTION.validate_python(
        {
            "kind": "choose-one",
            "id": question_id,
            "ask": f"What about {question_id}?",
            "points": points,
            "outcome": outcome,
            "options": [
                {"id": "yes", "text": "Yes", "right": True},
                {"id": "no", "text": "No", "critical": critical},
            ],
        }
    )


def make_rules(count: int = 3, percent: str = "80", **more: Any) -> AssessmentRules:
    return AssessmentRules.model_validate(
        {"draw": {"from": "bank", "count": count, "cover": "outcomes"},
         "pass_percent": Decimal(percent)} | more
    )  # fmt: skip


def make_course(
    modules: Sequence[Module] = (),
    bank: Sequence[Question] = (),
    rules: AssessmentRules | None = None,
    **more: Any,
) -> Course:
    """Make a course of these modules and one scenario between the first two."""
    modules = modules or (make_module("doors", make_card("knock")),)
    scenario = make_scenario({"door": [make_choice("End", "well")]})
    items = [ModuleItem(module=module.id) for module in modules]
    data = {
        "slug": "first-words",
        "title": "First words",
        "summary": "Say who you are.",
        "audience": "Everyone",
        "cpd_minutes": 30,
        "outcomes": OUTCOMES,
        "contents": (items[0], ScenarioItem(scenario=scenario.id), *items[1:]),
        "assessment": rules,
        "modules": {module.id: module for module in modules},
        "scenarios": {scenario.id: scenario},
        "banks": {"bank": tuple(bank)},
    }
    return Course.model_validate(data | more)
