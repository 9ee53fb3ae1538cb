"""The chance to pass by choosing at random, against trying every response."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.coursefiles.check_guessing import (
    find_easiest_draw,
    guess_draw,
    guess_question,
    limit_guessing,
)
from elearn.domain.course import AssessmentRules, Course, Draw, ModuleItem
from elearn.domain.questions import Question
from tests.domain.asking import (
    choices,
    list_responses,
    matches,
    orders,
    sorts,
    true_falses,
)
from tests.examples import most

quick = settings(max_examples=most(40))
small = st.one_of(
    choices(most=4), true_falses(), orders(most=4), matches(most=3), sorts(most=3)
)


def make_course(bank: list[Question], count: int, percent: int) -> Course:
    named = tuple(q.model_copy(update={"id": f"q{n}"}) for n, q in enumerate(bank))
    return Course(
        slug="a-course",
        title="A course",
        summary="What it is.",
        audience="Everyone",
        cpd_minutes=30,
        outcomes={"opening": "Open", "listening": "Listen"},
        contents=(ModuleItem(module="any"),),
        assessment=AssessmentRules(
            draw=Draw.model_validate(
                {"from": "bank", "count": count, "cover": "outcomes"}
            ),
            pass_percent=percent,
        ),
        banks={"bank": named},
    )


@quick
@given(st.one_of(choices(), true_falses(), orders(most=5), matches(), sorts()))
def test_one_question_agrees_with_trying_every_response(question: Question) -> None:
    responses = list(list_responses(question))
    wanted: Counter[Fraction] = Counter()
    for response in responses:
        mark = question.mark(response)
        if not mark.critical:
            wanted[mark.share * question.points] += 1
    found = {
        points: c * len(responses) for points, c in guess_question(question).items()
    }
    assert {points: n for points, n in found.items() if n} == wanted


@settings(max_examples=most(20))
@given(st.lists(small, min_size=1, max_size=2), st.integers(1, 100))
def test_a_draw_agrees_with_trying_every_attempt(
    drawn: list[Question], percent: int
) -> None:
    attempts = list(product(*(list(list_responses(q)) for q in drawn)))
    out_of = sum(question.points for question in drawn)
    passed = 0
    for attempt in attempts:
        marks = [q.mark(response) for q, response in zip(drawn, attempt, strict=True)]
        points = sum(q.points * m.share for q, m in zip(drawn, marks, strict=True))
        safe = not any(mark.critical for mark in marks)
        passed += safe and points * 100 >= percent * out_of
    assert guess_draw(drawn, Fraction(percent)) == Fraction(passed, len(attempts))


@quick
@given(
    st.lists(small, min_size=3, max_size=7),
    st.integers(2, 4),
    st.sampled_from((50, 66, 75, 80, 100)),
)
def test_the_easiest_draw_may_be_drawn_and_none_is_much_easier(
    bank: list[Question], count: int, percent: int
) -> None:
    course = make_course(bank, min(count, len(bank)), percent)
    drawn = find_easiest_draw(course)
    tested = {q.outcome for q in course.bank} & set(course.outcomes)

    def may_be_drawn(questions: tuple[Question, ...]) -> bool:
        return tested <= {question.outcome for question in questions}

    assert len({question.id for question in drawn}) == min(count, len(bank))
    assert may_be_drawn(drawn)
    easiest = max(
        guess_draw(questions, Fraction(percent))
        for questions in combinations(course.bank, len(drawn))
        if may_be_drawn(questions)
    )
    found = guess_draw(drawn, Fraction(percent))
    assert easiest / 2 <= found <= easiest
    # The quick limit, which spares the search, is never below the truth.
    assert float(easiest) <= limit_guessing(course) + 1e-12


def test_without_enough_questions_nothing_is_drawn() -> None:
    course = make_course([], 3, 80)
    assert find_easiest_draw(course) == ()
    assert find_easiest_draw(course.model_copy(update={"assessment": None})) == ()
