"""Rules that a proof decides: nothing is out of reach, and harm never ends well."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from pydantic import TypeAdapter, ValidationError

from elearn.coursefiles.check_stories import is_sound
from elearn.coursefiles.check_subject import Subject
from elearn.coursefiles.memory import name_content
from elearn.coursefiles.places import Location
from elearn.coursefiles.problems import Problem, quoted
from elearn.domain.proof import prove_scenario
from elearn.domain.proof_findings import Proof, Reach, Shown
from elearn.domain.proof_graph import Path
from elearn.domain.scenario import Choice, Scenario

_STEPS_SHOWN = 12
_PROOF = TypeAdapter(Proof)


def check_proofs(subject: Subject) -> Iterator[Problem]:
    """Prove every scenario that is put together well."""
    for scenario_id, scenario in subject.course.scenarios.items():
        if is_sound(subject, scenario_id):
            yield from _Judge(subject, scenario).judge(_prove(subject, scenario))


def _prove(subject: Subject, scenario: Scenario) -> Proof:
    """Prove a scenario, unless the same one was proved before."""
    key = name_content("proof", scenario.model_dump_json())
    with suppress(ValidationError):
        if kept := subject.memory.find(key):
            return _PROOF.validate_python(kept)
    proof = prove_scenario(scenario, with_figures=False)
    subject.memory.keep(key, _PROOF.dump_python(proof, mode="json"))
    return proof


class _Judge:
    def __init__(self, subject: Subject, scenario: Scenario) -> None:
        self._subject = subject
        self._scenario = scenario
        self._start: Location = ("scenarios", scenario.id)

    def judge(self, proof: Proof) -> Iterator[Problem]:
        yield from self._judge_harm(proof)
        yield from self._judge_best_and_worst(proof)
        if proof.reach:
            yield from self._judge_reach(proof.reach)
            yield from self._judge_ways_out(proof.reach)
        if not proof.complete:
            yield self._error(
                (),
                "story-too-large",
                f"This story has more than {proof.states:,} states, so not everything "
                "can be proved.",
                "Use fewer gauges, flags and loops, or compare counters with smaller "
                "numbers.",
            )

    def _error(self, location: Location, code: str, message: str, hint: str) -> Problem:
        return self._subject.error((*self._start, *location), code, message, hint)

    def _judge_harm(self, proof: Proof) -> Iterator[Problem]:
        if shown := proof.harmful_ends_good:
            yield self._error(
                (*self._first(shown.path, lambda c: c.grade == "harmful"), "grade"),
                "harm-ends-well",
                "A play with this harmful choice can still end good: "
                f"{self._tell(shown)}.",
                "Let the gate before a good ending ask for “harmful = 0”.",
            )
        if shown := proof.critical_not_unsafe:
            yield self._error(
                (*self._first(shown.path, lambda c: c.critical), "critical"),
                "danger-ends-safe",
                "A play with this critical choice can end other than unsafe: "
                f"{self._tell(shown)}.",
                "Let the first rule of the gate be “when: critical > 0” with an "
                "unsafe ending.",
            )

    def _judge_best_and_worst(self, proof: Proof) -> Iterator[Problem]:
        if shown := proof.best_astray:
            yield self._error(
                self._end(shown),
                "best-ends-badly",
                "Always choosing the best on offer does not lead to a good ending: "
                f"{self._tell(shown)}.",
                "Change the grades, the effects or the gates.",
            )
        if shown := proof.worst_astray:
            yield self._error(
                self._end(shown),
                "worst-ends-well",
                "Always choosing the worst on offer does not lead to a poor or unsafe "
                f"ending: {self._tell(shown)}.",
                "Change the grades, the effects or the gates.",
            )

    def _judge_reach(self, reach: Reach) -> Iterator[Problem]:
        for scene_id in reach.unreachable_scenes:
            yield self._error(
                ("scenes", scene_id),
                "unreachable-scene",
                f"No play can reach the scene {quoted(scene_id)}.",
                "Let a choice or a gate lead to it, or delete it.",
            )
        for ending_id in reach.unreachable_endings:
            yield self._error(
                ("endings", ending_id),
                "unreachable-ending",
                f"No play can reach the ending {quoted(ending_id)}.",
                "Let a choice or a gate lead to it, or delete it.",
            )
        for scene_id, at in reach.idle_choices:
            yield self._error(
                ("scenes", scene_id, "choices", at, "when"),
                "choice-never-offered",
                "No play ever offers this choice: its condition never holds here.",
                "Change the condition, or delete the choice.",
            )
        for scene_id, at in reach.idle_rules:
            yield self._error(
                ("scenes", scene_id, "gate", at),
                "rule-never-used",
                "This rule never decides: no play makes it hold, or a rule above it "
                "always comes first.",
                "Change its condition, move it up, or delete it.",
            )

    def _judge_ways_out(self, reach: Reach) -> Iterator[Problem]:
        for scene_id, path in reach.nothing_offered.items():
            yield self._error(
                ("scenes", scene_id),
                "nothing-to-choose",
                f"A play can come here and find nothing to choose: {self._way(path)}.",
                "Give one choice no condition, and do not make it “once”.",
            )
        for scene_id, path in reach.no_rule_holds.items():
            yield self._error(
                ("scenes", scene_id, "gate"),
                "gate-without-way",
                f"A play can come here and no rule holds: {self._way(path)}.",
                "End the gate with a rule that has no “when”.",
            )
        for scene_id, path in reach.gate_rings.items():
            yield self._error(
                ("scenes", scene_id, "gate"),
                "gate-ring",
                f"From this gate, gates lead back to it for ever: {self._way(path)}.",
                "Let one of them lead to a scene or an ending.",
            )
        for scene_id, path in reach.endless.items():
            yield self._error(
                ("scenes", scene_id),
                "story-never-ends",
                f"From here a play may never reach an ending: {self._way(path)}.",
                "Let a choice here, or further on, lead to an ending.",
            )

    def _end(self, shown: Shown) -> Location:
        if shown.ending_id:
            return ("endings", shown.ending_id, "result")
        return ("scenes", shown.path[-1][0]) if shown.path else ("start",)

    def _choice(self, scene_id: str, choice_id: str) -> tuple[int, Choice]:
        choices = enumerate(self._scenario.scenes[scene_id].choices)
        return next((at, c) for at, c in choices if c.id == choice_id)

    def _first(self, path: Path, fits: Callable[[Choice], bool]) -> Location:
        for scene_id, choice_id in path:
            at, choice = self._choice(scene_id, choice_id)
            if fits(choice):
                return ("scenes", scene_id, "choices", at)
        return ("start",)

    def _tell(self, shown: Shown) -> str:
        end = quoted(shown.ending_id) if shown.ending_id else "no ending"
        return f"{self._way(shown.path)} → {end}" if shown.path else end

    def _way(self, path: Path) -> str:
        """Tell a play in the words of its choices."""
        steps = [
            f"{scene_id}: {quoted(self._choice(scene_id, choice_id)[1].words)}"
            for scene_id, choice_id in path
        ]
        if len(steps) > _STEPS_SHOWN:
            half = _STEPS_SHOWN // 2
            between = f"… {len(steps) - 2 * half} more …"
            steps = [*steps[:half], between, *steps[-half:]]
        return " → ".join(steps) if steps else "from the start"
