"""What can be said of a course's stories and its assessment in figures."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from elearn.coursefiles.check_guessing import find_easiest_draw, guess_draw
from elearn.coursefiles.folders import find_folders
from elearn.coursefiles.library import load_folder
from elearn.coursefiles.memory import Memory, name_content
from elearn.domain.course import Course
from elearn.domain.proof import prove_scenario
from elearn.domain.scenario import Scenario

_TOLD = TypeAdapter(str)
_MOST_STATES = 300_000
"""Figures of a larger story would take long; its proof has none of this limit."""


def list_figures(folder: Path, memory: Memory, shown_as: str) -> Iterator[str]:
    """Tell of every story how plays go, and of every assessment how guessing goes."""
    is_course = (folder / "course.yaml").is_file()
    for path in [folder] if is_course else find_folders(folder):
        course = load_folder(path).course
        if course is None:
            yield f"{path.name}: no figures, as it has errors."
            continue
        for scenario_id, scenario in course.scenarios.items():
            told = _remember(memory, scenario)
            yield f"{course.slug}: scenario {scenario_id}: {told}"
        if course.assessment:
            yield f"{course.slug}: assessment: {_tell_guessing(course)}"


def _remember(memory: Memory, scenario: Scenario) -> str:
    key = name_content("figures", scenario.model_dump_json())
    try:
        return _TOLD.validate_python(memory.find(key))
    except ValidationError:
        told = _tell_plays(scenario)
        memory.keep(key, told)
        return told


def _tell_plays(scenario: Scenario) -> str:
    figures = prove_scenario(scenario, limit=_MOST_STATES).figures
    if figures is None:
        return "too large for figures."
    paths = "plays without end" if figures.paths is None else f"{figures.paths:,} plays"
    longest = "" if figures.longest is None else f" to {figures.longest}"
    passing = float(figures.passing_share)
    return (
        f"{paths}, {figures.shortest}{longest} choices long; somebody who chooses at "
        f"random passes in {passing:.0%} of first plays."
    )


def _tell_guessing(course: Course) -> str:
    rules = course.assessment
    drawn = find_easiest_draw(course)
    if rules is None or not drawn:
        return "nothing can be drawn."
    chance = guess_draw(drawn, Fraction(rules.pass_percent))
    if not chance:
        return "nobody passes by choosing at random."
    return (
        "somebody who chooses at random passes at most once in "
        f"{int(1 / chance):,} attempts."
    )
