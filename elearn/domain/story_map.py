"""A scenario as a map: its scenes and endings, and the ways between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from elearn.domain.conditions import holds, parse_condition
from elearn.domain.proof import prove_scenario
from elearn.domain.scenario import (
    Choice,
    GateRule,
    Grade,
    PlayState,
    Result,
    Scenario,
    Scene,
    play,
    start_play,
)

NodeKind = Literal["scene", "question", "gate", "ending"]

_MOST_STATES = 100_000
"""A larger story is judged by its ways alone, whatever their conditions."""


@dataclass(frozen=True)
class MapNode:
    """A scene, a gate or an ending. `number` is its short name on the map: 3, E1."""

    id: str
    number: str
    kind: NodeKind
    words: str
    result: Result | None
    is_start: bool
    is_reached: bool


@dataclass(frozen=True)
class MapEdge:
    """A choice, or a rule of a gate, and where it leads.

    `part_id` is the choice's id, empty for a rule; `letter` is its place in the scene.
    """

    source: str
    target: str
    letter: str
    part_id: str
    words: str
    grade: Grade | None
    condition: str
    once: bool
    critical: bool
    is_reached: bool


@dataclass(frozen=True)
class StoryMap:
    """Everything in a scenario that can be gone to, and every way there."""

    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]


@dataclass(frozen=True)
class Trail:
    """The way a play took: places in their order, and ways as (place, letter)."""

    places: tuple[str, ...] = ()
    ways: frozenset[tuple[str, str]] = frozenset()


def map_story(scenario: Scenario) -> StoryMap:
    """Draw up the map of a scenario whose every `then` leads somewhere."""
    reached, idle = _find_reached(scenario)
    nodes = [
        MapNode(
            scene_id, str(n), _kind_of(scene), scene.place or "", None,
            scene_id == scenario.start, scene_id in reached,
        )
        for n, (scene_id, scene) in enumerate(scenario.scenes.items(), 1)
    ]  # fmt: skip
    nodes += [
        MapNode(
            ending_id, f"E{n}", "ending", ending.title, ending.result,
            is_start=False, is_reached=ending_id in reached,
        )
        for n, (ending_id, ending) in enumerate(scenario.endings.items(), 1)
    ]  # fmt: skip
    edges = tuple(
        _draw_edge(scene_id, n, part, scene_id in reached and (scene_id, n) not in idle)
        for scene_id, scene in scenario.scenes.items()
        for n, part in enumerate(_ways_of(scene))
    )
    return StoryMap(tuple(nodes), edges)


def trace(scenario: Scenario, choice_ids: Sequence[str]) -> Trail:
    """Follow a play through the map. Raise BadResponse if a choice does not fit."""
    opened = start_play(scenario)
    places, ways = _pass_gates(scenario, scenario.start, opened)
    for step in play(scenario, list(choice_ids)):
        choices = scenario.scenes[step.before.at].choices
        ways.append((step.before.at, letter_of(choices.index(step.choice))))
        more_places, more_ways = _pass_gates(scenario, step.choice.then, step.after)
        places += more_places
        ways += more_ways
    return Trail(tuple(places), frozenset(ways))


def letter_of(position: int) -> str:
    """Name a choice by its place in the scene: a, b, …"""
    return "abcdefghijklmnopqrstuvwxyz"[position]


def _ways_of(scene: Scene) -> tuple[Choice | GateRule, ...]:
    return (*scene.choices, *scene.gate)


def _kind_of(scene: Scene) -> NodeKind:
    if scene.gate:
        return "gate"
    return "question" if scene.question else "scene"


def _draw_edge(
    scene_id: str, position: int, part: Choice | GateRule, is_reached: bool
) -> MapEdge:
    letter, condition = letter_of(position), part.when or ""
    if isinstance(part, GateRule):
        return MapEdge(
            scene_id, part.then, letter, "", "", None, condition,
            once=False, critical=False, is_reached=is_reached,
        )  # fmt: skip
    return MapEdge(
        scene_id, part.then, letter, part.id, part.words, part.grade, condition,
        part.once, part.critical, is_reached,
    )  # fmt: skip


def _find_reached(scenario: Scenario) -> tuple[set[str], set[tuple[str, int]]]:
    """Find the places that a play can reach, and the ways that none can take."""
    proof = prove_scenario(scenario, limit=_MOST_STATES, with_figures=False)
    if proof.reach is None:
        return set(_walk(scenario)), set()
    reach = proof.reach
    missed = {*reach.unreachable_scenes, *reach.unreachable_endings}
    idle = {*reach.idle_choices, *reach.idle_rules}
    return {*scenario.scenes, *scenario.endings} - missed, idle


def _walk(scenario: Scenario) -> Iterator[str]:
    seen, waiting = {scenario.start}, [scenario.start]
    while waiting:
        place = waiting.pop()
        yield place
        if place in scenario.scenes:
            onward = {part.then for part in _ways_of(scenario.scenes[place])} - seen
            seen |= onward
            waiting += onward


def _pass_gates(
    scenario: Scenario, place: str, state: PlayState
) -> tuple[list[str], list[tuple[str, str]]]:
    """List where the gates lead from a place, up to where the state stands."""
    places, ways = [place], []
    while place != state.at:
        for n, rule in enumerate(scenario.scenes[place].gate):
            if rule.when is None or holds(parse_condition(rule.when), state.values):
                ways.append((place, letter_of(n)))
                place = rule.then
                places.append(place)
                break
        else:
            break
    return places, ways
