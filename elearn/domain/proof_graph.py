"""Every state that plays of a scenario can reach, and the ways between them."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from elearn.domain.conditions import parse_condition
from elearn.domain.proof_values import (
    Table,
    Test,
    Values,
    Variable,
    Way,
    compile_condition,
    fold_values,
    list_variables,
    ways_on,
)
from elearn.domain.scenario import GRADES, Choice, GateRule, Scenario

Path = tuple[tuple[str, str], ...]
"""A play from the start: scene id and choice id, one after the other."""


@dataclass(frozen=True)
class Turn:
    """A choice or a gate's rule made quick to take; only what it changes is listed."""

    to: str
    choice_id: str
    grade: int
    test: Test | None
    changes: tuple[tuple[int, Table], ...]

    def is_open(self, values: Values) -> bool:
        return self.test is None or self.test(values)

    def move(self, values: Values) -> Values:
        if not self.changes:
            return values
        moved = bytearray(values)
        for at, table in self.changes:
            moved[at] = table[moved[at]]
        return bytes(moved)


Pick = Callable[[Sequence[Turn]], Sequence[Turn]]
"""Tells which of the choices on offer a kind of player may take."""


def pick_any(offered: Sequence[Turn]) -> Sequence[Turn]:
    """Play as anybody might."""
    return offered


def pick_best(offered: Sequence[Turn]) -> Sequence[Turn]:
    """Play as well as the choices on offer allow; ties stay."""
    best = min((turn.grade for turn in offered), default=0)
    return [turn for turn in offered if turn.grade == best]


def pick_worst(offered: Sequence[Turn]) -> Sequence[Turn]:
    """Play as badly as the choices on offer allow; ties stay."""
    worst = max((turn.grade for turn in offered), default=0)
    return [turn for turn in offered if turn.grade == worst]


@dataclass
class Graph:
    """States by number, in the order in which the shortest plays reach them.

    The ways on from state n lead to `targets[offsets[n]:offsets[n + 1]]`. A state
    at a gate is one where the gate never lets go: `rings` tells whether it leads
    back to itself or no rule of it holds.
    """

    complete: bool = True
    places: list[str] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    offsets: "array[int]" = field(default_factory=lambda: array("q", [0]))
    targets: "array[int]" = field(default_factory=lambda: array("q"))
    came_from: "array[int]" = field(default_factory=lambda: array("q"))
    came_by: list[str] = field(default_factory=list)
    places_seen: set[str] = field(default_factory=set)
    offered: set[tuple[str, str]] = field(default_factory=set)
    rules_used: set[tuple[str, int]] = field(default_factory=set)
    rings: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.places)

    def following(self, state: int) -> "array[int]":
        return self.targets[self.offsets[state] : self.offsets[state + 1]]

    def path_to(self, state: int) -> Path:
        """Give a shortest play that reaches a state."""
        steps = []
        while state:
            before = self.came_from[state]
            steps.append((self.places[before], self.came_by[state]))
            state = before
        return tuple(reversed(steps))


