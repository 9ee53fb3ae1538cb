"""Whole sets of states as single numbers, for stories with too many to list.

Every combination of values has a bit, and the states that plays can reach at a place
are one number with those bits set. Moving a gauge is then a few shifts for all states
together, so that a million of them cost little more than one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from math import prod

from elearn.domain.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Not,
    parse_condition,
)
from elearn.domain.proof_values import (
    COMPARE,
    Table,
    furthest_first,
    list_variables,
    used_name,
    ways_on,
)
from elearn.domain.scenario import GRADES, Scenario

States = Mapping[str, int]
"""The states at each place, as the bits of a number."""

_MOST_BITS = 400_000_000
"""For all places together; more would not fit into a small machine."""


EVERY_STATE = -1
"""The number with all bits set; one as long as the story needs would be slower."""


@dataclass(frozen=True)
class Shift:
    """How far an edge moves the bits of one variable.

    Most states go the same way. `others` are masks of those that stop at a limit, each
    with how far it goes.
    """

    by: int
    others: tuple[tuple[int, int], ...]

    def move(self, states: int) -> int:
        moved = 0
        for mask, by in self.others:
            if few := states & mask:
                states ^= few
                moved |= _shift(few, by)
        return _add(moved, _shift(states, self.by))

    def move_back(self, states: int) -> int:
        before = _shift(states, -self.by)
        for mask, _ in self.others:
            before ^= before & mask
        for mask, by in self.others:
            before |= _shift(states, -by) & mask
        return before


@dataclass(frozen=True)
class Edge:
    """A choice or rule: the states it is open in, and how it moves them.

    `number` is its position in the scene; a rule has grade -1.
    """

    at: str
    number: int
    grade: int
    to: str
    tables: tuple[Table, ...]
    open: int
    shifts: tuple[Shift, ...]

    def move(self, states: int) -> int:
        """Give the states that these lead to."""
        if self.open != EVERY_STATE:
            states &= self.open
        for shift in self.shifts:
            states = shift.move(states)
        return states

    def move_back(self, states: int) -> int:
        """Give the states that lead to one of these, among bits that are no states."""
        for shift in reversed(self.shifts):
            states = shift.move_back(states)
        return states & self.open


Edges = Mapping[str, Sequence[Edge]]
"""The edges that leave each scene."""


def fits_in_sets(scenario: Scenario) -> bool:
    """Tell whether the sets of a story can be held at all."""
    bits = prod(variable.size for variable in list_variables(scenario))
    return bits * (len(scenario.scenes) + len(scenario.endings)) <= _MOST_BITS


class Space:
    """Every state that a story could have, and the edges between them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.variables = list_variables(scenario)
        sizes = [variable.size for variable in self.variables]
        self.steps = [prod(sizes[:at]) for at in range(len(sizes))]
        self._size = prod(sizes)
        self.start = sum(
            variable.start * step
            for variable, step in zip(self.variables, self.steps, strict=True)
        )
        self._at = {variable.name: at for at, variable in enumerate(self.variables)}
        self._combs: dict[tuple[int, tuple[int, ...]], int] = {}
        self._moves: dict[tuple[int, Table], Shift] = {}
        ways = ways_on(scenario, self.variables)
        self._ranks = {p: n for n, p in enumerate(furthest_first(scenario, ways))}
        self.has_loops = any(
            self._ranks[way.to] >= self._ranks[place]
            for place, leading in ways.items()
            for way in leading
        )
        self.edges: dict[str, list[Edge]] = {}
        self.closed: dict[str, int] = {}
        for place, scene in scenario.scenes.items():
            opened = self._open_choices(place) + self._open_rules(place)
            grades = [GRADES.index(c.grade) for c in scene.choices] or [-1] * len(
                opened
            )
            self.closed[place] = _find_closed(opened)
            self.edges[place] = [
                Edge(place, n, grades[n], way.to, way.tables, opened[n],
                     self._shifts(way.tables))
                for n, way in enumerate(ways[place])
            ]  # fmt: skip

    def having(self, name: str, fits: Callable[[int], bool]) -> int:
        """Give all states in which a variable has a fitting value."""
        at = self._at[name]
        return self._with(at, filter(fits, range(self.variables[at].size)))

    def reach(self, edges: Edges) -> dict[str, int]:
        """Give the states that plays along these edges reach."""
        ranks = {place: -rank for place, rank in self._ranks.items()}
        first = {self.scenario.start: 1 << self.start}
        return _spread(first, edges, ranks, lambda e, s: (e.to, e.move(s)))

    def lead_to(self, goals: States, edges: Edges, within: States) -> dict[str, int]:
        """Give the states, of those given, from which edges can lead to the goals."""
        into: dict[str, list[Edge]] = {}
        for leaving in edges.values():
            for edge in leaving:
                into.setdefault(edge.to, []).append(edge)
        return _spread(
            goals,
            into,
            self._ranks,
            lambda e, s: (e.at, e.move_back(s) & within.get(e.at, 0)),
        )

    def _open_choices(self, place: str) -> list[int]:
        opened = []
        for choice in self.scenario.scenes[place].choices:
            states = self._where(choice.when)
            if choice.once:
                states &= self.having(used_name(place, choice), lambda v: v == 0)
            opened.append(states)
        return opened

    def _open_rules(self, place: str) -> list[int]:
        """The first rule that holds decides, so it takes its states from the rest."""
        opened, left = [], EVERY_STATE
        for rule in self.scenario.scenes[place].gate:
            opened.append(left & self._where(rule.when))
            left ^= opened[-1]
        return opened

    def _where(self, when: str | None) -> int:
        return EVERY_STATE if when is None else self._holding(parse_condition(when))

    def _holding(self, condition: Condition) -> int:
        match condition:
            case Compare():
                return self._comparing(condition)
            case Not(part):
                return ~self._holding(part)
            case AllOf(parts):
                states = EVERY_STATE
                for part in parts:
                    states &= self._holding(part)
                return states
            case AnyOf(parts):
                states = 0
                for part in parts:
                    states |= self._holding(part)
                return states

    def _comparing(self, condition: Compare) -> int:
        compare, side, other = COMPARE[condition.sign], condition.left, condition.right
        if side in self._at and isinstance(other, int):
            # The common form, and one pattern of bits instead of one for each value.
            return self.having(str(side), lambda value: compare(value, other))
        states = 0
        for left, here in self._values(condition.left):
            for right, there in self._values(condition.right):
                if compare(left, right):
                    states |= here & there
        return states

    def _values(self, side: str | int) -> list[tuple[int, int]]:
        """List the values of one side of a comparison with the states of each."""
        if isinstance(side, int):
            return [(side, EVERY_STATE)]
        if side not in self._at:
            return [(0, EVERY_STATE)]
        at = self._at[side]
        return [(v, self._with(at, [v])) for v in range(self.variables[at].size)]

    def _with(self, at: int, values: Iterable[int]) -> int:
        """Give all states in which one variable has one of these values."""
        key = (at, tuple(values))
        if key not in self._combs:
            self._combs[key] = self._make_comb(*key)
        return self._combs[key]

    def _make_comb(self, at: int, values: Sequence[int]) -> int:
        step, first = self.steps[at], min(values, default=0)
        if first:
            # Values that are as far apart have the same pattern, only further along.
            return self._with(at, [v - first for v in values]) << first * step
        tooth = sum(((1 << step) - 1) << (value * step) for value in values)
        width = step * self.variables[at].size
        return _repeat(tooth, width, self._size // width)

    def _shifts(self, tables: Sequence[Table]) -> tuple[Shift, ...]:
        return tuple(
            self._shift_of(at, table)
            for at, table in enumerate(tables)
            if table != self.variables[at].unmoved
        )

    def _shift_of(self, at: int, table: Table) -> Shift:
        if (at, table) not in self._moves:
            self._moves[at, table] = self._make_shift(at, table)
        return self._moves[at, table]

    def _make_shift(self, at: int, table: Table) -> Shift:
        distances = [new - old for old, new in enumerate(table)]
        usual = max(set(distances), key=distances.count)
        others = (
            (
                self._with(at, (v for v, d in enumerate(distances) if d == distance)),
                distance * self.steps[at],
            )
            for distance in sorted({*distances} - {usual})
        )
        return Shift(usual * self.steps[at], tuple(others))


def keep_best(edges: Edges) -> Edges:
    """Keep, in every state, the best choices on offer; ties stay."""
    return {place: _keep(leaving, range(4)) for place, leaving in edges.items()}


def keep_worst(edges: Edges) -> Edges:
    """Keep, in every state, the worst choices on offer; ties stay."""
    return {place: _keep(leaving, range(3, -1, -1)) for place, leaving in edges.items()}


def _keep(leaving: Sequence[Edge], grades: Iterable[int]) -> list[Edge]:
    kept = [edge for edge in leaving if edge.grade < 0]
    taken = 0
    for grade in grades:
        alike = [edge for edge in leaving if edge.grade == grade]
        if taken:
            # Numbers of a million bits: turned over once, and not for each edge.
            free = ~taken
            kept += [
                replace(edge, open=left) for edge in alike if (left := edge.open & free)
            ]
        else:
            kept += alike
        for edge in alike:
            taken |= edge.open
    return kept


def _spread(
    first: States,
    edges: Edges,
    ranks: Mapping[str, int],
    follow: Callable[[Edge, int], tuple[str, int]],
) -> dict[str, int]:
    """Follow edges until nothing new is found, places of low rank first."""
    found: dict[str, int] = {}
    new = dict(first)
    queue = sorted((ranks[place], place) for place in new)
    while queue:
        _, place = heappop(queue)
        states = new.pop(place, 0)
        if place in found:
            states &= ~found[place]
        if not states:
            continue
        found[place] = _add(found.get(place, 0), states)
        for edge in edges.get(place, ()):
            to, moved = follow(edge, states)
            if moved and not (to in found and moved & ~found[to] == 0):
                if to not in new:
                    heappush(queue, (ranks[to], to))
                new[to] = _add(new.get(to, 0), moved)
    return found


def _find_closed(opened: Sequence[int]) -> int:
    """Give the states in which nothing is open."""
    if EVERY_STATE in opened:
        return 0
    states = 0
    for some in opened:
        states |= some
    return ~states


def _repeat(pattern: int, width: int, times: int) -> int:
    """Write a pattern of bits so many times, by doubling what is there."""
    written, done = pattern, 1
    while done < times:
        more = min(done, times - done)
        written |= written << width * more
        done += more
    return written


def _add(some: int, more: int) -> int:
    """Put states together; those that are alone are not copied."""
    return some | more if some and more else some or more


def _shift(states: int, by: int) -> int:
    if by == 0:
        return states
    return states << by if by > 0 else states >> -by
