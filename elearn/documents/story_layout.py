"""Where the places of a scenario stand on its map, and how the lines between run.

fast-sugiyama puts them into layers. It ends the process where a way leads from a
place to itself or in a circle: so it is given neither, and ways back are turned round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from fast_sugiyama import from_edges

from elearn.domain.story_map import StoryMap

Point = tuple[float, float]
Pair = tuple[int, int]

_LANE = 0.14
"""The room for a line that passes a layer, in widths of a place."""

_TRIES = 4
"""Its layouts differ from time to time; the one with the shortest lines is kept."""


@dataclass(frozen=True)
class Layout:
    """Places by number (column, row), and the points that lines pass on their way."""

    places: tuple[Point, ...]
    bends: dict[Pair, tuple[Point, ...]]
    columns: float
    rows: float


def lay_out(story_map: StoryMap) -> Layout:
    """Place every node of a map; a map that was placed before is placed as then."""
    number = {node.id: n for n, node in enumerate(story_map.nodes)}
    start = next(n for n, node in enumerate(story_map.nodes) if node.is_start)
    pairs = [(number[e.source], number[e.target]) for e in story_map.edges]
    return _lay_out(len(number), start, tuple(dict.fromkeys(pairs)))


@lru_cache(maxsize=64)
def _lay_out(count: int, start: int, pairs: tuple[Pair, ...]) -> Layout:
    turned = _find_ways_back(count, start, pairs)
    onward = sorted(
        {(b, a) if (a, b) in turned else (a, b) for a, b in pairs if a != b}
    )
    placed = [_place(onward) for _ in range(_TRIES if onward else 0)]
    places, bends, depth = min(placed, key=_length, default=({}, {}, -1.0))
    alone = [n for n in range(count) if n not in places]
    for at, n in enumerate(alone):
        places[n] = (float(at), depth + 1)
    bends |= {(b, a): tuple(reversed(via)) for (a, b), via in bends.items()}
    return Layout(
        tuple(places[n] for n in range(count)),
        bends,
        max(
            x
            for x, _ in (*places.values(), *(p for via in bends.values() for p in via))
        ),
        max(y for _, y in places.values()),
    )


Placed = tuple[dict[int, Point], dict[Pair, tuple[Point, ...]], float]


def _place(pairs: Sequence[Pair]) -> Placed:
    places: dict[int, Point] = {}
    points: dict[int, Point] = {}
    onward: dict[int, list[int]] = {}
    row = 0.0
    nodes = {n for pair in pairs for n in pair}
    # The library numbers what it is given by its own order: given 0, 1, 2, … sorted,
    # both are the same, and whatever is beyond is a bend of a line.
    names = sorted(nodes)
    plain = {name: n for n, name in enumerate(names)}
    layouts = from_edges(
        [(plain[a], plain[b]) for a, b in pairs],
        vertex_spacing=1,
        dummy_vertices=True,
        dummy_size=_LANE,
    )
    part = 0
    for positions, _, _, lines in sorted(layouts, key=lambda it: -len(it[0])):
        top = max(y for _, (_, y) in positions)
        left = min(x for _, (x, _) in positions)
        here = {int(n): (x - left, row + top - y) for n, (x, y) in positions}
        for n, point in here.items():
            if n < len(names):
                places[names[n]] = point
            else:
                points[part + n] = point
        for a, b in lines or ():
            begin = int(a) if int(a) < len(names) else part + int(a)
            end = int(b) if int(b) < len(names) else part + int(b)
            onward.setdefault(begin, []).append(end)
        row = max(y for _, y in here.values()) + 1
        part += 1_000_000
    bends: dict[Pair, tuple[Point, ...]] = {}
    for n in range(len(names)):
        for following in onward.get(n, ()):
            via = []
            while following >= len(names):
                via.append(points[following])
                following = onward[following][0]
            bends[names[n], names[following]] = tuple(via)
    return places, bends, row - 1


def _length(placed: Placed) -> float:
    places, bends, _ = placed
    total = 0.0
    for (a, b), via in bends.items():
        way = (places[a], *via, places[b])
        total += sum(abs(p[0] - q[0]) for p, q in pairwise(way))
    return total


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
