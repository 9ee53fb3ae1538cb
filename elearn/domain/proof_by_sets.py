"""Prove a scenario with whole sets of states: quick however many plays there are."""

from collections.abc import Iterable, Mapping

from elearn.domain.proof_findings import Proof, Reach, Shown
from elearn.domain.proof_graph import Path
from elearn.domain.proof_plays import find_play
from elearn.domain.proof_space import (
    Edge,
    Edges,
    Space,
    keep_best,
    keep_worst,
)
from elearn.domain.proof_values import counts_too_far, list_comparisons
from elearn.domain.scenario import Result, Scenario


def prove_by_sets(scenario: Scenario) -> Proof:
    """Prove a scenario that `fits_in_sets`."""
    space = Space(scenario)
    reached = space.reach(space.edges)
    complete = not any(counts_too_far(c) for c in list_comparisons(scenario))
    return Proof(
        complete,
        sum(states.bit_count() for states in reached.values()),
        _find_astray(space, keep_best(space.edges), ("good",)),
        _find_astray(space, keep_worst(space.edges), ("poor", "unsafe")),
        _find_marked(space, reached, "harmful", ("recovered", "poor", "unsafe")),
        _find_marked(space, reached, "critical", ("unsafe",)),
        _judge_reach(space, reached) if complete else None,
    )


def _find_astray(space: Space, edges: Edges, wanted: Iterable[Result]) -> Shown | None:
    """Find a play that ends otherwise than wanted, or else one that never ends."""
    reached = space.reach(edges)
    endings = space.scenario.endings
    astray = {
        place: states
        for place, states in reached.items()
        if place in endings and endings[place].result not in wanted
    }
    if astray:
        return _show(space, edges, astray)
    lost = _find_lost(space, edges, reached)
    return _show(space, edges, lost) if lost else None


def _find_marked(
    space: Space, reached: Mapping[str, int], counter: str, allowed: Iterable[Result]
) -> Shown | None:
    """Find a play with such a choice that ends otherwise than allowed."""
    marked = space.having(counter, bool)
    endings = space.scenario.endings
    found = {
        place: states & marked
        for place, states in reached.items()
        if place in endings and endings[place].result not in allowed and states & marked
    }
    return _show(space, space.edges, found) if found else None


def _show(space: Space, edges: Edges, goals: Mapping[str, int]) -> Shown:
    found = find_play(space, edges, goals)
    place = found.place if found else next(iter(goals))
    path = found.path if found else ()
    return Shown(path, place if place in space.scenario.endings else None)


def _judge_reach(space: Space, reached: Mapping[str, int]) -> Reach:
    scenes = space.scenario.scenes
    idle = [
        (edge.at, edge.number)
        for place, leaving in space.edges.items()
        for edge in leaving
        if place in reached and not edge.open & reached[place]
    ]
    stuck = _find_stuck(space, reached)
    rings = _find_rings(space, reached, stuck)
    lost = _find_lost(space, space.edges, reached)
    stops = {place: stuck.get(place, 0) | rings.get(place, 0) for place in scenes}
    endless = _without(lost, space.lead_to(stops, space.edges, lost))
    return Reach(
        tuple(s for s in scenes if s not in reached),
        tuple(e for e in space.scenario.endings if e not in reached),
        tuple((at, number) for at, number in idle if scenes[at].choices),
        tuple((at, number) for at, number in idle if scenes[at].gate),
        _plays_to(space, {p: s for p, s in stuck.items() if scenes[p].choices}),
        _plays_to(space, {p: s for p, s in stuck.items() if scenes[p].gate}),
        _plays_to(space, rings),
        _plays_to(space, {p: s for p, s in endless.items() if scenes[p].choices}),
    )


def _find_lost(
    space: Space, edges: Edges, reached: Mapping[str, int]
) -> dict[str, int]:
    """Find the states from which these edges lead to no ending."""
    if not space.has_loops and not _find_stuck(space, reached):
        # Every choice goes further on, and there always is one.
        return {}
    ends = _among(reached, space.scenario.endings)
    return _without(reached, space.lead_to(ends, edges, reached))


def _find_stuck(space: Space, reached: Mapping[str, int]) -> dict[str, int]:
    """Find the states in which nothing is open; keeping the best changes none."""
    return {
        place: left
        for place, closed in space.closed.items()
        if (left := reached.get(place, 0) & closed)
    }


def _find_rings(
    space: Space, reached: Mapping[str, int], stuck: Mapping[str, int]
) -> dict[str, int]:
    """Find the states that gates only hand round among themselves."""
    scenes = space.scenario.scenes
    gates = {place: space.edges[place] for place in scenes if scenes[place].gate}
    if not gates or not space.has_loops:
        return {}
    others = [p for p in (*scenes, *space.scenario.endings) if p not in gates]
    goals = _among(reached, others) | dict(stuck)
    released = space.lead_to(goals, gates, reached)
    ring = _without({p: reached[p] for p in gates if p in reached}, released)
    while ring:
        # What only leads into a ring is not part of it.
        kept = _step(gates, ring)
        kept = {p: both for p, s in ring.items() if (both := s & kept.get(p, 0))}
        if kept == ring:
            break
        ring = kept
    return ring


def _step(edges: Mapping[str, list[Edge]], states: Mapping[str, int]) -> dict[str, int]:
    moved: dict[str, int] = {}
    for place, here in states.items():
        for edge in edges[place]:
            moved[edge.to] = moved.get(edge.to, 0) | edge.move(here)
    return moved


def _plays_to(space: Space, goals: Mapping[str, int]) -> dict[str, Path]:
    plays = {}
    for place, states in goals.items():
        found = find_play(space, space.edges, {place: states})
        plays[place] = found.path if found else ()
    return plays


def _among(states: Mapping[str, int], places: Iterable[str]) -> dict[str, int]:
    return {place: states[place] for place in places if place in states}


def _without(states: Mapping[str, int], taken: Mapping[str, int]) -> dict[str, int]:
    left = {place: here & ~taken.get(place, 0) for place, here in states.items()}
    return {place: here for place, here in left.items() if here}
