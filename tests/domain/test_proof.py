"""What the proof of a scenario says, against playing every play there is."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings

from elearn.domain.proof import prove_scenario
from elearn.domain.proof_by_graph import prove_by_graph
from elearn.domain.proof_by_sets import prove_by_sets
from elearn.domain.proof_findings import Proof, Reach, Shown
from elearn.domain.proof_graph import Explorer
from elearn.domain.proof_plays import find_play
from elearn.domain.proof_space import EVERY_STATE, Space, fits_in_sets
from elearn.domain.scenario import (
    GRADES,
    Choice,
    PlayState,
    Scenario,
    choose,
    offered_choices,
    play,
    start_play,
)
from tests.domain.stories import make_choice, make_scenario, small_scenarios

MOST_COUNTED = 12
"""No small story compares a counter with more than a gauge can be."""


@dataclass
class Played:
    """Every state of a story, found by playing it with nothing left out."""

    starts_stuck: bool = False
    states: dict[object, PlayState] = field(default_factory=dict)
    ways: dict[object, list[tuple[str, object | None]]] = field(default_factory=dict)
    depth: dict[object, int] = field(default_factory=dict)

    @property
    def ends(self) -> list[object]:
        return [key for key, state in self.states.items() if state.ended]


def key_of(state: PlayState) -> object:
    counts = tuple(sorted(state.counts.items()))
    gauges = tuple(sorted(state.gauges.items()))
    return state.at, gauges, state.flags, counts, state.used


def capped(state: PlayState) -> PlayState:
    counts = {name: min(n, MOST_COUNTED) for name, n in state.counts.items()}
    return replace(state, counts=counts)


def every(offered: tuple[Choice, ...]) -> Iterable[Choice]:
    return offered


def best_of(offered: tuple[Choice, ...]) -> Iterable[Choice]:
    top = min((GRADES.index(c.grade) for c in offered), default=0)
    return (c for c in offered if c.grade == GRADES[top])


def worst_of(offered: tuple[Choice, ...]) -> Iterable[Choice]:
    low = max((GRADES.index(c.grade) for c in offered), default=0)
    return (c for c in offered if c.grade == GRADES[low])


def play_all(
    scenario: Scenario,
    pick: Callable[[tuple[Choice, ...]], Iterable[Choice]] = every,
    most: int = 1000,
) -> Played:
    """Play everything. A gate that never lets go leads to None."""
    played = Played()
    try:
        first = start_play(scenario)
    except ValueError:
        played.starts_stuck = True
        return played
    queue = deque([first])
    played.states[key_of(first)], played.depth[key_of(first)] = first, 0
    while queue:
        state = queue.popleft()
        ways = played.ways[key_of(state)] = []
        for choice in pick(offered_choices(scenario, state)):
            try:
                after = capped(choose(scenario, state, choice.id))
            except ValueError:
                ways.append((choice.id, None))
                continue
            ways.append((choice.id, key_of(after)))
            if key_of(after) not in played.states:
                assume(len(played.states) < most)
                played.states[key_of(after)] = after
                played.depth[key_of(after)] = played.depth[key_of(state)] + 1
                queue.append(after)
    return played


def can_end(played: Played) -> set[object]:
    leads = set(played.ends)
    grown = True
    while grown:
        more = {
            key
            for key, ways in played.ways.items()
            if key not in leads and any(to in leads for _, to in ways)
        }
        leads |= more
        grown = bool(more)
    return leads


def nearest(played: Played, keys: Iterable[object]) -> int | None:
    return min((played.depth[key] for key in keys), default=None)


def check_shown(
    scenario: Scenario,
    shown: Shown | None,
    wanted: int | None,
    holds: Callable[[PlayState], bool],
) -> None:
    """Check that a finding is there when it should be, is a real play, and short."""
    assert (shown is not None) == (wanted is not None)
    if shown and shown.ending_id:
        assert len(shown.path) == wanted
        state = play(scenario, [choice_id for _, choice_id in shown.path])[-1].after
        assert state.at == shown.ending_id
        assert holds(state)


def by_graph(scenario: Scenario) -> Proof:
    explorer = Explorer(scenario)
    return prove_by_graph(explorer, explorer.explore(100_000), 100_000)


both_ways = pytest.mark.parametrize("prove", [prove_by_sets, by_graph])
Prove = Callable[[Scenario], Proof]

quick = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@pytest.mark.slow
@both_ways
@quick
@given(scenario=small_scenarios())
def test_safety_agrees_with_playing_every_play(
    prove: Prove, scenario: Scenario
) -> None:
    proof, played = prove(scenario), play_all(scenario)
    assume(not played.starts_stuck)

    def harm_well(state: PlayState) -> bool:
        result = scenario.endings[state.at].result
        return state.counts["harmful"] > 0 and result == "good"

    def danger_missed(state: PlayState) -> bool:
        result = scenario.endings[state.at].result
        return state.counts["critical"] > 0 and result != "unsafe"

    for shown, holds in (
        (proof.harmful_ends_good, harm_well),
        (proof.critical_not_unsafe, danger_missed),
    ):
        ends = [key for key in played.ends if holds(played.states[key])]
        if len(ends) and any(played.depth[key] == 0 for key in ends):
            continue
        check_shown(scenario, shown, nearest(played, ends), holds)


@pytest.mark.slow
@both_ways
@quick
@given(scenario=small_scenarios())
def test_best_and_worst_agree_with_playing_them(
    prove: Prove, scenario: Scenario
) -> None:
    proof = prove(scenario)
    for shown, pick, wanted in (
        (proof.best_astray, best_of, {"good"}),
        (proof.worst_astray, worst_of, {"poor", "unsafe"}),
    ):
        played = play_all(scenario, pick)
        if played.starts_stuck:
            assert shown == Shown((), None)
            continue
        astray = [
            key
            for key in played.ends
            if scenario.endings[played.states[key].at].result not in wanted
        ]
        endless = set(played.states) - can_end(played)
        stuck = any(to is None for ways in played.ways.values() for _, to in ways)
        assert (shown is None) == (not astray and not endless and not stuck)
        if shown and astray:
            assert shown.ending_id
            assert len(shown.path) == nearest(played, astray)


@pytest.mark.slow
@both_ways
@quick
@given(scenario=small_scenarios())
def test_reach_agrees_with_playing_every_play(prove: Prove, scenario: Scenario) -> None:
    proof, played = prove(scenario), play_all(scenario)
    assert proof.complete
    assert proof.reach
    at = {state.at for state in played.states.values()}
    gates = {s for s, scene in scenario.scenes.items() if scene.gate}
    assert set(proof.reach.unreachable_endings) == set(scenario.endings) - at
    assert set(proof.reach.unreachable_scenes) - gates == (
        set(scenario.scenes) - at - gates
    )
    offered = {
        (state.at, choice.id)
        for state in played.states.values()
        for choice in offered_choices(scenario, state)
    }
    assert set(proof.reach.idle_choices) == {
        (s, n)
        for s, scene in scenario.scenes.items()
        for n, choice in enumerate(scene.choices)
        if s in at and (s, choice.id) not in offered
    }
    assert set(proof.reach.nothing_offered) == {
        state.at
        for state in played.states.values()
        if not state.ended and not offered_choices(scenario, state)
    }
    stuck = played.starts_stuck or any(
        to is None for ways in played.ways.values() for _, to in ways
    )
    assert bool(proof.reach.no_rule_holds or proof.reach.gate_rings) == stuck
    lost = {played.states[key].at for key in set(played.states) - can_end(played)}
    assert set(proof.reach.endless) <= lost
    if not stuck and not proof.reach.nothing_offered:
        assert set(proof.reach.endless) == lost


@quick
@given(small_scenarios(loops=False))
def test_figures_agree_with_playing_every_play(scenario: Scenario) -> None:
    ended: Counter[str] = Counter()
    shares: Counter[str] = Counter()
    lengths = []

    def go(state: PlayState | None, share: Fraction, length: int) -> None:
        assume(len(lengths) < 3000)
        offered = offered_choices(scenario, state) if state else ()
        if state and state.ended:
            result = scenario.endings[state.at].result
            ended[result] += 1
            shares[result] += share
            lengths.append(length)
        for choice in offered:
            try:
                after = choose(scenario, state, choice.id)
            except ValueError:
                after = None
            go(after, share / len(offered), length + 1)

    proof = prove_scenario(scenario)
    with suppress(ValueError):
        go(start_play(scenario), Fraction(1), 0)
    figures = proof.figures
    assert figures
    assert figures.paths == ended.total()
    assert figures.shortest == min(lengths, default=None)
    assert figures.longest == max(lengths, default=None)
    assert figures.shares == {
        result: shares[result] for result in ("good", "recovered", "poor", "unsafe")
    }
    assert figures.unfinished == 1 - sum(shares.values())


@pytest.mark.slow
@quick
@given(small_scenarios())
def test_shares_of_stories_with_loops_agree_with_playing_on_and_on(
    scenario: Scenario,
) -> None:
    played = play_all(scenario, most=150)
    assume(not played.starts_stuck)
    share = dict.fromkeys(played.states, 0.0)
    share[next(iter(share))] = 1.0
    for _ in range(400):
        after = {k: s for k, s in share.items() if played.states[k].ended}
        for key, here in share.items():
            ways = played.ways[key]
            for _, to in ways:
                after[to] = after.get(to, 0.0) + here / len(ways)
        share = {**dict.fromkeys(played.states, 0.0), **after}
        share.pop(None, None)
    figures = prove_scenario(scenario).figures
    assert figures
    for result, found in figures.shares.items():
        wanted = sum(
            share[k]
            for k in played.ends
            if scenario.endings[played.states[k].at].result == result
        )
        assert abs(float(found) - wanted) < 1e-3


def test_flags_once_and_loops_are_followed() -> None:
    scenario = make_scenario(
        {
            "door": [
                make_choice("Ring", "door", flags=["rang"], once=True),
                make_choice("Knock", "door", "workable", once=True),
                make_choice("Go in", "hall", when="rang"),
                make_choice("Walk off", "missed", "weak", when="not rang"),
                make_choice("Climb in", "hurt", "harmful", when="rang and weak > 0"),
            ],
            "hall": {
                "gate": [
                    {"when": "workable = 1", "then": "well"},
                    {"when": "weak > 0", "then": "mended"},
                    {"then": "mended"},
                ]
            },
        }
    )
    proof = prove_scenario(scenario)
    assert proof.complete
    assert proof.reach
    # Nothing weak can be chosen and be followed by anything.
    assert proof.reach.idle_choices == (("door", 4),)
    assert proof.reach.idle_rules == (("hall", 1),)
    assert proof.reach.unreachable_endings == ("hurt",)
    assert proof.best_astray == Shown(
        (("door", id_of(scenario, "Ring")), ("door", id_of(scenario, "Go in"))),
        "mended",
    )
    figures = proof.figures
    assert figures
    # Ring and knock in either order, or not; then in, or away without ringing.
    assert (figures.paths, figures.shortest, figures.longest) == (5, 1, 3)
    assert figures.shares == {
        "good": Fraction(1, 6) + Fraction(1, 6),
        "recovered": Fraction(1, 6),
        "poor": Fraction(1, 3) + Fraction(1, 6),
        "unsafe": 0,
    }
    assert figures.passing_share == Fraction(1, 2)


def id_of(scenario: Scenario, words: str) -> str:
    choices = [c for scene in scenario.scenes.values() for c in scene.choices]
    return next(choice.id for choice in choices if choice.words == words)


def test_a_story_with_a_loop_has_no_number_of_plays() -> None:
    scenario = make_scenario(
        {"door": [make_choice("Wait", "door", "weak"), make_choice("Ask", "well")]}
    )
    proof = prove_scenario(scenario)
    assert proof.figures
    assert proof.figures.paths is proof.figures.longest is None
    assert proof.figures.shortest == 1
    assert float(proof.figures.shares["good"]) == pytest.approx(1)
    assert float(proof.figures.unfinished) < 1e-9
    # Waiting for ever is the worst there is, and it never ends.
    assert proof.worst_astray == Shown((), None)


@both_ways
@pytest.mark.parametrize(
    ("scenes", "field", "found"),
    [
        ({"door": [make_choice("On", "hall")],
          "hall": [make_choice("Stay", "hall", when="rang")]},
         "nothing_offered", {"hall": 1}),
        ({"door": [make_choice("On", "gate")],
          "gate": {"gate": [{"when": "trust > 5", "then": "well"}]}},
         "no_rule_holds", {"gate": 1}),
        ({"door": [make_choice("On", "gate")],
          "gate": {"gate": [{"then": "gate"}]}},
         "gate_rings", {"gate": 1}),
        ({"gate": {"gate": [{"then": "gate"}]}}, "gate_rings", {"gate": 0}),
        ({"door": [make_choice("On", "hall"), make_choice("End", "well")],
          "hall": [make_choice("Stay", "hall"), make_choice("Yard", "yard")],
          "yard": [make_choice("Back", "hall")]},
         "endless", {"hall": 1, "yard": 2}),
    ],
)  # fmt: skip
def test_what_never_ends_is_told_with_a_play_that_comes_there(
    prove: Prove, scenes: dict[str, object], field: str, found: dict[str, int]
) -> None:
    scenario = make_scenario(scenes)
    reach = prove(scenario).reach
    assert reach
    paths = getattr(reach, field)
    assert {place: len(path) for place, path in paths.items()} == found
    for name in ("nothing_offered", "no_rule_holds", "gate_rings", "endless"):
        assert name == field or getattr(reach, name) == {}


@both_ways
def test_only_the_gates_of_a_ring_are_told(prove: Prove) -> None:
    scenario = make_scenario(
        {
            "in": {"gate": [{"then": "one"}]},
            "one": {"gate": [{"then": "two"}]},
            "two": {"gate": [{"then": "one"}]},
        }
    )
    reach = prove(scenario).reach
    assert reach
    assert reach.gate_rings
    assert set(reach.gate_rings) <= {"one", "two"}


def make_large(once: int = 0) -> Scenario:
    """Write a story of 151 scenes and 350 choices with loops and four gauges."""
    names = [f"s{n}" for n in range(150)]
    gauges = {g: {"label": g, "start": 5} for g in ("a", "b", "c", "d")}
    scenes: dict[str, object] = {}
    for n, name in enumerate(names):
        onward = names[n + 1] if n < 149 else "gate"
        back = names[max(0, n - 7)] if n % 5 == 0 else onward
        lift, drop = "abcd"[n % 4], "abcd"[(n + 1) % 4]
        choices = [make_choice(f"Well {n}", onward, effects={lift: 1})]
        choices.append(make_choice(f"Weak {n}", back, "weak", effects={drop: -2}))
        if n % 3 == 0:
            choices.append(
                make_choice(
                    f"Harm {n}", onward, "harmful", effects={lift: -3},
                    critical=n % 9 == 0, once=n < once,
                )
            )  # fmt: skip
        scenes[name] = choices
    scenes["gate"] = {
        "gate": [
            {"when": "critical > 0", "then": "hurt"},
            {"when": "harmful = 0 and weak = 0 and a >= 6 and b >= 6 and c >= 6 "
                     "and d >= 6", "then": "well"},
            {"when": "harmful <= 2 and a >= 4 and b >= 4 and c >= 4 and d >= 4",
             "then": "mended"},
            {"then": "missed"},
        ]
    }  # fmt: skip
    return make_scenario(scenes, gauges=gauges)


def test_a_large_story_with_loops_is_proved_in_seconds() -> None:
    scenario = make_large()
    assert sum(len(scene.choices) for scene in scenario.scenes.values()) == 350
    began = time.process_time()
    proof = prove_scenario(scenario, with_figures=False)
    assert time.process_time() - began < 5
    assert proof.complete
    assert proof.states > 5_000_000
    assert proof.reach == Reach((), (), (), (), {}, {}, {}, {})
    assert proof.best_astray is proof.harmful_ends_good is None
    assert proof.critical_not_unsafe is None
    assert proof.figures is None


def test_a_large_story_that_is_unsafe_is_told_with_a_play() -> None:
    scenario = make_large()
    gate = scenario.scenes["gate"]
    unsafe = scenario.model_copy(
        update={
            "scenes": scenario.scenes
            | {"gate": gate.model_copy(update={"gate": gate.gate[1:]})}
        }
    )
    shown = prove_scenario(unsafe, with_figures=False).critical_not_unsafe
    assert shown
    played = play(unsafe, [choice_id for _, choice_id in shown.path])[-1].after
    assert (played.at, played.ended) == (shown.ending_id, True)
    assert played.counts["critical"] == 1


def test_a_limit_that_was_hit_is_told_and_nothing_is_concluded() -> None:
    scenario = make_large(once=150)
    assert not fits_in_sets(scenario)
    proof = prove_scenario(scenario, limit=2_000)
    assert not proof.complete
    assert proof.states >= 2_000
    assert proof.reach is proof.figures is None


def test_figures_that_would_take_long_are_left_out() -> None:
    proof = prove_scenario(make_large(), limit=2_000)
    assert proof.complete
    assert proof.reach
    assert proof.figures is None


@both_ways
def test_counting_beyond_all_sense_is_not_proved(prove: Prove) -> None:
    scenario = make_scenario(
        {
            "door": [make_choice("Wait", "door", "weak"), make_choice("Go", "gate")],
            "gate": {"gate": [{"when": "weak > 150", "then": "hurt"},
                              {"then": "well"}]},
        }
    )  # fmt: skip
    proof = prove(scenario)
    assert not proof.complete
    assert proof.reach is None


@both_ways
def test_a_gauge_of_nobodys_condition_costs_nothing(prove: Prove) -> None:
    choices = [
        make_choice(f"Go {n}", "well", effects={"trust": n - 2, "calm": 2 - n})
        for n in range(5)
    ]
    again = [make_choice("Again", "door", effects={"trust": 1})]
    proof = prove(make_scenario({"door": choices + again}))
    assert proof.states <= 4


def test_no_play_is_found_to_what_cannot_be_reached() -> None:
    space = Space(make_scenario({"door": [make_choice("End", "well")]}))
    assert find_play(space, space.edges, {"hurt": EVERY_STATE}) is None
    found = find_play(space, space.edges, {"well": EVERY_STATE})
    assert found
    assert (found.place, len(found.path)) == ("well", 1)