class Explorer:
    """A scenario made ready to be explored by several kinds of player."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.variables = list_variables(scenario)
        ways = ways_on(scenario, self.variables)
        folds = fold_values(scenario, self.variables, ways)
        self.first = bytes(
            fold[variable.start]
            for variable, fold in zip(
                self.variables, folds[scenario.start], strict=True
            )
        )
        self.turns: dict[str, tuple[Turn, ...]] = {}
        for place, scene in scenario.scenes.items():
            parts: tuple[Choice | GateRule, ...] = (*scene.choices, *scene.gate)
            self.turns[place] = tuple(
                _make_turn(part, self.variables, folds[place], way, folds[way.to])
                for part, way in zip(parts, ways[place], strict=True)
            )

    def position(self, name: str) -> int:
        """Tell where a variable stands in the values of a state."""
        return [variable.name for variable in self.variables].index(name)

    def explore(self, limit: int, pick: Pick = pick_any) -> Graph:
        """Find all states, nearest first, or as many as the limit allows."""
        return _Search(self, pick).run(limit)


def _make_turn(
    part: Choice | GateRule,
    variables: tuple[Variable, ...],
    here: tuple[Table, ...],
    way: Way,
    there: tuple[Table, ...],
) -> Turn:
    changes = []
    for at, table in enumerate(way.tables):
        moved = bytes(there[at][new] for new in table)
        if any(moved[kept] != kept for kept in here[at]):
            changes.append((at, moved))
    test = (
        compile_condition(parse_condition(part.when), variables) if part.when else None
    )
    if isinstance(part, GateRule):
        return Turn(way.to, "", -1, test, tuple(changes))
    grade = GRADES.index(part.grade)
    return Turn(way.to, part.id, grade, test, tuple(changes))


class _Search:
    def __init__(self, explorer: Explorer, pick: Pick) -> None:
        scenes = explorer.scenario.scenes
        self._start = (explorer.scenario.start, explorer.first)
        self._choices = {
            place: turns
            for place, turns in explorer.turns.items()
            if not scenes[place].gate
        }
        self._rules = {
            place: turns
            for place, turns in explorer.turns.items()
            if scenes[place].gate
        }
        once = {variable.name: at for at, variable in enumerate(explorer.variables)}
        self._once = {
            place: {
                t.choice_id: once[f"{place}/{t.choice_id}"]
                for t in turns
                if f"{place}/{t.choice_id}" in once
            }
            for place, turns in self._choices.items()
        }
        self._pick = pick
        self._graph = Graph()
        self._numbers: dict[tuple[str, Values], int] = {}

    def run(self, limit: int) -> Graph:
        graph, state = self._graph, 0
        self._arrive(*self._start, -1, "")
        while state < len(graph):
            values = graph.values[state]
            for turn in self._open_turns(graph.places[state], values):
                moved = turn.move(values)
                to = self._numbers.get((turn.to, moved))
                if to is None:
                    to = self._arrive(turn.to, moved, state, turn.choice_id)
                graph.targets.append(to)
            graph.offsets.append(len(graph.targets))
            state += 1
            if len(graph) > limit:
                graph.complete = False
                break
        return graph

    def _open_turns(self, place: str, values: Values) -> Sequence[Turn]:
        """List what this kind of player may choose here."""
        offered: Sequence[Turn] = [
            turn
            for turn in self._choices.get(place, ())
            if turn.test is None or turn.test(values)
        ]
        if once := self._once.get(place):
            offered = [
                turn
                for turn in offered
                if turn.choice_id not in once or not values[once[turn.choice_id]]
            ]
        self._graph.offered.update([(place, turn.choice_id) for turn in offered])
        return self._pick(offered)

    def _arrive(self, place: str, values: Values, before: int, by: str) -> int:
        """Go through the gates to a scene or ending; give its number."""
        came = (place, values)
        passed = {place}
        ring = False
        while place in self._rules:
            self._graph.places_seen.add(place)
            rules = enumerate(self._rules[place])
            at, rule = next(
                ((at, rule) for at, rule in rules if rule.is_open(values)), (-1, None)
            )
            if rule is None:
                break
            self._graph.rules_used.add((place, at))
            if rule.to in passed:
                ring = True
                break
            place, values = rule.to, rule.move(values)
            passed.add(place)
        number = self._number(place, values, before, by)
        if ring:
            self._graph.rings.add(number)
        # Whoever comes to the first gate like this ends up in the same place.
        self._numbers[came] = number
        return number

    def _number(self, place: str, values: Values, before: int, by: str) -> int:
        number = self._numbers.get((place, values))
        if number is None:
            graph = self._graph
            number = self._numbers[place, values] = len(graph.places)
            graph.places.append(place)
            graph.values.append(values)
            graph.came_from.append(before)
            graph.came_by.append(by)
            graph.places_seen.add(place)
        return number
