"""What a proof finds out about a scenario."""

from dataclasses import dataclass

from elearn.domain.proof_figures import Figures
from elearn.domain.proof_graph import Path


@dataclass(frozen=True)
class Shown:
    """A shortest play that shows a finding, and where it ends; None if it never ends.

    The play is left out in a story so large that it would take long to find.
    """

    path: Path
    ending_id: str | None


@dataclass(frozen=True)
class Reach:
    """What plays can and cannot reach. Choices and rules are named by position.

    `endless` are scenes from which no ending can be reached although there is always
    something to choose. Every path is a shortest play to that scene.
    """

    unreachable_scenes: tuple[str, ...]
    unreachable_endings: tuple[str, ...]
    idle_choices: tuple[tuple[str, int], ...]
    idle_rules: tuple[tuple[str, int], ...]
    nothing_offered: dict[str, Path]
    no_rule_holds: dict[str, Path]
    gate_rings: dict[str, Path]
    endless: dict[str, Path]


@dataclass(frozen=True)
class Proof:
    """What is certain about a scenario.

    When it is too large, `complete` is false: the plays shown are real, their absence
    proves nothing, and there is no `reach`. `figures` are left out when they were not
    asked for or would take long.
    """

    complete: bool
    states: int
    best_astray: Shown | None
    worst_astray: Shown | None
    harmful_ends_good: Shown | None
    critical_not_unsafe: Shown | None
    reach: Reach | None
    figures: Figures | None = None
