"""The assessment: what is drawn, what passes, when somebody may try again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.assessment import (
    AttemptResult,
    Drawn,
    attempts_left,
    draw_questions,
    mark_attempt,
    marks_needed,
    mixed_order,
    next_attempt_from,
    steady_order,
)
from elearn.domain.course import Course
from elearn.domain.marks import JudgedLine, Judgement
from elearn.domain.questions import Question, Response
from tests.domain.asking import QUESTION, questions
from tests.domain.curricula import OUTCOMES, make_course, make_question, make_rules
from tests.examples import most

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
RIGHT: Response = {"yes": "chosen"}
WRONG: Response = {"no": "chosen"}

quick = settings(max_examples=most(40))


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Draw a course whose bank is large enough."""
    outcomes = draw(
        st.lists(st.sampled_from((None, *OUTCOMES)), min_size=3, max_size=12)
    )
    bank = [make_question(f"q{n}", outcome) for n, outcome in enumerate(outcomes)]
    count = draw(st.integers(1, len(bank)))
    return make_course(bank=bank, rules=make_rules(count))


@quick
@given(courses(), st.integers(0, 2**32))
def test_a_draw_covers_the_outcomes_and_repeats_nothing(
    course: Course, seed: int
) -> None:
    rules = course.assessment
    assert rules
    drawn = draw_questions(course, Random(seed))
    names = [d.question_id for d in drawn]
    by_id = {question.id: question for question in course.bank}
    assert len(names) == rules.draw.count
    assert len(set(names)) == len(names)
    tested = {q.outcome for q in course.bank} & set(OUTCOMES)
    if len(tested) <= rules.draw.count:
        assert tested <= {by_id[name].outcome for name in names}
    for one in drawn:
        assert sorted(one.order) == sorted(by_id[one.question_id].offered_ids)
    assert drawn == draw_questions(course, Random(seed))


def test_every_question_is_drawn_by_someone_and_no_place_is_special() -> None:
    bank = [make_question(f"q{n}", list(OUTCOMES)[n % 3]) for n in range(9)]
    course = make_course(bank=bank, rules=make_rules(4))
    first = Counter(
        draw_questions(course, Random(n))[0].question_id for n in range(900)
    )
    assert set(first) == {f"q{n}" for n in range(9)}
    assert max(first.values()) < 200


def test_a_draw_without_cover_takes_any() -> None:
    bank = [make_question(f"q{n}", "opening") for n in range(5)]
    bank.append(make_question("q5", "listening"))
    rules = make_rules(2, draw={"from": "bank", "count": 2})
    course = make_course(bank=bank, rules=rules)
    draws = [draw_questions(course, Random(n)) for n in range(40)]
    assert any("q5" not in {d.question_id for d in drawn} for drawn in draws)


def test_a_bank_that_is_too_small_is_refused() -> None:
    course = make_course(bank=[make_question("q0")], rules=make_rules(2))
    with pytest.raises(ValueError, match="too few questions"):
        draw_questions(course, Random(1))
    with pytest.raises(ValueError, match="too few questions"):
        draw_questions(make_course(), Random(1))


@quick
@given(questions(), st.integers(), st.text(max_size=5))
def test_orders_are_mixed_only_if_the_author_lets_them(
    question: Question, seed: int, key: str
) -> None:
    mixed, steady = mixed_order(question, Random(seed)), steady_order(question, key)
    assert sorted(mixed) == sorted(steady) == sorted(question.offered_ids)
    assert steady == steady_order(question, key)
    if not question.shuffle:
        assert mixed == steady == question.offered_ids


def hand_in(right: int, out_of: int, percent: str) -> AttemptResult:
    bank = [make_question(f"q{n}") for n in range(out_of)]
    course = make_course(bank=bank, rules=make_rules(out_of, percent))
    drawn = [Drawn(question.id, question.offered_ids) for question in bank]
    responses = {f"q{n}": RIGHT if n < right else WRONG for n in range(out_of)}
    assert course.assessment
    return mark_attempt(course, course.assessment, drawn, responses)


