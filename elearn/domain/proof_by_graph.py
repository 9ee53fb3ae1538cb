"""Prove a scenario state by state: for stories whose states are few but far apart."""

from array import array
from collections.abc import Iterable

from elearn.domain.proof_figures import find_leading_to, order_states
from elearn.domain.proof_findings import Proof, Reach, Shown
from elearn.domain.proof_graph import Explorer, Graph, Path, pick_best, pick_worst
from elearn.domain.proof_values import counts_too_far, list_comparisons
from elearn.domain.scenario import Result, Scenario


def prove_by_graph(explorer: Explorer, graph: Graph, limit: int) -> Proof:
    """Prove from the graph of all plays, found with the same limit."""
    scenario = explorer.scenario
    best = explorer.explore(limit, pick_best)
    worst = explorer.explore(limit, pick_worst)
    complete = graph.complete and best.complete and worst.complete
    if any(counts_too_far(c) for c in list_comparisons(scenario)):
        complete = False
    return Proof(
        complete,
        len(graph),
        _find_astray(scenario, best, ("good",)),
        _find_astray(scenario, worst, ("poor", "unsafe")),
        _find_marked(explorer, graph, "harmful", ("recovered", "poor", "unsafe")),
        _find_marked(explorer, graph, "critical", ("unsafe",)),
        _judge_reach(scenario, graph) if complete else None,
    )


def find_ways_out(
    scenario: Scenario, graph: Graph, order: "array[int] | None"
) -> bytearray:
    """Mark with 1 every state from which an ending can be reached."""
    ends = [n for n, place in enumerate(graph.places) if place in scenario.endings]
    stops = sum(not graph.following(n) for n in range(len(graph)))
    if order is not None and stops == len(ends):
        # Without loops a play goes on until it stops, and it stops at endings only.
        return bytearray(b"\1" * len(graph))
    return find_leading_to(graph, ends)


def _find_astray(
    scenario: Scenario, graph: Graph, wanted: Iterable[Result]
) -> Shown | None:
    """Find a shortest play that ends otherwise than wanted, or else never ends."""
    ends = [n for n, place in enumerate(graph.places) if place in scenario.endings]
    for state in ends:
        if scenario.endings[graph.places[state]].result not in wanted:
            return _show(scenario, graph, state)
    if not graph.complete:
        return None
    lost = find_ways_out(scenario, graph, order_states(graph)).find(0)
    return None if lost < 0 else _show(scenario, graph, lost)


def _find_marked(
    explorer: Explorer, graph: Graph, counter: str, allowed: Iterable[Result]
) -> Shown | None:
    """Find a shortest play with such a choice that ends otherwise than allowed."""
    endings, at = explorer.scenario.endings, explorer.position(counter)
    for state, place in enumerate(graph.places):
        marked = place in endings and graph.values[state][at]
        if marked and endings[place].result not in allowed:
            return _show(explorer.scenario, graph, state)
    return None


def _show(scenario: Scenario, graph: Graph, state: int) -> Shown:
    place = graph.places[state]
    return Shown(graph.path_to(state), place if place in scenario.endings else None)


def _judge_reach(scenario: Scenario, graph: Graph) -> Reach:
    can_end = find_ways_out(scenario, graph, order_states(graph))
    scenes, seen = scenario.scenes, graph.places_seen
    reached = [scene_id for scene_id in scenes if scene_id in seen]
    stuck = [
        state
        for state, place in enumerate(graph.places)
        if place in scenes and not graph.following(state)
    ]
    lost = [state for state, ends in enumerate(can_end) if not ends]
    near_stuck = find_leading_to(graph, stuck)
    return Reach(
        tuple(s for s in scenes if s not in seen),
        tuple(e for e in scenario.endings if e not in seen),
        tuple(
            (s, at)
            for s in reached
            for at, choice in enumerate(scenes[s].choices)
            if (s, choice.id) not in graph.offered
        ),
        tuple(
            (s, at)
            for s in reached
            for at in range(len(scenes[s].gate))
            if (s, at) not in graph.rules_used
        ),
        _first_paths(graph, (n for n in stuck if not scenes[graph.places[n]].gate)),
        _first_paths(
            graph,
            (n for n in stuck if scenes[graph.places[n]].gate and n not in graph.rings),
        ),
        _first_paths(graph, sorted(graph.rings)),
        _first_paths(graph, (n for n in lost if not near_stuck[n])),
    )


def _first_paths(graph: Graph, states: Iterable[int]) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for state in states:
        if graph.places[state] not in paths:
            paths[graph.places[state]] = graph.path_to(state)
    return paths
