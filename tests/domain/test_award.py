"""Award numbers survive being read aloud, and facts never claim too much."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from elearn.domain.award import (
    ALPHABET,
    AwardFacts,
    make_award_number,
    parse_award_number,
)

seven_bytes = st.binary(min_size=7, max_size=7)
numbers = seven_bytes.map(make_award_number)
NUMBER = make_award_number(b"rosewoo")


def make_facts(**changes: object) -> AwardFacts:
    facts: dict[str, object] = {
        "number": NUMBER,
        "person_name": "Lena Kowalczyk",
        "organisation_name": "Rosewood Care",
        "course_title": "Heard and understood",
        "course_version": "3f9a2c1b, published 1 November 2026",
        "passed_on": date(2026, 11, 22),
        "cpd_minutes": 75,
        "cpd_basis": "Learning time estimated by the author",
        "verify_url": f"https://learn.example/verify/{NUMBER}",
    }
    return AwardFacts.model_validate({**facts, **changes})


@given(seven_bytes)
def test_a_number_is_three_groups_of_four_signs_nobody_confuses(given_bytes):
    groups = make_award_number(given_bytes).split("-")

    assert [len(group) for group in groups] == [4, 4, 4]
    assert not set("ILOU") & set("".join(groups))


@given(seven_bytes, seven_bytes)
def test_every_one_of_55_bits_counts(first, second):
    same = int.from_bytes(first) >> 1 == int.from_bytes(second) >> 1

    assert (make_award_number(first) == make_award_number(second)) is same


def test_too_little_chance_is_refused():
    with pytest.raises(ValueError, match="7 random bytes"):
        make_award_number(bytes(6))


@given(numbers)
def test_a_number_is_read_as_it_was_written(number):
    assert parse_award_number(number) == number


@given(numbers)
def test_a_number_is_read_as_people_type_it(number):
    for typed in (
        number.lower(),
        number.replace("-", ""),
        f"  {number.replace('-', ' ')}\n",
        number.replace("-", "\u2011"),
        number.replace("-", " – "),
        number.replace("0", "O").replace("1", "l"),
        number.replace("0", "o").replace("1", "I"),
    ):
        assert parse_award_number(typed) == number


def test_every_single_error_is_caught():
    signs = NUMBER.replace("-", "")
    for place, right in enumerate(signs):
        for wrong in set(ALPHABET) - {right}:
            typed = signs[:place] + wrong + signs[place + 1 :]
            assert parse_award_number(typed) is None, typed


@given(numbers, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_a_single_error_is_caught_in_any_number(number, place, wrong):
    signs = number.replace("-", "")
    typed = signs[:place] + wrong + signs[place + 1 :]

    assert parse_award_number(typed) == (number if typed == signs else None)


@given(numbers)
def test_every_swap_of_two_signs_is_caught_neighbours_or_not(number):
    signs = number.replace("-", "")
    for one, other in combinations(range(12), 2):
        swapped = list(signs)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        typed = "".join(swapped)
        assert parse_award_number(typed) == (number if typed == signs else None)


@pytest.mark.parametrize(
    "typed",
    ["", "-", NUMBER[:-1], NUMBER + "0", "U" + NUMBER[1:], "é" + NUMBER[1:], "٣" * 12],
)
def test_what_cannot_be_a_number_is_none(typed):
    assert parse_award_number(typed) is None


@given(st.text(max_size=40))
def test_anything_typed_gives_a_right_number_or_none(typed):
    number = parse_award_number(typed)

    assert number is None or parse_award_number(number) == number


@pytest.mark.parametrize(
    ("minutes", "declared", "in_words"),
    [
        (75, "75 minutes (1.25 hours)", "1 hour 15 minutes"),
        (89, "89 minutes (1.25 hours)", "1 hour 15 minutes"),
        (90, "90 minutes (1.5 hours)", "1 hour 30 minutes"),
        (60, "60 minutes (1 hour)", "1 hour"),
        (74, "74 minutes (1 hour)", "1 hour"),
        (600, "600 minutes (10 hours)", "10 hours"),
        (45, "45 minutes (0.75 hours)", "45 minutes"),
        (14, "14 minutes (0 hours)", "0 hours"),
        (1, "1 minute (0 hours)", "0 hours"),
    ],
)
def test_hours_are_rounded_down_to_the_quarter(minutes, declared, in_words):
    facts = make_facts(cpd_minutes=minutes)

    assert facts.cpd_declaration == f"Self-declared CPD: {declared}."
    assert facts.cpd_hours_text == in_words


@given(st.integers(0, 100_000))
def test_hours_never_exceed_the_minutes(minutes):
    hours = make_facts(cpd_minutes=minutes).cpd_hours

    assert 0 <= minutes - hours * 60 < 15


def test_facts_come_back_from_json_as_they_were_frozen():
    facts = make_facts(outcomes=("Listen", "Check"), refresh_on=date(2029, 11, 22))

    assert AwardFacts.model_validate_json(facts.model_dump_json()) == facts


def test_frozen_facts_cannot_be_changed():
    with pytest.raises(ValidationError):
        make_facts().person_name = "Somebody Else"


@pytest.mark.parametrize(
    "changes",
    [
        {"person_name": "  "},
        {"course_title": ""},
        {"cpd_minutes": -1},
        {"verify_url": "javascript:alert(1)"},
        {"verify_url": "https://learn.example/verify/a b"},
        {"accredited_by": "Nobody"},
    ],
)
def test_facts_that_cannot_be_printed_are_refused(changes):
    with pytest.raises(ValidationError):
        make_facts(**changes)
