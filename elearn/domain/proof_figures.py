"""Figures of a scenario whose states are all known: paths, lengths, shares."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from elearn.domain.proof_graph import Graph
from elearn.domain.scenario import Ending, Result

RESULTS: tuple[Result, ...] = ("good", "recovered", "poor", "unsafe")

_CLOSE_ENOUGH = 1e-12
_MOST_STEPS = 5_000_000
"""How much work shares are worth when a story has loops."""


@dataclass(frozen=True)
class Figures:
    """What plays of a scenario come to.

    `paths` and `longest` are None where a story can go round for ever, `shortest`
    where it cannot end. `shares` says how often choosing at random gives each
    result; it is exact where `paths` is known. `unfinished` is the share that
    never ends or, with loops, had not ended when counting stopped.
    """

    paths: int | None
    shortest: int | None
    longest: int | None
    shares: dict[Result, Fraction]
    unfinished: Fraction

    @property
    def passing_share(self) -> Fraction:
        return self.shares["good"] + self.shares["recovered"]


def find_leading_to(graph: Graph, goals: Iterable[int]) -> bytearray:
    """Mark with 1 every state from which one of the goals can be reached."""
    stack = list(goals)
    leads = bytearray(len(graph))
    if not stack:
        return leads
    starts, sources = _turn_round(graph)
    for state in stack:
        leads[state] = 1
    while stack:
        state = stack.pop()
        for source in sources[starts[state] : starts[state + 1]]:
            if not leads[source]:
                leads[source] = 1
                stack.append(source)
    return leads


def _turn_round(graph: Graph) -> "tuple[array[int], array[int]]":
    """List what leads to each state: `sources[starts[n]:starts[n + 1]]`."""
    starts = array("q", bytes(8 * (len(graph) + 1)))
    for to in graph.targets:
        starts[to + 1] += 1
    for at in range(len(graph)):
        starts[at + 1] += starts[at]
    sources = array("q", bytes(8 * len(graph.targets)))
    filled = starts[:]
    for state in range(len(graph)):
        for to in graph.following(state):
            sources[filled[to]] = state
            filled[to] += 1
    return starts, sources


def count_figures(
    graph: Graph,
    endings: dict[str, Ending],
    order: "array[int] | None",
    can_end: bytearray,
) -> Figures:
    """Count over a complete graph.

    `order` puts each state before all that it leads to, and is None if the story has
    loops; `can_end` marks the states that lead to an end.
    """
    results = {n: endings[p].result for n, p in enumerate(graph.places) if p in endings}
    # States are numbered nearest first.
    shortest = len(graph.path_to(min(results))) if results else None
    if order is None:
        shares, unfinished = _estimate_shares(graph, results, can_end)
        return Figures(None, shortest, None, shares, unfinished)
    shares, unfinished = _share_exactly(graph, results, order)
    paths, longest = _count_paths(graph, results, order)
    return Figures(paths, shortest, longest, shares, unfinished)


def order_states(graph: Graph) -> "array[int] | None":
    """Put each state before all that it leads to; None if the story has loops."""
    before = array("q", bytes(8 * len(graph)))
    for to in graph.targets:
        before[to] += 1
    order = array("q", (n for n, count in enumerate(before) if not count))
    for state in order:
        for to in graph.following(state):
            before[to] -= 1
            if not before[to]:
                order.append(to)
    return order if len(order) == len(graph) else None


def _count_paths(
    graph: Graph, results: dict[int, Result], order: "array[int]"
) -> tuple[int, int | None]:
    paths: dict[int, int] = dict.fromkeys(results, 1)
    lengths: dict[int, int] = dict.fromkeys(results, 0)
    for state in reversed(order):
        if state not in results:
            following = graph.following(state)
            paths[state] = sum(paths[to] for to in following)
            ways = [lengths[to] + 1 for to in following if to in lengths]
            if ways:
                lengths[state] = max(ways)
    return paths[0], lengths.get(0)


def _share_exactly(
    graph: Graph, results: dict[int, Result], order: "array[int]"
) -> tuple[dict[Result, Fraction], Fraction]:
    # Whole numbers over one common denominator are far quicker than fractions.
    widths = {graph.offsets[n + 1] - graph.offsets[n] for n in range(len(graph))}
    whole = lcm(*(widths - {0})) ** _most_choices(graph, order)
    shares = {0: whole}
    ended = dict.fromkeys(RESULTS, 0)
    stuck = 0
    for state in order:
        share, following = shares.pop(state), graph.following(state)
        if state in results:
            ended[results[state]] += share
        elif not following:
            stuck += share
        for to in following:
            shares[to] = shares.get(to, 0) + share // len(following)
    exact = {result: Fraction(share, whole) for result, share in ended.items()}
    return exact, Fraction(stuck, whole)


def _most_choices(graph: Graph, order: "array[int]") -> int:
    most = array("q", bytes(8 * len(graph)))
    for state in order:
        for to in graph.following(state):
            most[to] = max(most[to], most[state] + 1)
    return max(most)


def _estimate_shares(
    graph: Graph, results: dict[int, Result], can_end: bytearray
) -> tuple[dict[Result, Fraction], Fraction]:
    shares = array("d", bytes(8 * len(graph)))
    shares[0] = 1.0
    going = [n for n in range(len(graph)) if n not in results and can_end[n]]
    work = 0
    while work < _MOST_STEPS and any(shares[n] > _CLOSE_ENOUGH for n in going):
        for state in going:
            if share := shares[state]:
                shares[state] = 0.0
                following = graph.following(state)
                for to in following:
                    shares[to] += share / len(following)
        work += len(graph.targets)
    ended = dict.fromkeys(RESULTS, 0.0)
    for state, result in results.items():
        ended[result] += shares[state]
    lost = max(0.0, 1.0 - sum(ended.values()))
    return {result: Fraction(s) for result, s in ended.items()}, Fraction(lost)
