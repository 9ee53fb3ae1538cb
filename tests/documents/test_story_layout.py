"""Where the places of a map stand, tried in processes of their own.

The layout library ends its process when it meets what it cannot place, so only a
process that is looked at from outside can tell.
"""

import json
import subprocess
import sys
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.documents.story_layout import lay_out_numbers

Graph = tuple[int, int, list[tuple[int, int]]]
"""How many places, which is the start, and the pairs that lead on."""

TWO_PARTS: Graph = (6, 0, [(0, 3), (1, 2), (1, 5), (2, 4), (4, 5)])

CHILD = """
import json, sys
from elearn.documents.story_layout import lay_out_numbers
for count, start, pairs in json.load(sys.stdin):
    layout = lay_out_numbers(count, start, tuple(map(tuple, pairs)))
    print(json.dumps([layout.places, sorted(layout.bends.items())]))
"""


def lay_out_apart(graphs: list[Graph], hash_seed: int) -> str:
    """Lay graphs out in a fresh process, and give what it printed."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(graphs),
        env={"PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    assert child.stdout.count("\n") == len(graphs)
    return child.stdout


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Make any graph: circles, places that lead to themselves, parts cut off, none."""
    count = draw(st.integers(1, 14))
    place = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(place, place), max_size=3 * count))
    return count, draw(place), pairs


def make_torn(seed: int) -> Graph:
    """Make a large graph of several parts, with circles."""
    chance = Random(seed)
    count = chance.randint(40, 150)
    pairs = []
    for _ in range(chance.randint(count, 2 * count)):
        place = chance.randrange(count)
        pairs.append((place, (place + chance.randint(-6, 9)) % count))
    return count, 0, pairs


@pytest.mark.slow
@given(st.lists(graphs(), min_size=30, max_size=60))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_graph_ends_the_process(made: list[Graph]) -> None:
    lay_out_apart(made, 1)


def test_graphs_are_placed_alike_in_every_process() -> None:
    made = [TWO_PARTS, *(make_torn(seed) for seed in range(30))]
    assert lay_out_apart(made, 1) == lay_out_apart(made, 2)


def test_a_bend_is_never_taken_for_a_place() -> None:
    for _ in range(4):
        # Given both parts at once, the library would call a bend 5 as well.
        lay_out_numbers.cache_clear()
        layout = lay_out_numbers(*TWO_PARTS[:2], tuple(TWO_PARTS[2]))
        assert [y for _, y in layout.places] == [0, 2, 3, 1, 4, 5]
        assert [y for _, y in layout.bends[1, 5]] == [3, 4]


@pytest.mark.parametrize("seed", range(20))
def test_no_two_places_of_a_torn_graph_stand_on_each_other(seed: int) -> None:
    count, start, pairs = make_torn(seed)
    layout = lay_out_numbers(count, start, tuple(pairs))
    assert len(set(layout.places)) == count
    for (a, b), via in layout.bends.items():
        rows = [layout.places[a][1], *(y for _, y in via), layout.places[b][1]]
        down = 1 if rows[-1] > rows[0] else -1
        assert [round(down * (row - rows[0])) for row in rows] == list(range(len(rows)))
