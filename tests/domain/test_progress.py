"""Progress: what is done, what is next, and when a course is complete."""

from dataclasses import replace
from itertools import product

import pytest

from elearn.domain.course import Course
from elearn.domain.progress import (
    NOTHING_DONE,
    Facts,
    is_card_done,
    measure_progress,
)
from elearn.domain.scenario import Result
from tests.domain.curricula import (
    make_card,
    make_course,
    make_module,
    make_question,
    make_rules,
)

DOORS = make_module("doors", make_card("knock"), make_card("wait"))
ROOMS = make_module("rooms", make_card("sit"))
ALL_CARDS = frozenset({("doors", "knock"), ("doors", "wait"), ("rooms", "sit")})
WELL: frozenset[tuple[str, Result]] = frozenset({("a-story", "good")})


def make(**more: object) -> Course:
    bank = [make_question(f"q{n}") for n in range(3)]
    return make_course([DOORS, ROOMS], bank, make_rules(3), **more)


def states(course: Course, facts: Facts) -> list[str]:
    return [item.state for item in measure_progress(course, facts).items]


def test_a_course_opens_with_its_first_row() -> None:
    progress = measure_progress(make(), NOTHING_DONE)
    assert [(item.kind, item.id, item.state) for item in progress.items] == [
        ("module", "doors", "next"),
        ("scenario", "a-story", "open"),
        ("module", "rooms", "open"),
        ("assessment", "assessment", "locked"),
    ]
    assert progress.next == progress.items[0]
    assert progress.items[0].next_card_id == "knock"
    assert not progress.started
    assert not progress.complete
    assert progress.done_count == 0
    assert progress.find("module", "rooms") == progress.items[2]
    assert progress.find("scenario", "rooms") is None


def test_a_module_is_done_card_by_card() -> None:
    facts = Facts(cards=frozenset({("doors", "wait")}))
    item = measure_progress(make(), facts).items[0]
    assert (item.state, item.done, item.total) == ("started", 1, 2)
    assert item.next_card_id == "knock"
    assert measure_progress(make(), facts).started
    both = Facts(cards=frozenset({("doors", "wait"), ("doors", "knock")}))
    assert states(make(), both) == ["done", "next", "open", "locked"]
    assert measure_progress(make(), both).items[0].next_card_id is None


@pytest.mark.parametrize(
    ("results", "is_open", "state"),
    [
        (set(), False, "open"),
        (set(), True, "started"),
        ({"poor"}, False, "started"),
        ({"unsafe", "poor"}, False, "started"),
        ({"recovered"}, False, "done"),
        ({"unsafe", "good"}, True, "done"),
    ],
)
def test_a_scenario_is_done_once_it_ended_well(
    results: set[Result], is_open: bool, state: str
) -> None:
    facts = Facts(
        scenario_results=frozenset(("a-story", result) for result in results),
        open_scenarios=frozenset({"a-story"} if is_open else ()),
    )
    # The first row is next, so this one shows its own state.
    assert states(make(), facts)[1] == state


def test_the_assessment_opens_exactly_when_the_rest_is_done() -> None:
    for cards, results in product(
        (ALL_CARDS, ALL_CARDS - {("rooms", "sit")}), (WELL, frozenset())
    ):
        facts = Facts(cards=cards, scenario_results=results)
        state = states(make(), facts)[-1]
        ready = cards == ALL_CARDS and results == WELL
        assert state == ("next" if ready else "locked")


def test_an_assessment_begun_stays_open_and_passed_stays_done() -> None:
    assert states(make(), Facts(assessment_open=True))[-1] == "started"
    passed = Facts(assessment_open=True, assessment_passed=True)
    assert states(make(), passed)[-1] == "done"


def test_a_course_is_complete_when_all_that_it_asks_for_is_done() -> None:
    facts = Facts(cards=ALL_CARDS, scenario_results=WELL)
    assert not measure_progress(make(), facts).complete
    passed = Facts(cards=ALL_CARDS, scenario_results=WELL, assessment_passed=True)
    progress = measure_progress(make(), passed)
    assert progress.complete
    assert progress.done_count == 4
    assert progress.next is None
    assert not measure_progress(make(), Facts(assessment_passed=True)).complete


