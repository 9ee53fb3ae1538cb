"""A branching story and the rules of playing it: state + choice -> state.

A play is the list of its choices; everything else is computed from them.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from elearn.domain.conditions import holds, parse_condition
from elearn.domain.marks import Mark
from elearn.domain.questions import Model, Question
from elearn.domain.text import Line, Passage, Slug, short_hash
from elearn.errors import BadResponse

LOWEST, HIGHEST = 0, 10
"""The ends of every gauge."""

Grade = Literal["best", "workable", "weak", "harmful"]
GRADES: tuple[Grade, ...] = ("best", "workable", "weak", "harmful")
COUNTERS = (*GRADES, "critical")
"""What conditions may count beside gauges and flags."""

Result = Literal["good", "recovered", "poor", "unsafe"]
PASSING: tuple[Result, ...] = ("good", "recovered")
"""The results that count as having played the story well enough."""

Mood = Literal[
    "calm", "warm", "worried", "sad", "angry",
    "frightened", "in-pain", "confused", "tired", "proud",
]  # fmt: skip

Answer = Literal["right", "partly", "wrong"]
"""What a choice follows in a scene that asks a question."""

_ANSWERED: dict[str, str] = {
    "right": "(You answer right.)",
    "partly": "(You answer partly right.)",
    "wrong": "(You do not answer right.)",
}
Effect = Annotated[int, Field(ge=-10, le=10)]
ConditionText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)
]

Backdrop = Literal[
    "front-door", "living-room", "bedroom", "kitchen", "corridor", "lounge",
    "nurses-station", "reception", "office", "street", "ward", "staff-room",
]  # fmt: skip

RULES_VERSION = 1
"""Frozen into every finished play; raise it when the rules below change meaning."""

_LINE = re.compile(
    r"^(?P<who>[a-z][a-z0-9-]*)\s*(?:\[(?P<mood>[a-z -]*)\])?\s*:\s*(?P<words>.+)$"
)


@dataclass(frozen=True)
class ScriptLine:
    """One line of a script: said by `person_id`, or what happens when that is None.

    `person_id` is "you" for the learner's own words.
    """

    person_id: str | None
    mood: str | None
    words: str


def read_script(script: str) -> tuple[ScriptLine, ...]:
    """Read a script line by line; a line that continues is joined to the one before.

    A line is `person [mood]: words`, `you: words` or `(what happens)`.
    """
    lines: list[ScriptLine] = []
    for raw in script.splitlines():
        text = raw.strip()
        if not text:
            continue
        if text.startswith("(") and text.endswith(")"):
            lines.append(ScriptLine(None, None, text[1:-1].strip()))
        elif found := _LINE.match(text):
            mood = (found["mood"] or "").strip() or None
            lines.append(ScriptLine(found["who"], mood, found["words"].strip()))
        elif lines:
            last = lines[-1]
            lines[-1] = replace(last, words=f"{last.words} {text}")
        else:
            lines.append(ScriptLine(None, None, text))
    return tuple(lines)


class Person(Model):
    """Somebody in the story."""

    name: Line = Field(description="Name as the learner sees it.")
    about: Line = Field(description="Who this is, in a few words.")
    look: Slug = Field(description="The drawn face.")


class Gauge(Model):
    """Something the choices move, from 0 to 10."""

    label: Line = Field(description="Its name on the screen.")
    start: int = Field(ge=LOWEST, le=HIGHEST, description="Where it begins.")
    good: Literal["high", "low"] = Field("high", description="Which end is good.")
    shown: bool = Field(True, description="Whether the learner sees it.")


class Choice(Model):
    """What the learner can say or do."""

    id: Slug = Field(description="Its name in records; made from the words.")
    words: Passage = Field(description="What you say; what you do stands in brackets.")
    answer: Answer | None = Field(
        None, description="In a scene with a question: the answer that it follows."
    )
    grade: Grade = Field(description="How good it is for the person.")
    why: Passage = Field(description="What it does to the person, and why.")
    reply: Passage | None = Field(None, description="The reaction, as a script.")
    effects: dict[Slug, Effect] = Field({}, description="How far each gauge moves.")
    flags: tuple[Slug, ...] = Field((), max_length=8, description="Flags it sets.")
    when: ConditionText | None = Field(None, description="Offered only if this holds.")
    once: bool = Field(False, description="Offered only until it was chosen.")
    critical: bool = Field(
        False, description="Puts a person in danger: the story can only end unsafe."
    )
    then: Slug = Field(description="The scene or ending that follows.")

    @model_validator(mode="before")
    @classmethod
    def _name_by_words(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("answer") in _ANSWERED:
            answer = str(data["answer"])
            data = {"words": _ANSWERED[answer], "id": answer, **data}
        if isinstance(data, dict) and not data.get("id"):
            return {**data, "id": short_hash(str(data.get("words", "")))}
        return data


class GateRule(Model):
    """One line of a gate; without `when` it always holds."""

    when: ConditionText | None = Field(None, description="The condition to test.")
    then: Slug = Field(description="Where the story goes if it holds.")


class Scene(Model):
    """A moment with choices, or a gate that decides by itself.

    Where a question is asked, the choices say what follows from each answer.
    """

    place: Line | None = Field(None, description="Where we are, in words.")
    backdrop: Backdrop | None = Field(None, description="The drawn place.")
    script: Passage | None = Field(None, description="What happens and is said.")
    question: Question | None = Field(
        None, description="What is asked; the choices then follow from the answer."
    )
    choices: tuple[Choice, ...] = Field((), max_length=6, description="What to do.")
    gate: tuple[GateRule, ...] = Field((), max_length=20, description="Where next.")

    @model_validator(mode="after")
    def _choices_or_gate(self) -> Self:
        if bool(self.choices) == bool(self.gate):
            raise ValueError("A scene has either choices or a gate.")
        if self.choices and not self.script:
            raise ValueError("A scene with choices needs a script.")
        return self


class Ending(Model):
    """How the story can end, and what to take from it."""

    result: Result = Field(description="good, recovered, poor or unsafe.")
    title: Line = Field(description="A name to remember it by.")
    debrief: Passage = Field(description="What happened, without blame.")
    principle: Passage = Field(description="The idea to keep.")
    better: Passage | None = Field(None, description="A line that would go better.")
    try_next: Passage = Field(alias="try", description="One thing to try tomorrow.")

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Scenario(Model):
    """One branching story."""

    id: Slug = Field(description="The file's name.")
    title: Line = Field(description="Its name on the screen.")
    setting: Line = Field(description="The kind of workplace.")
    you_are: Line = Field(description="Who the learner is in the story.")
    minutes: int = Field(ge=1, le=60, description="How long a play takes.")
    content_note: Line | None = Field(None, description="What may upset.")
    instead: Slug | None = Field(
        None, description="A module that counts for those who would rather not play."
    )
    backdrop: Backdrop | None = Field(None, description="The drawn place.")
    people: dict[Slug, Person] = Field({}, description="Who is in it.")
    gauges: dict[Slug, Gauge] = Field({}, max_length=4, description="What moves.")
    start: Slug = Field(description="The first scene.")
    scenes: dict[Slug, Scene] = Field(min_length=1, max_length=400)
    endings: dict[Slug, Ending] = Field(min_length=1, max_length=20)


@dataclass(frozen=True)
class PlayState:
    """Where a play stands. `at` is a scene with choices, or an ending."""

    at: str
    gauges: dict[str, int]
    flags: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))
    used: frozenset[str] = frozenset()
    ended: bool = False

    @property
    def values(self) -> dict[str, int]:
        """Everything a condition can read."""
        return self.gauges | dict.fromkeys(self.flags, 1) | self.counts


@dataclass(frozen=True)
class Step:
    """One choice of a play: the states before and after it."""

    before: PlayState
    choice: Choice
    after: PlayState


def start_play(scenario: Scenario) -> PlayState:
    """Open the story at its first scene."""
    gauges = {gauge_id: gauge.start for gauge_id, gauge in scenario.gauges.items()}
    return _enter(scenario, PlayState(scenario.start, gauges))


def offered_choices(scenario: Scenario, state: PlayState) -> tuple[Choice, ...]:
    """List what can be chosen now; empty at an ending."""
    if state.ended:
        return ()
    return tuple(
        choice
        for choice in scenario.scenes[state.at].choices
        if not (choice.once and f"{state.at}/{choice.id}" in state.used)
        and (choice.when is None or holds(parse_condition(choice.when), state.values))
    )


def follow_answer(scene: Scene, mark: Mark) -> str:
    """Give the choice that follows from the answer to a scene's question.

    A partly right answer counts as not right where the scene has nothing for it.
    """
    by_answer = {choice.answer: choice.id for choice in scene.choices}
    wanted: Answer = "right" if mark.state == "right" else "wrong"
    if mark.state == "partly" and "partly" in by_answer:
        wanted = "partly"
    return by_answer[wanted]


def choose(scenario: Scenario, state: PlayState, choice_id: str) -> PlayState:
    """Make a choice. Raise BadResponse if it is not on offer here."""
    for choice in offered_choices(scenario, state):
        if choice.id == choice_id:
            break
    else:
        raise BadResponse(choice_id, "Choose one of the answers on this page.")
    gauges = {
        gauge_id: min(HIGHEST, max(LOWEST, value + choice.effects.get(gauge_id, 0)))
        for gauge_id, value in state.gauges.items()
    }
    counts = state.counts | {choice.grade: state.counts[choice.grade] + 1}
    if choice.critical:
        counts["critical"] += 1
    used = state.used | {f"{state.at}/{choice.id}"} if choice.once else state.used
    return _enter(
        scenario,
        PlayState(choice.then, gauges, state.flags | set(choice.flags), counts, used),
    )


def play(scenario: Scenario, choice_ids: list[str]) -> tuple[Step, ...]:
    """Replay choices from the start. Raise BadResponse if one does not fit."""
    steps, state = [], start_play(scenario)
    for choice_id in choice_ids:
        after = choose(scenario, state, choice_id)
        scene = scenario.scenes[state.at]
        made = next(c for c in scene.choices if c.id == choice_id)
        steps.append(Step(state, made, after))
        state = after
    return tuple(steps)


def state_after(scenario: Scenario, steps: tuple[Step, ...]) -> PlayState:
    """Give the state that a play has reached."""
    return steps[-1].after if steps else start_play(scenario)


def _enter(scenario: Scenario, state: PlayState) -> PlayState:
    # Gates can follow one another; a ring of gates would never stop, so each may
    # decide once. The checker refuses such rings before anybody plays.
    for _ in range(len(scenario.scenes) + 1):
        if state.at in scenario.endings:
            return replace(state, ended=True)
        scene = scenario.scenes[state.at]
        if not scene.gate:
            return state
        state = replace(state, at=_pass_gate(scene, state))
    raise ValueError(f"the gates of {scenario.id} lead in a circle")


def _pass_gate(scene: Scene, state: PlayState) -> str:
    for rule in scene.gate:
        if rule.when is None or holds(parse_condition(rule.when), state.values):
            return rule.then
    raise ValueError("no rule of a gate holds")
