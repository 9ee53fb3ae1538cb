"""A shortest play to one of many states."""

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.domain.proof_graph import Path
from elearn.domain.proof_space import Edge, Edges, Space

_MOST_BITS = 1_500_000_000
"""What may be remembered on the way; a larger story gets no play shown."""

Layer = list[tuple[str, int]]
"""What so many choices reach, place by place, in the order in which it was found."""


@dataclass(frozen=True)
class Found:
    """A play, and the place that it reaches."""

    path: Path
    place: str


def find_play(space: Space, edges: Edges, goals: Mapping[str, int]) -> Found | None:
    """Find a play of the fewest choices that reaches a goal; None if it is too far."""
    seen: dict[str, int] = {}
    layers: list[Layer] = []
    new = {space.scenario.start: 1 << space.start}
    left = _MOST_BITS
    while new and left > 0:
        layer = _pass_gates(edges, new, seen)
        layers.append(layer)
        for at, (place, states) in enumerate(layer):
            if hit := states & goals.get(place, 0):
                path = _trace(space, edges, layers, at, hit & -hit)
                return Found(path, place)
        left -= sum(states.bit_length() for _, states in layer)
        new = _choose(edges, layer, seen)
    return None


def _pass_gates(edges: Edges, new: Mapping[str, int], seen: dict[str, int]) -> Layer:
    """Add what gates lead to at once; to go through one is no choice."""
    layer: Layer = []
    waiting = list(new.items())
    while waiting:
        place, states = waiting.pop(0)
        states &= ~seen.get(place, 0)
        if not states:
            continue
        seen[place] = seen.get(place, 0) | states
        layer.append((place, states))
        waiting += [
            (edge.to, edge.move(states))
            for edge in edges.get(place, ())
            if edge.grade < 0
        ]
    return layer


def _choose(edges: Edges, layer: Layer, seen: Mapping[str, int]) -> dict[str, int]:
    new: dict[str, int] = {}
    for place, states in layer:
        for edge in edges.get(place, ()):
            moved = edge.move(states) & ~seen.get(edge.to, 0) if edge.grade >= 0 else 0
            if moved:
                new[edge.to] = new.get(edge.to, 0) | moved
    return new


def _trace(
    space: Space, edges: Edges, layers: list[Layer], at: int, state: int
) -> Path:
    """Go back from a state of the last layer to the start."""
    into: dict[str, list[Edge]] = {}
    for leaving in edges.values():
        for edge in leaving:
            into.setdefault(edge.to, []).append(edge)
    steps: list[tuple[str, str]] = []
    depth = len(layers) - 1
    while True:
        place = layers[depth][at][0]
        found = _step_back(into.get(place, []), layers, depth, at, state)
        if found is None:
            return tuple(reversed(steps))
        edge, depth, at, state = found
        if edge.grade >= 0:
            choice = space.scenario.scenes[edge.at].choices[edge.number]
            steps.append((edge.at, choice.id))


def _step_back(
    into: list[Edge], layers: list[Layer], depth: int, at: int, state: int
) -> tuple[Edge, int, int, int] | None:
    for edge in into:
        # A gate was passed earlier in the same layer, a choice made in the one before.
        before = depth if edge.grade < 0 else depth - 1
        if before < 0:
            continue
        layer = layers[before][:at] if edge.grade < 0 else layers[before]
        came = edge.move_back(state)
        for position, (place, states) in enumerate(layer):
            if place == edge.at and (hit := came & states):
                return edge, before, position, hit & -hit
    return None
