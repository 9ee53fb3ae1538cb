"""What a proof must remember of a play, and what nothing downstream can tell apart.

A play is remembered as one small number for each thing that a condition reads:
gauges, flags, counters, and once-only choices already made. Two values are folded
into one where every way on from there treats them alike; so a gauge that is never
read again costs nothing, and a counter stops where comparisons stop.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import eq, ge, gt, le, lt, ne

from elearn.domain.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Not,
    parse_condition,
)
from elearn.domain.scenario import COUNTERS, HIGHEST, LOWEST, Choice, Scenario

HIGHEST_COUNT = 100
"""Counters are followed up to here; comparing with more is beyond the proof."""

COMPARE: dict[str, Callable[[int, int], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip

Values = bytes
"""One small number for each variable, in the order of the variables."""
Test = Callable[[Values], bool]
Table = bytes
"""The new value for each old value of one variable."""


@dataclass(frozen=True)
class Variable:
    """Something that a condition reads. `size` is how many values it can have."""

    name: str
    size: int
    start: int

    @cached_property
    def unmoved(self) -> Table:
        return bytes(range(self.size))


@dataclass(frozen=True)
class Way:
    """A way on from a scene: where to, and the table that each variable goes by."""

    to: str
    tables: tuple[Table, ...]


def used_name(scene_id: str, choice: Choice) -> str:
    """Name the variable that remembers a once-only choice."""
    return f"{scene_id}/{choice.id}"


def read_conditions(scenario: Scenario) -> dict[str, list[Condition]]:
    """List the conditions of every scene: of its choices and of its gate."""
    conditions = {}
    for scene_id, scene in scenario.scenes.items():
        whens = [c.when for c in scene.choices] + [rule.when for rule in scene.gate]
        conditions[scene_id] = [parse_condition(w) for w in whens if w is not None]
    return conditions


def comparisons_in(condition: Condition) -> Iterable[Compare]:
    """List every comparison of a condition."""
    match condition:
        case Compare():
            yield condition
        case Not(part):
            yield from comparisons_in(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons_in(part)


def list_comparisons(scenario: Scenario) -> list[Compare]:
    """List all that the conditions of a scenario compare."""
    return [
        comparison
        for conditions in read_conditions(scenario).values()
        for condition in conditions
        for comparison in comparisons_in(condition)
    ]


def counts_too_far(comparison: Compare) -> bool:
    """Tell whether a comparison asks more of a counter than the proof follows."""
    sides = (comparison.left, comparison.right)
    numbers = [side for side in sides if isinstance(side, int)]
    return any(s in COUNTERS for s in sides) and max([0, *numbers]) >= HIGHEST_COUNT


def list_variables(scenario: Scenario) -> tuple[Variable, ...]:
    """List what must be remembered. Harm and danger always are, for the endings."""
    compared = list_comparisons(scenario)
    read = {side for c in compared for side in (c.left, c.right)}
    variables = [
        Variable(name, _last_count(name, compared) + 1, 0)
        for name in COUNTERS
        if name in read or name in ("harmful", "critical")
    ]
    variables += [
        Variable(gauge_id, HIGHEST - LOWEST + 1, gauge.start)
        for gauge_id, gauge in scenario.gauges.items()
        if gauge_id in read
    ]
    choices = [(s, c) for s, scene in scenario.scenes.items() for c in scene.choices]
    flags = dict.fromkeys(flag for _, choice in choices for flag in choice.flags)
    taken = {variable.name for variable in variables} | set(scenario.gauges)
    variables += [Variable(f, 2, 0) for f in flags if f in read and f not in taken]
    variables += [Variable(used_name(s, c), 2, 0) for s, c in choices if c.once]
    return tuple(variables)


def _last_count(counter: str, compared: list[Compare]) -> int:
    """Tell where a counter may stop: above all that it is compared with."""
    others = [
        c.right if c.left == counter else c.left
        for c in compared
        if counter in (c.left, c.right)
    ]
    if any(isinstance(other, str) for other in others):
        return HIGHEST_COUNT
    return min(max([0, *(int(other) for other in others)]) + 1, HIGHEST_COUNT)


def move(variable: Variable, scene_id: str, choice: Choice) -> Table:
    """Tell how a choice moves a variable."""
    last, name = variable.size - 1, variable.name
    if name in COUNTERS:
        step = int(choice.grade == name or (name == "critical" and choice.critical))
        if not step:
            return variable.unmoved
        return bytes(min(last, v + step) for v in range(variable.size))
    if effect := choice.effects.get(name, 0):
        return bytes(min(last, max(0, v + effect)) for v in range(variable.size))
    if name in choice.flags or name == used_name(scene_id, choice):
        return bytes([1] * variable.size)
    return variable.unmoved


def compile_condition(condition: Condition, variables: tuple[Variable, ...]) -> Test:
    """Make a condition quick to test; a name that nothing sets is 0."""
    where = {variable.name: at for at, variable in enumerate(variables)}

    def side(value: str | int) -> Callable[[Values], int]:
        if isinstance(value, int):
            return lambda _: value
        at = where.get(value)
        return (lambda _: 0) if at is None else (lambda values: values[at])

    match condition:
        case Compare(left, sign, right):
            compare, one, other = COMPARE[sign], side(left), side(right)
            return lambda values: compare(one(values), other(values))
        case Not(part):
            test = compile_condition(part, variables)
            return lambda values: not test(values)
        case AllOf(parts):
            tests = [compile_condition(part, variables) for part in parts]
            return lambda values: all(test(values) for test in tests)
        case AnyOf(parts):
            tests = [compile_condition(part, variables) for part in parts]
            return lambda values: any(test(values) for test in tests)


def ways_on(
    scenario: Scenario, variables: tuple[Variable, ...]
) -> dict[str, tuple[Way, ...]]:
    """List the ways on from every scene: one for each choice or gate rule."""
    unmoved = tuple(variable.unmoved for variable in variables)
    ways = {}
    for scene_id, scene in scenario.scenes.items():
        by_choice = [
            Way(c.then, tuple(move(v, scene_id, c) for v in variables))
            for c in scene.choices
        ]
        by_rule = [Way(rule.then, unmoved) for rule in scene.gate]
        ways[scene_id] = (*by_choice, *by_rule)
    return ways


def fold_values(
    scenario: Scenario,
    variables: tuple[Variable, ...],
    ways: dict[str, tuple[Way, ...]],
) -> dict[str, tuple[Table, ...]]:
    """Map every value at every scene or ending to the first one that is like it.

    Starts with all values alike and parts them where something reads the
    difference, here or further on, until nothing more parts.
    """
    conditions = read_conditions(scenario)
    order = furthest_first(scenario, ways)
    folded = []
    for at, variable in enumerate(variables):
        seen = {
            place: _what_is_seen(scenario, conditions, place, variable)
            for place in order
        }
        groups = {place: bytes(variable.size) for place in order}
        changed = True
        while changed:
            changed = False
            for place in order:
                on = {(way.to, way.tables[at]) for way in ways.get(place, ())}
                parted = _first_alike(
                    (seen[place][v], *(groups[to][table[v]] for to, table in on))
                    for v in range(variable.size)
                )
                if parted != groups[place]:
                    groups[place], changed = parted, True
        folded.append(groups)
    return {place: tuple(groups[place] for groups in folded) for place in order}


def _first_alike(signs: Iterable[object]) -> Table:
    first: dict[object, int] = {}
    return bytes(first.setdefault(sign, at) for at, sign in enumerate(signs))


def _what_is_seen(
    scenario: Scenario,
    conditions: dict[str, list[Condition]],
    place: str,
    variable: Variable,
) -> list[object]:
    """List, for every value of a variable, all that this one place makes of it."""
    values = range(variable.size)
    if place in scenario.endings:
        marked = variable.name in ("harmful", "critical")
        return [marked and v > 0 for v in values]
    if "/" in variable.name:
        return [v if variable.name.split("/")[0] == place else 0 for v in values]
    compared = [
        c
        for condition in conditions[place]
        for c in comparisons_in(condition)
        if variable.name in (c.left, c.right)
    ]
    return [tuple(_outcome(c, variable.name, v) for c in compared) for v in values]


def _outcome(comparison: Compare, name: str, value: int) -> object:
    left, sign, right = comparison.left, comparison.sign, comparison.right
    if isinstance(left, str) and isinstance(right, str) and left != right:
        return value
    one = value if left == name else left
    other = value if right == name else right
    return COMPARE[sign](int(one), int(other))


def furthest_first(
    scenario: Scenario, ways: dict[str, tuple[Way, ...]]
) -> tuple[str, ...]:
    """Order places so that, loops aside, each comes after all that it leads to."""
    done: dict[str, None] = dict.fromkeys(scenario.endings)
    for root in scenario.scenes:
        stack = [(root, iter(ways[root]))] if root not in done else []
        open_places = {root}
        while stack:
            place, left = stack[-1]
            following = next(
                (w.to for w in left if w.to not in done and w.to not in open_places),
                None,
            )
            if following is None:
                done[place] = None
                stack.pop()
            else:
                open_places.add(following)
                stack.append((following, iter(ways[following])))
    return tuple(done)
