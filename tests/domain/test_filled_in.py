"""Blanks, spots, scales and own words: what counts, exactly."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.questions import Blanks, Scale, Spots, Written
from elearn.domain.questions.blanks import fold_typed
from elearn.domain.text import short_hash
from elearn.errors import BadResponse


def blanks(text: str, **more: Any) -> Blanks:
    return Blanks(id="q", blanks=text, **more)


def share(question: Blanks, **given: str) -> Fraction | None:
    return question.mark({key[1:]: value for key, value in given.items()}).share


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("two tablets", True),
        ("  TWO   Tablets. ", True),
        ("two\u00a0tablets", True),
        ("both", True),
        ("2", False),
        ("two tablet", False),
        ("", False),
    ],
)
def test_typed_words_are_forgiven_what_makes_no_other_word(
    typed: str, right: bool
) -> None:
    question = blanks("Take [[two tablets=both]] now.")
    assert share(question, _1=typed) == int(right)


def test_signs_and_accents_are_read_in_whatever_shape_a_phone_sends_them() -> None:
    assert fold_typed("Tom’s") == fold_typed("Tom's")
    assert fold_typed("“no”") == fold_typed('"no"')
    assert fold_typed("twenty–one") == fold_typed("twenty-one")
    assert fold_typed("cafe\u0301") == fold_typed("Café")
    assert fold_typed("cafe") != fold_typed("café")
    assert fold_typed("1.5") != fold_typed("15")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_typed(fold_typed(text)) == fold_typed(text)


def test_each_blank_earns_its_share_and_lists_hide_the_star() -> None:
    question = blanks("Take [[two]] tablets [[*daily|weekly|hourly]] with [[water]].")
    daily, weekly = short_hash("daily"), short_hash("weekly")
    assert share(question, _1="two", _2=weekly, _3="Water") == Fraction(2, 3)
    assert list(question.choices_for(question.holes[1]).values()) == [
        "daily", "hourly", "weekly",
    ]  # fmt: skip
    kept = blanks("[[weekly|*daily]]", shuffle=False)
    assert list(kept.choices_for(kept.holes[0]).values()) == ["weekly", "daily"]
    # What goes to the page and into the record before an answer names no key.
    assert "two" not in str(question.words_shown())
    assert question.offered_ids == ("1", "2", "3")
    with pytest.raises(BadResponse, match="Fill in 2 more blanks"):
        question.read({"answer-2": [daily]})
    with pytest.raises(BadResponse, match="Shorten blank 1"):
        question.read({"answer-1": ["x" * 201]})


def spots(*right: bool) -> Spots:
    return Spots.model_validate(
        {
            "id": "q", "ask": "Where?", "picture": "hall.svg", "shows": "A hall.",
            "spots": [
                {"id": f"s{n}", "text": f"Spot {n}", "at": [n, n], "right": is_right}
                for n, is_right in enumerate(right)
            ],
        }
    )  # fmt: skip


def test_spots_are_marked_as_choosing_one_or_all() -> None:
    one, several = spots(True, False), spots(True, True, False, False)
    assert (one.several, several.several) == (False, True)
    assert one.mark({"s0": "chosen"}).share == 1
    with pytest.raises(BadResponse, match="Choose one answer"):
        one.read({"answer": ["s0", "s1"]})
    chosen = dict.fromkeys(("s0", "s1", "s2"), "chosen")
    assert several.mark(chosen).share == Fraction(1, 2)
    assert several.mark(dict.fromkeys(several.offered_ids, "chosen")).share == 0


def test_a_scale_has_no_share_and_stands_in_its_order() -> None:
    question = Scale.model_validate(
        {"id": "q", "ask": "How sure?", "scale": {"low": "Not", "high": "Very"}}
    )
    assert question.offered_ids == ("1", "2", "3", "4", "5")
    assert not question.in_mixed_order
    mark = question.mark({"4": "chosen"})
    assert (mark.share, mark.state) == (None, "unmarked")
    with pytest.raises(BadResponse, match="Choose one step"):
        question.read({"answer": ["6"]})


def test_own_words_wait_and_earn_what_the_lines_say() -> None:
    question = Written.model_validate(
        {
            "id": "q", "ask": "Hand over.", "written": "Two sentences.",
            "rubric": [{"id": "who", "text": "Who", "points": 2}, "What"],
        }
    )  # fmt: skip
    response = question.read({"answer-written": [" Mrs Hill.\r\nShe drank. "]})
    assert response == {"written": "Mrs Hill.\nShe drank."}
    assert question.mark(response).state == "waiting"
    what = question.rubric[1].id
    judged = question.read_judgement({"answer-who": ["1"], f"answer-{what}": ["1"]})
    assert question.judge(response, judged).share == Fraction(2, 3)
    for sent in ("3", "-1", "", "one"):
        with pytest.raises(BadResponse) as refused:
            question.read_judgement({"answer-who": [sent], f"answer-{what}": ["1"]})
        assert refused.value.thing == "who"
    with pytest.raises(BadResponse, match="Shorten it"):
        question.read({"answer-written": ["x" * 10_001]})
