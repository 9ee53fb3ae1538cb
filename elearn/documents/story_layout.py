"""Where the places of a scenario stand on its map, and how the lines between run.

fast-sugiyama puts them into layers. It ends the process where a way leads from a
place to itself or in a circle: so it is given neither, and ways back are turned round.
Given parts that hang together by nothing, it gives one number to a place and to the
bend of a line, in an order that changes: so it is given one part at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fast_sugiyama import from_edges

from elearn.domain.story_map import StoryMap

Point = tuple[float, float]
Pair = tuple[int, int]
Bends = dict[Pair, tuple[Point, ...]]

_LANE = 0.14
"""The room for a line that passes a layer, in widths of a place."""


@dataclass(frozen=True)
class Layout:
    """Places by number (column, row), and the points that lines pass on their way."""

    places: tuple[Point, ...]
    bends: Bends
    columns: float
    rows: float


def lay_out(story_map: StoryMap) -> Layout:
    """Place every node of a map: the same map alike, everywhere and always."""
    number = {node.id: n for n, node in enumerate(story_map.nodes)}
    start = next(n for n, node in enumerate(story_map.nodes) if node.is_start)
    pairs = [(number[e.source], number[e.target]) for e in story_map.edges]
    return lay_out_numbers(len(number), start, tuple(dict.fromkeys(pairs)))


@lru_cache(maxsize=64)
def lay_out_numbers(count: int, start: int, pairs: tuple[Pair, ...]) -> Layout:
    """Place 0 to `count` - 1, of which `pairs` lead from one to another."""
    turned = _find_ways_back(count, start, pairs)
    onward = sorted(
        {(b, a) if (a, b) in turned else (a, b) for a, b in pairs if a != b}
    )
    places: dict[int, Point] = {}
    bends: Bends = {}
    below = 0.0
    for part in _split(start, onward):
        here, via = _place(part)
        places |= {n: (x, y + below) for n, (x, y) in here.items()}
        bends |= {
            pair: tuple((x, y + below) for x, y in points)
            for pair, points in via.items()
        }
        below = max(y for _, y in places.values()) + 1
    alone = [n for n in range(count) if n not in places]
    places |= {n: (float(at), below) for at, n in enumerate(alone)}
    bends |= {(b, a): tuple(reversed(via)) for (a, b), via in bends.items()}
    points = [*places.values(), *(point for via in bends.values() for point in via)]
    return Layout(
        tuple(places[n] for n in range(count)),
        bends,
        max(x for x, _ in points),
        max(y for _, y in points),
    )


def _split(start: int, pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Share pairs out to the parts that hang together, that of the start first."""
    beside: dict[int, list[int]] = {}
    for a, b in pairs:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    part_of: dict[int, int] = {}
    for first in (start, *sorted(beside)):
        waiting = [first] if first not in part_of else []
        while waiting:
            here = waiting.pop()
            part_of[here] = first
            waiting += [n for n in beside.get(here, ()) if n not in part_of]
    parts: dict[int, list[Pair]] = {first: [] for first in part_of.values()}
    for pair in pairs:
        parts[part_of[pair[0]]].append(pair)
    return [part for part in parts.values() if part]


def _place(pairs: Sequence[Pair]) -> tuple[dict[int, Point], Bends]:
    """Place one part, whose pairs hang together and lead in no circle."""
    # The library numbers what it is given by its own order: given 0, 1, 2, … sorted,
    # both are the same, and whatever is beyond is a bend of a line.
    names = sorted({n for pair in pairs for n in pair})
    plain = {name: n for n, name in enumerate(names)}
    [(positions, _, _, lines)] = from_edges(
        [(plain[a], plain[b]) for a, b in pairs],
        vertex_spacing=1,
        dummy_vertices=True,
        dummy_size=_LANE,
    )
    top = max(y for _, (_, y) in positions)
    left = min(x for _, (x, _) in positions)
    at = {int(n): (x - left, top - y) for n, (x, y) in positions}
    onward: dict[int, list[int]] = {}
    for a, b in lines or ():
        onward.setdefault(int(a), []).append(int(b))
    bends: Bends = {}
    for n, name in enumerate(names):
        for following in onward.get(n, ()):
            via = []
            while following >= len(names):
                via.append(at[following])
                [following] = onward[following]
            bends[name, names[following]] = tuple(via)
    return {name: at[n] for n, name in enumerate(names)}, bends


def _find_ways_back(count: int, start: int, pairs: Iterable[Pair]) -> set[Pair]:
    """Find the ways that close a circle, walking from the start on."""
    onward: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs:
        onward[a].append(b)
    back: set[Pair] = set()
    done: set[int] = set()
    for first in (start, *range(count)):
        if first in done:
            continue
        path, trail = {first}, [(first, iter(onward[first]))]
        while trail:
            here, rest = trail[-1]
            there = next(rest, None)
            if there is None:
                trail.pop()
                path.discard(here)
                done.add(here)
            elif there in path:
                back.add((here, there))
            elif there not in done:
                path.add(there)
                trail.append((there, iter(onward[there])))
    return back