@pytest.mark.parametrize(
    ("right", "out_of", "percent", "passed"),
    [
        (10, 12, "80", True),
        (9, 12, "80", False),
        (9, 12, "75", True),
        (8, 10, "80", True),
        (2, 3, "66.6666", True),
        (2, 3, "66.67", False),
        (12, 12, "100", True),
        (11, 12, "100", False),
        (1, 100, "1", True),
        (0, 12, "0.0001", False),
    ],
)
def test_the_pass_mark_is_compared_exactly(
    right: int, out_of: int, percent: str, passed: bool
) -> None:
    result = hand_in(right, out_of, percent)
    assert result.passed is passed
    assert (result.points, result.out_of, result.right_count) == (right, out_of, right)


@given(st.integers(1, 100), st.decimals("0.01", "100", places=2), st.data())
def test_marks_needed_are_the_fewest_that_pass(
    out_of: int, percent: Decimal, data: st.DataObject
) -> None:
    needed = marks_needed(make_rules(percent=str(percent)), out_of)
    points = data.draw(st.fractions(0, out_of, max_denominator=60))
    assert (points >= needed) == (points * 10_000 >= int(percent * 100) * out_of)


def test_points_weigh_and_what_is_left_out_earns_nothing() -> None:
    bank = [make_question("q0"), make_question("q1", points=3)]
    course = make_course(bank=bank, rules=make_rules(2, "75"))
    drawn = [Drawn(question.id, question.offered_ids) for question in bank]
    assert course.assessment
    result = mark_attempt(course, course.assessment, drawn, {"q1": RIGHT})
    assert (result.points, result.out_of) == (Fraction(3), 4)
    assert result.passed
    assert result.marks["q0"].state == "wrong"


def test_one_critical_choice_fails_whatever_the_rest_is_worth() -> None:
    bank = [make_question(f"q{n}", critical=n == 1) for n in range(10)]
    course = make_course(bank=bank, rules=make_rules(10, "80"))
    drawn = [Drawn(question.id, question.offered_ids) for question in bank]
    assert course.assessment
    responses = {f"q{n}": RIGHT for n in range(10)}
    assert mark_attempt(course, course.assessment, drawn, responses).passed
    responses["q1"] = WRONG
    result = mark_attempt(course, course.assessment, drawn, responses)
    assert result.points == 9
    assert not result.passed
    assert result.critical_question_ids == ("q1",)
    responses = {f"q{n}": RIGHT for n in range(10) if n != 1} | {"q5": WRONG}
    result = mark_attempt(course, course.assessment, drawn, responses)
    assert (result.passed, result.critical_question_ids) == (True, ())


def test_attempts_are_counted_down_and_waited_for() -> None:
    free = make_rules()
    assert attempts_left(free, 99) is None
    assert next_attempt_from(free, NOW) is None
    strict = make_rules(attempts={"limit": 3, "wait_minutes": 15})
    assert [attempts_left(strict, made) for made in (0, 2, 3, 4)] == [3, 1, 0, 0]
    assert next_attempt_from(strict, None) is None
    assert next_attempt_from(strict, NOW) == NOW + timedelta(minutes=15)


def test_own_words_leave_the_result_open_unless_a_choice_decides() -> None:
    bank = [
        QUESTION.validate_python(
            {"id": "own", "kind": "written", "ask": "Say it.", "written": "Shortly.",
             "rubric": [{"id": "who", "text": "Who", "points": 3}]}
        ),
        QUESTION.validate_python(
            {"id": "one", "kind": "choose-one", "ask": "Which?",
             "options": [{"id": "a", "text": "A", "right": True},
                         {"id": "b", "text": "B", "critical": True}]}
        ),
    ]  # fmt: skip
    course = make_course(bank=bank, rules=make_rules(2, "60"))
    assert course.assessment is not None
    drawn = [Drawn(question.id, question.offered_ids) for question in bank]

    def result(option: str, given: int | None = None) -> AttemptResult:
        judged = (
            {"own": Judgement((JudgedLine("who", "Who", None, given, 3),))}
            if given is not None
            else {}
        )
        responses = {"own": {"written": "Mrs Hill."}, "one": {option: "chosen"}}
        rules = course.assessment
        assert rules is not None
        return mark_attempt(course, rules, drawn, responses, judged)

    open_still = result("a")
    assert (open_still.passed, open_still.waits, open_still.points) == (None, True, 1)
    assert (result("b").passed, result("b").waits) == (False, True)
    # 1 and a third of 2 is more than 60 %; 1 of 2 is not.
    assert result("a", 1).points == Fraction(4, 3)
    assert (result("a", 1).passed, result("a", 0).passed) == (True, False)
    assert not result("a", 1).waits
