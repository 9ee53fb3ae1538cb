"""Playing a story: what is offered, what a choice moves, what gates decide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from elearn.domain.scenario import (
    COUNTERS,
    HIGHEST,
    LOWEST,
    PASSING,
    Scenario,
    Scene,
    ScriptLine,
    choose,
    offered_choices,
    play,
    read_script,
    start_play,
    state_after,
)
from elearn.errors import BadResponse
from tests.domain.stories import make_choice, make_scenario, small_scenarios
from tests.examples import most


def ids(scenario: Scenario, scene_id: str) -> list[str]:
    return [choice.id for choice in scenario.scenes[scene_id].choices]


def test_a_script_is_who_says_what_in_which_mood() -> None:
    script = """
      (He slaps the desk.)
      dean [angry]: This is the third time!
      She's in agony!

      you: I hear you.
      mary-ann [in-pain] : Please: help.
    """
    assert read_script(script) == (
        ScriptLine(None, None, "He slaps the desk."),
        ScriptLine("dean", "angry", "This is the third time! She's in agony!"),
        ScriptLine("you", None, "I hear you."),
        ScriptLine("mary-ann", "in-pain", "Please: help."),
    )
    assert read_script("") == ()
    assert read_script("dean []: Hm.") == (ScriptLine("dean", None, "Hm."),)
    assert read_script("Nobody says this.") == (
        ScriptLine(None, None, "Nobody says this."),
    )


@given(st.text())
def test_any_script_can_be_read(script: str) -> None:
    said = " ".join(line.words for line in read_script(script))
    assert len(said) <= len(script)


def test_a_choice_moves_gauges_within_their_ends_and_is_counted() -> None:
    scenario = make_scenario(
        {
            "door": [
                make_choice("Up", "door", effects={"trust": 8, "calm": -1}),
                make_choice("Down", "door", "harmful", effects={"trust": -9}),
                make_choice("Danger", "door", "harmful", critical=True),
                make_choice("Out", "well"),
            ]
        }
    )
    up, down, danger, out = ids(scenario, "door")
    state = start_play(scenario)
    assert state.gauges == {"calm": 5, "trust": 5}
    state = choose(scenario, state, up)
    assert state.gauges == {"calm": 4, "trust": HIGHEST}
    state = choose(scenario, state, down)
    assert state.gauges["trust"] == 1
    state = choose(scenario, choose(scenario, state, down), danger)
    assert state.gauges["trust"] == LOWEST
    assert state.counts == {
        "best": 1, "workable": 0, "weak": 0, "harmful": 3, "critical": 1
    }  # fmt: skip
    assert not state.ended
    ended = choose(scenario, state, out)
    assert (ended.at, ended.ended) == ("well", True)
    assert offered_choices(scenario, ended) == ()
    with pytest.raises(BadResponse, match="Choose one of the answers"):
        choose(scenario, ended, out)


def test_conditions_flags_and_once_decide_what_is_offered() -> None:
    scenario = make_scenario(
        {
            "door": [
                make_choice("Ring", "door", flags=["rang"], once=True),
                make_choice("Go in", "hall", when="rang"),
                make_choice("Shout", "door", "weak", when="not rang and weak < 2"),
            ],
            "hall": [
                make_choice("Ring", "door", once=True),
                make_choice("End", "well"),
            ],
        }
    )
    ring, go_in, shout = ids(scenario, "door")

    def offered(*made: str) -> list[str]:
        state = state_after(scenario, play(scenario, list(made)))
        return [choice.id for choice in offered_choices(scenario, state)]

    assert offered() == [ring, shout]
    assert offered(shout) == [ring, shout]
    assert offered(shout, shout) == [ring]
    assert offered(ring) == [go_in]
    # The same words in another scene are another choice.
    assert offered(ring, go_in) == ids(scenario, "hall")
    with pytest.raises(BadResponse):
        play(scenario, [ring, ring])
    with pytest.raises(BadResponse):
        play(scenario, [go_in])


def test_the_first_rule_of_a_gate_that_holds_decides() -> None:
    scenario = make_scenario(
        {
            "door": [
                make_choice("Kind", "gate", effects={"trust": 3}),
                make_choice("Rude", "gate", "harmful", effects={"trust": 3}),
                make_choice("Wait", "gate", "weak"),
            ],
            "gate": {
                "gate": [
                    {"when": "harmful > 0", "then": "hurt"},
                    {"when": "trust >= 8", "then": "second"},
                    {"then": "missed"},
                ]
            },
            "second": {"gate": [{"when": "best = 1", "then": "well"}]},
        }
    )
    kind, rude, wait = ids(scenario, "door")
    ends = [play(scenario, [made])[-1].after.at for made in (kind, rude, wait)]
    assert ends == ["well", "hurt", "missed"]


def test_a_story_may_open_with_a_gate() -> None:
    scenario = make_scenario(
        {"gate": {"gate": [{"then": "door"}]}, "door": [make_choice("End", "well")]}
    )
    assert start_play(scenario).at == "door"
    at_once = make_scenario({"gate": {"gate": [{"then": "well"}]}})
    assert start_play(at_once).ended


@pytest.mark.parametrize(
    ("scenes", "sentence"),
    [
        ({"a": {"gate": [{"then": "b"}]}, "b": {"gate": [{"then": "a"}]}},
         "lead in a circle"),
        ({"a": {"gate": [{"when": "trust > 5", "then": "well"}]}}, "no rule of a gate"),
    ],
)  # fmt: skip
def test_gates_that_never_let_go_stop_the_play(
    scenes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        start_play(make_scenario(scenes))


@pytest.mark.parametrize(
    "scene",
    [
        {},
        {"script": "(Wait.)"},
        {"choices": [make_choice("A", "b")]},
        {"script": "(Wait.)", "choices": [make_choice("A", "b")],
         "gate": [{"then": "b"}]},
        {"script": "(Wait.)", "choices": [make_choice(str(n), "b") for n in range(7)]},
        {"script": "(Wait.)", "choices": [make_choice("A", "b", effects={"x": 11})]},
    ],
)  # fmt: skip
def test_a_scene_has_a_script_with_choices_or_a_gate(scene: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Scene.model_validate(scene)


@pytest.mark.slow
@settings(max_examples=most(40))
@given(small_scenarios(), st.lists(st.integers(0, 5), max_size=12))
def test_a_play_is_the_list_of_its_choices(
    scenario: Scenario, picks: list[int]
) -> None:
    made: list[str] = []
    try:
        state = start_play(scenario)
        for pick in picks:
            offered = offered_choices(scenario, state)
            if not offered:
                break
            choice = offered[pick % len(offered)]
            state = choose(scenario, state, choice.id)
            made.append(choice.id)
    except ValueError:
        # A gate that never lets go; the checker refuses such a story.
        return
    steps = play(scenario, made)
    assert state_after(scenario, steps) == state
    assert [step.choice.id for step in steps] == made
    for step in steps:
        assert set(step.after.gauges) == set(scenario.gauges)
        assert all(LOWEST <= v <= HIGHEST for v in step.after.gauges.values())
        assert step.before.flags <= step.after.flags
        assert set(step.after.counts) == set(COUNTERS)
    assert sum(state.counts.values()) - state.counts["critical"] == len(made)
    again = Scenario.model_validate_json(scenario.model_dump_json())
    assert again == scenario
    assert play(again, made) == steps


def test_results_that_pass_are_good_and_recovered() -> None:
    assert set(PASSING) == {"good", "recovered"}
