"""Rules for the assessment: fair to those who learned, closed to those who guess."""

import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from elearn.coursefiles.check_guessing import (
    find_easiest_draw,
    guess_draw,
    limit_guessing,
)
from elearn.coursefiles.check_subject import Subject
from elearn.coursefiles.memory import name_content
from elearn.coursefiles.problems import Problem, known_names, quoted
from elearn.domain.course import ModuleItem
from elearn.domain.questions import Question
from elearn.domain.text import normalise

_MOST_BY_GUESSING = Fraction(1, 1000)
_OWN_WORDS = 6
"""A longer ask is a question of its own; “Put these in order” can come twice."""


def check_draw(subject: Subject) -> Iterator[Problem]:
    """The bank has to hold what is drawn."""
    rules = subject.course.assessment
    if rules is None:
        return
    count, outcomes = rules.draw.count, len(subject.course.outcomes)
    if len(subject.course.bank) < count:
        yield subject.error(
            ("course", "assessment", "draw", "count"),
            "bank-too-small",
            f"The assessment draws {count} questions, and its bank has "
            f"{len(subject.course.bank)}.",
            "Write more questions, or draw fewer.",
        )
    if rules.draw.cover and outcomes > count:
        yield subject.error(
            ("course", "assessment", "draw", "count"),
            "too-few-drawn",
            f"{count} questions cannot cover {outcomes} outcomes.",
            f"Draw at least {outcomes}.",
        )


def check_outcomes_met(subject: Subject) -> Iterator[Problem]:
    """Every outcome is taught, and tested if there is an assessment."""
    course = subject.course
    taught = {o for module in course.modules.values() for o in module.outcomes}
    tested = {question.outcome for question in course.bank}
    for outcome_id in course.outcomes:
        if outcome_id not in taught:
            yield subject.warn(
                ("course", "outcomes", outcome_id),
                "outcome-not-taught",
                f"No module in the contents teaches the outcome {quoted(outcome_id)}.",
                f"Write “outcomes: [{outcome_id}]” in the module that does.",
            )
        if course.assessment is None or outcome_id in tested:
            continue
        tell = subject.error if course.assessment.draw.cover else subject.warn
        yield tell(
            ("course", "outcomes", outcome_id),
            "outcome-not-tested",
            f"No question of the assessment tests the outcome {quoted(outcome_id)}.",
            f"Write “outcome: {outcome_id}” in the questions that do.",
        )


def check_parts_there(subject: Subject) -> Iterator[Problem]:
    """What a learner has to complete has to be in the course."""
    course = subject.course
    there = {"assessment"} if course.assessment else set()
    for item in course.contents:
        there.add("modules" if isinstance(item, ModuleItem) else "scenarios")
    if course.scenarios:
        there.add("scenarios")
    for n, part in enumerate(course.complete_when):
        if part not in there:
            yield subject.error(
                ("course", "complete_when", n),
                "nothing-to-complete",
                f"“complete_when” asks for {quoted(part)}, and this course has none.",
                known_names(part, there),
            )


def check_asked_before(subject: Subject) -> Iterator[Problem]:
    """The assessment does not ask what the modules have asked."""
    asked: dict[str, list[Question]] = {}
    for _, question in subject.module_questions:
        asked.setdefault(_asked(question), []).append(question)
    for location, question in subject.bank_questions:
        earlier = asked.get(_asked(question), ())
        repeated = next((e for e in earlier if _is_same(question, e)), None)
        if repeated:
            yield subject.error(
                location,
                "asked-before",
                f"A module asks this already: {quoted(repeated.id)}.",
                "Ask something else here: a new person, a new place.",
            )


def check_guessing(subject: Subject) -> Iterator[Problem]:
    """Nobody should pass by choosing at random."""
    rules = subject.course.assessment
    if rules is None or limit_guessing(subject.course) < _MOST_BY_GUESSING:
        return
    chance = _guess(subject, Fraction(rules.pass_percent))
    if chance > _MOST_BY_GUESSING:
        yield subject.warn(
            ("course", "assessment", "draw"),
            "easy-to-guess",
            "Somebody who chooses at random can pass once in "
            f"{int(1 / chance):,} attempts, if the draw is kind to them.",
            "Draw more questions, offer more answers, or use fewer true-or-false "
            "questions.",
        )


def _guess(subject: Subject, pass_percent: Fraction) -> Fraction:
    """Give the chance to pass by guessing, unless it was worked out before."""
    course = subject.course
    asked = [question.model_dump_json() for question in course.bank]
    rules = course.assessment.model_dump_json() if course.assessment else ""
    key = name_content("guess", rules, *course.outcomes, *asked)
    with suppress(TypeError, ValueError, ZeroDivisionError):
        return Fraction(subject.memory.find(key))
    drawn = find_easiest_draw(course)
    chance = guess_draw(drawn, pass_percent) if drawn else Fraction(0)
    subject.memory.keep(key, str(chance))
    return chance


def _is_same(question: Question, earlier: Question) -> bool:
    """Judge two questions with the same ask: a short one can ask about other things."""
    if len(_asked(question).split()) > _OWN_WORDS:
        return True
    answers = _answers(question)
    return 2 * len(answers & _answers(earlier)) >= len(answers)


def _asked(question: Question) -> str:
    return _fold(question.gist)


def _answers(question: Question) -> set[str]:
    words = {_fold(words) for words in question.words_shown().values()}
    return {w for w in words if not w.isdigit()}


def _fold(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", normalise(text).casefold()))
