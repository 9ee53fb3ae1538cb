"""What the proof of a scenario says, against playing every play there is."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings

from elearn.domain.proof import Shown, prove_scenario
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
from tests.domain.stories import small_scenarios

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


quick = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@quick
@given(small_scenarios())
def test_safety_agrees_with_playing_every_play(scenario: Scenario) -> None:
    proof, played = prove_scenario(scenario), play_all(scenario)
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


@quick
@given(small_scenarios())
def test_best_and_worst_agree_with_playing_them(scenario: Scenario) -> None:
    proof = prove_scenario(scenario)
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


@quick
@given(small_scenarios())
def test_reach_agrees_with_playing_every_play(scenario: Scenario) -> None:
    proof, played = prove_scenario(scenario), play_all(scenario)
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