@pytest.mark.parametrize(
    ("parts", "facts", "found", "complete"),
    [
        (("modules",), Facts(cards=ALL_CARDS), "done next done open", True),
        (("modules", "assessment"), Facts(cards=ALL_CARDS), "done next done open",
         False),
        (("scenarios", "assessment"), Facts(scenario_results=WELL),
         "next done open open", False),
        (("assessment",), NOTHING_DONE, "next open open open", False),
        (("assessment",), Facts(assessment_passed=True), "next open open done", True),
    ],
)  # fmt: skip
def test_a_course_decides_what_completes_it(
    parts: tuple[str, ...], facts: Facts, found: str, complete: bool
) -> None:
    course = make(complete_when=parts)
    assert states(course, facts) == found.split()
    assert measure_progress(course, facts).complete is complete


def test_only_one_row_is_next_or_else_one_is_begun() -> None:
    cards = [frozenset(), frozenset({("rooms", "sit")}), ALL_CARDS]
    results = [frozenset(), WELL, frozenset({("a-story", "poor")})]
    for some, told in product(cards, results):
        progress = measure_progress(make(), Facts(cards=some, scenario_results=told))
        found = [item.state for item in progress.items]
        assert found.count("next") <= 1
        assert progress.next
        before = found[: progress.items.index(progress.next)]
        assert set(before) <= {"done", "locked"}


def test_a_card_keeps_its_tick_when_it_is_renamed_or_moved() -> None:
    renamed = make_card("knock-first", was="knock")
    assert is_card_done(make_module("doors", renamed), renamed, Facts(cards=ALL_CARDS))
    moved = make_card("knock")
    facts = Facts(card_texts=frozenset({moved.text_hash}))
    assert is_card_done(make_module("rooms", moved), moved, facts)
    readdressed = moved.model_copy(update={"id": "another"})
    assert is_card_done(make_module("rooms", readdressed), readdressed, facts)
    changed = make_card("sit-down", "Something else.", was="sit-up")
    assert not is_card_done(make_module("rooms", changed), changed, facts)


def test_reading_the_module_that_stands_for_a_story_counts() -> None:
    course = make()
    story = course.scenarios["a-story"].model_copy(update={"instead": "rooms"})
    course = course.model_copy(update={"scenarios": {"a-story": story}})
    assert states(course, Facts(cards=ALL_CARDS))[1] == "done"
    assert states(course, Facts(cards=ALL_CARDS - {("rooms", "sit")}))[1] != "done"


def test_a_course_without_assessment_has_no_row_for_it() -> None:
    course = make(assessment=None, complete_when=("modules", "scenarios"))
    done = Facts(cards=ALL_CARDS, scenario_results=WELL)
    assert [item.kind for item in measure_progress(course, done).items] == [
        "module", "scenario", "module"
    ]  # fmt: skip
    assert measure_progress(course, done).complete


REFRESH = replace(NOTHING_DONE, cycle=2)


def make_refreshing(**rules: object) -> Course:
    bank = [make_question(f"q{n}") for n in range(3)]
    return make_course([DOORS, ROOMS], bank, make_rules(3, test_out=True, **rules))


def test_a_refresh_may_begin_with_the_assessment() -> None:
    course = make_refreshing()
    progress = measure_progress(course, REFRESH)
    assert progress.may_test_out
    assert states(course, REFRESH) == ["next", "open", "open", "open"]
    assert not progress.complete


def test_a_first_round_and_a_course_that_does_not_say_so_begin_with_the_modules() -> (
    None
):
    for course, facts in ((make_refreshing(), NOTHING_DONE), (make(), REFRESH)):
        assert not measure_progress(course, facts).may_test_out
        assert states(course, facts)[-1] == "locked"


def test_a_pass_in_a_refresh_stands_for_the_modules_but_not_for_the_scenarios() -> None:
    passed = replace(REFRESH, assessment_passed=True, assessments_handed_in=1)
    course = make_refreshing()
    progress = measure_progress(course, passed)
    assert [item.state for item in progress.items] == ["done", "next", "done", "done"]
    assert progress.tested_out
    assert not progress.complete
    played = replace(passed, scenario_results=WELL)
    assert measure_progress(course, played).complete
    read = replace(played, cards=ALL_CARDS)
    assert not measure_progress(course, read).tested_out


def test_whoever_fails_to_test_out_reads_before_the_next_attempt() -> None:
    failed = replace(REFRESH, assessments_handed_in=1)
    course = make_refreshing()
    assert not measure_progress(course, failed).may_test_out
    assert states(course, failed)[-1] == "locked"
    read = replace(failed, cards=ALL_CARDS, scenario_results=WELL)
    assert states(course, read)[-1] == "next"
