"""Rules for how a scenario is put together, before anything is proved about it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from elearn.coursefiles.check_subject import Subject
from elearn.coursefiles.check_texts import Text
from elearn.coursefiles.places import Location
from elearn.coursefiles.problems import Problem, known_names, nearest, quoted
from elearn.domain.conditions import ConditionError, names_in, parse_condition
from elearn.domain.scenario import COUNTERS, Choice, Mood, Scenario

MOODS: tuple[str, ...] = get_args(Mood)

_YOU = "you"
_KEYWORDS = ("and", "or", "not")
_LINE = re.compile(r"(?P<who>[a-z][a-z0-9-]*)\s*(?:\[(?P<mood>[^\]]*)\])?\s*:\s*\S")
_SLIP = re.compile(r"(?P<who>[A-Za-z][\w.’'-]*)\s*(?P<mark>\[|:)")


def check_ways(subject: Subject) -> Iterator[Problem]:
    """Every way on has to lead to a scene or an ending, and to one of them only."""
    for start, scenario in _scenarios(subject):
        known = [*scenario.scenes, *scenario.endings]
        for location, place in _ways(start, scenario):
            if place not in known:
                yield subject.error(
                    location,
                    "unknown-scene",
                    f"There is no scene or ending {quoted(place)} here.",
                    known_names(place, known),
                )
        for both in scenario.scenes.keys() & scenario.endings.keys():
            yield subject.error(
                (*start, "endings", both),
                "scene-and-ending",
                f"A scene and an ending are both called {quoted(both)}.",
                "Give one of them another name.",
            )


def check_names(subject: Subject) -> Iterator[Problem]:
    """A name in a condition has to mean one thing."""
    for start, scenario in _scenarios(subject):
        for gauge_id in scenario.gauges:
            if gauge_id in (*COUNTERS, *_KEYWORDS):
                yield _taken(subject, (*start, "gauges", gauge_id), gauge_id)
        for location, flag in _flags(start, scenario):
            if flag in (*COUNTERS, *_KEYWORDS, *scenario.gauges):
                yield _taken(subject, location, flag)


def check_effects(subject: Subject) -> Iterator[Problem]:
    """An effect has to move a gauge that the story has."""
    for start, scenario in _scenarios(subject):
        for location, choice in _choices(start, scenario):
            for gauge_id in choice.effects:
                if gauge_id not in scenario.gauges:
                    yield subject.error(
                        (*location, "effects", gauge_id),
                        "unknown-gauge",
                        f"There is no gauge {quoted(gauge_id)} in this story.",
                        known_names(gauge_id, scenario.gauges),
                    )


def check_conditions(subject: Subject) -> Iterator[Problem]:
    """A condition has to be readable and ask only for what the story has."""
    for start, scenario in _scenarios(subject):
        flags = [flag for _, flag in _flags(start, scenario)]
        known = [*scenario.gauges, *flags, *COUNTERS]
        for location, when in _conditions(start, scenario):
            try:
                condition = parse_condition(when)
            except ConditionError as error:
                yield subject.error(
                    location,
                    "bad-condition",
                    str(error),
                    "Compare gauges, flags and counters, such as “trust >= 5 and "
                    "harmful = 0”.",
                )
                continue
            for name in sorted(names_in(condition) - set(known)):
                yield subject.error(
                    location,
                    "unknown-name",
                    f"There is no gauge, flag or counter {quoted(name)} here.",
                    known_names(name, known),
                )


def check_scripts(subject: Subject) -> Iterator[Problem]:
    """A script is lines that somebody of the story says, and what happens."""
    for start, scenario in _scenarios(subject):
        for location, script in _scripts(start, scenario):
            for row, line in enumerate(script.split("\n")):
                told = _judge_line(line.strip(), scenario, first=not row)
                if told:
                    text = Text(location, script, "speech")
                    yield subject.error_in(text, row, *told)


def _judge_line(
    line: str, scenario: Scenario, *, first: bool
) -> tuple[str, str, str] | None:
    """Give code, message and hint for a line of a script that cannot stay."""
    if not line or (line.startswith("(") and line.endswith(")")):
        return None
    if line.startswith("("):
        return (
            "script-line",
            f"The bracket in {quoted(line)} is not closed on its own line.",
            "Put each thing that happens on one line, in brackets.",
        )
    spoken = _LINE.match(line)
    if spoken:
        return _judge_speaker(spoken["who"], spoken["mood"], scenario)
    slip = _SLIP.match(line)
    known = [*scenario.people, _YOU]
    if slip and (slip["mark"] == "[" or slip["who"].lower() in known):
        meant = nearest(slip["who"], known) or known[0]
        return (
            "script-line",
            f"{quoted(line)} is not understood as somebody's words.",
            f"Write it like this: {meant} [calm]: …",
        )
    if first:
        return (
            "script-line",
            f"It is not clear who says {quoted(line)}.",
            "Begin with who says it, such as “you: …”, or put what happens in "
            "brackets.",
        )
    return None


def _judge_speaker(
    who: str, mood: str | None, scenario: Scenario
) -> tuple[str, str, str] | None:
    known = [*scenario.people, _YOU]
    if who not in known:
        return (
            "unknown-person",
            f"There is nobody called {quoted(who)} in this story.",
            known_names(who, known),
        )
    if mood is not None and mood.strip().replace(" ", "-") not in MOODS:
        return (
            "unknown-mood",
            f"There is no mood {quoted(mood)}.",
            known_names(mood.strip(), MOODS),
        )
    return None


def check_people(subject: Subject) -> Iterator[Problem]:
    """Everybody needs a face that is drawn."""
    for start, scenario in _scenarios(subject):
        for person_id, person in scenario.people.items():
            here: Location = (*start, "people", person_id)
            if person_id == _YOU:
                yield subject.error(
                    here,
                    "name-taken",
                    "“you” is the learner, so nobody else can be called that.",
                    "Give this person another name.",
                )
            if person.look not in subject.looks:
                yield subject.error(
                    (*here, "look"),
                    "unknown-look",
                    f"There is no drawn face {quoted(person.look)}.",
                    known_names(person.look, subject.looks),
                )


def _taken(subject: Subject, location: Location, name: str) -> Problem:
    return subject.error(
        location,
        "name-taken",
        f"{quoted(name)} already means something in conditions.",
        "Give it another name.",
    )


def _scenarios(subject: Subject) -> Iterator[tuple[Location, Scenario]]:
    for scenario_id, scenario in subject.course.scenarios.items():
        yield ("scenarios", scenario_id), scenario


def _choices(start: Location, scenario: Scenario) -> Iterator[tuple[Location, Choice]]:
    for scene_id, scene in scenario.scenes.items():
        for n, choice in enumerate(scene.choices):
            yield (*start, "scenes", scene_id, "choices", n), choice


def _ways(start: Location, scenario: Scenario) -> Iterator[tuple[Location, str]]:
    yield (*start, "start"), scenario.start
    for location, choice in _choices(start, scenario):
        yield (*location, "then"), choice.then
    for scene_id, scene in scenario.scenes.items():
        for n, rule in enumerate(scene.gate):
            yield (*start, "scenes", scene_id, "gate", n, "then"), rule.then


def _flags(start: Location, scenario: Scenario) -> Iterator[tuple[Location, str]]:
    for location, choice in _choices(start, scenario):
        for n, flag in enumerate(choice.flags):
            yield (*location, "flags", n), flag


def _conditions(start: Location, scenario: Scenario) -> Iterator[tuple[Location, str]]:
    for location, choice in _choices(start, scenario):
        if choice.when is not None:
            yield (*location, "when"), choice.when
    for scene_id, scene in scenario.scenes.items():
        for n, rule in enumerate(scene.gate):
            if rule.when is not None:
                yield (*start, "scenes", scene_id, "gate", n, "when"), rule.when


def _scripts(start: Location, scenario: Scenario) -> Iterator[tuple[Location, str]]:
    for scene_id, scene in scenario.scenes.items():
        if scene.script:
            yield (*start, "scenes", scene_id, "script"), scene.script
    for location, choice in _choices(start, scenario):
        if choice.reply:
            yield (*location, "reply"), choice.reply


def is_sound(subject: Subject, scenario_id: str) -> bool:
    """Tell whether a scenario is put together well enough to be proved."""
    rules = (check_ways, check_names, check_effects, check_conditions)
    alone = {scenario_id: subject.course.scenarios[scenario_id]}
    course = subject.course.model_copy(update={"scenarios": alone})
    only = replace(subject, course=course)
    return not any(True for rule in rules for _ in rule(only))
