"""The map of a scenario: everything in it, and the way of a play."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.domain.scenario import (
    Scenario,
    offered_choices,
    play,
    start_play,
    state_after,
)
from elearn.domain.story_map import map_story, trace
from tests.domain.stories import ENDINGS, make_choice, make_scenario, small_scenarios
from tests.examples import most

SOME = settings(max_examples=most(60), suppress_health_check=[HealthCheck.too_slow])


@given(small_scenarios())
@SOME
def test_every_scene_choice_and_ending_is_on_the_map(scenario: Scenario) -> None:
    story_map = map_story(scenario)
    assert [n.id for n in story_map.nodes] == [*scenario.scenes, *scenario.endings]
    assert [n.id for n in story_map.nodes if n.is_start] == [scenario.start]
    ways = [
        (scene_id, part.then)
        for scene_id, scene in scenario.scenes.items()
        for part in (*scene.choices, *scene.gate)
    ]
    assert [(e.source, e.target) for e in story_map.edges] == ways
    assert len({(e.source, e.letter) for e in story_map.edges}) == len(ways)


@given(small_scenarios(), st.randoms(use_true_random=False))
@SOME
def test_a_play_leaves_a_trail_over_ways_that_are_reached(
    scenario: Scenario, rng: object
) -> None:
    try:
        state, made = start_play(scenario), []
        for _ in range(6):
            offered = offered_choices(scenario, state)
            if not offered:
                break
            made.append(rng.choice(offered).id)  # type: ignore[attr-defined]
            state = state_after(scenario, play(scenario, made))
    except ValueError:
        return  # A gate that never lets go; the checker refuses such a story.
    story_map, trail = map_story(scenario), trace(scenario, made)
    assert trail.places[0] == scenario.start
    assert trail.places[-1] == state.at
    taken = [e for e in story_map.edges if (e.source, e.letter) in trail.ways]
    assert len(taken) == len(trail.ways)
    assert all(edge.is_reached for edge in taken)
    reached = {node.id for node in story_map.nodes if node.is_reached}
    assert set(trail.places) <= reached


def test_what_nothing_reaches_is_told() -> None:
    story = make_scenario(
        {
            "door": [
                make_choice("Knock", "well"),
                make_choice("Never", "hurt", when="rang"),
            ],
            "attic": [make_choice("Climb", "missed")],
        }
    )
    story_map = map_story(story)
    missed = {node.id for node in story_map.nodes if not node.is_reached}
    assert missed == {"attic", *ENDINGS} - {"well"}
    assert [(e.source, e.letter) for e in story_map.edges if not e.is_reached] == [
        ("door", "b"),
        ("attic", "a"),
    ]
