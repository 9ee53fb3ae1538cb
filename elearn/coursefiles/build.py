"""A folder of files becomes a Course, or the list of everything to mend in it."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from elearn.coursefiles.course_source import CourseFile, Kind, Listed
from elearn.coursefiles.media import Kept, check_picture_name, read_media
from elearn.coursefiles.parts import Parts
from elearn.coursefiles.places import Place, Places
from elearn.coursefiles.problems import (
    Findings,
    Problem,
    known_names,
    printable,
    quoted,
)
from elearn.coursefiles.source import CourseFolder
from elearn.domain.course import Course, ModuleItem, ScenarioItem
from elearn.domain.scenario import Scenario
from elearn.domain.text import SLUG

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BuiltCourse:
    """What became of one course folder.

    `course` is None when there is an error, and when there is no course.yaml to
    begin with. `media` holds the pictures by their SHA-256.
    """

    slug: str
    folder: Path
    course: Course | None
    problems: tuple[Problem, ...]
    media: dict[str, bytes]
    places: Places


def build_course(folder: Path, *, shown_as: str) -> BuiltCourse:
    """Build the course in *folder*, whose files are told of as *shown_as*/…"""
    findings = Findings()
    shown_as = printable(shown_as)
    places = Places(Place(f"{shown_as}/course.yaml"))
    course: Course | None = None
    media: dict[str, bytes] = {}
    try:
        course, media = _Builder(folder, shown_as, places, findings).build()
    except Exception:
        # Whatever one course holds, the others have to stay readable.
        _log.exception("The course in %s cannot be read.", shown_as)
        findings.error(
            Place(f"{shown_as}/course.yaml"),
            "cannot-read",
            "Something in this course cannot be read, and elearn does not know what.",
            "Undo your last change and check again. Please report it; the details are "
            "in the log.",
        )
    if findings.errors:
        course, media = None, {}
    return BuiltCourse(folder.name, folder, course, findings.sorted(), media, places)


@dataclass
class _Used:
    """The modules and scenarios that a learner can come to, in order, each once."""

    modules: list[str] = field(default_factory=list)
    scenarios: list[str] = field(default_factory=list)
    waiting: list[tuple[Kind, str]] = field(default_factory=list)

    def add(self, kind: Kind, name: str | None) -> None:
        known = self.modules if kind == "module" else self.scenarios
        if name and name not in known:
            known.append(name)
            self.waiting.append((kind, name))


class _Builder:
    def __init__(
        self, folder: Path, shown_as: str, places: Places, findings: Findings
    ) -> None:
        self._name = folder.name
        self._places = places
        self._findings = findings
        self._folder = CourseFolder(folder, shown_as, findings)
        self._check_name()
        self._parts = Parts(self._name, self._folder, places, findings)

    def build(self) -> tuple[Course | None, dict[str, bytes]]:
        kept = read_media(self._folder, self._places, self._findings)
        used = self._check_pictures()
        file = self._parts.course
        if file is None:
            return None, {}
        self._check_contents(file.contents)
        bank = self._check_bank(file)
        self._warn_unused_pictures(kept, used)
        if file.head is None or self._findings.errors:
            return None, {}
        shown = self._pictures_in(file.contents, bank)
        course = self._join(file.head, file.contents).model_copy(
            update={
                "banks": {bank: self._parts.banks[bank]} if bank else {},
                "glossary": self._parts.glossary,
                "observation": self._parts.observation,
                "media": {name: kept[name][0] for name in shown},
            }
        )
        return course, {kept[name][0].sha256: kept[name][1] for name in shown}

    def _check_name(self) -> None:
        if not re.fullmatch(SLUG, self._name):
            self._findings.error(
                self._folder.place("course.yaml"),
                "file-name",
                f"The folder's name {quoted(self._name)} cannot be part of an address.",
                "Use small letters, digits and dashes.",
            )
            self._name = "course"

    def _join(self, head: Course, contents: list[Listed]) -> Course:
        """Put the parts together; what nothing names stays a draft."""
        used = self._used(contents)
        built = [self._parts.modules[name] for name in used.modules]
        return head.model_copy(
            update={
                "contents": tuple(
                    ModuleItem(module=c.id)
                    if c.kind == "module"
                    else ScenarioItem(scenario=c.id)
                    for c in contents
                ),
                "modules": {b.module.id: b.module for b in built if b.module},
                "scenarios": {s.id: s for s in self._played(used)},
            }
        )

    def _used(self, contents: list[Listed]) -> _Used:
        """Follow the contents to the stories on cards and to the ways round."""
        used = _Used()
        for listed in contents:
            used.add(listed.kind, listed.id)
        # The lists grow while they are walked, until nothing new is named.
        while used.waiting:
            kind, name = used.waiting.pop(0)
            if kind == "scenario":
                scenario = self._parts.scenarios.get(name)
                used.add("module", scenario.instead if scenario else None)
            elif name in self._parts.modules:
                built = self._parts.modules[name]
                used.add("module", built.module.instead if built.module else None)
                for story, _ in built.stories:
                    used.add("scenario", story)
        return used

    def _played(self, used: _Used) -> list[Scenario]:
        found = (self._parts.scenarios.get(name) for name in used.scenarios)
        return [scenario for scenario in found if scenario]

    def _check_contents(self, contents: list[Listed]) -> None:
        for listed in contents:
            self._check_named(listed.kind, listed.id, listed.place)
        used = self._used(contents)
        for scenario in self._played(used):
            if scenario.instead:
                place = self._places.find(("scenarios", scenario.id, "instead"))
                self._check_named("module", scenario.instead, place)
        for name in used.modules:
            built = self._parts.modules.get(name)
            for story, place in built.stories if built else ():
                self._check_named("scenario", story, place)
            if built and built.module and built.module.instead:
                self._check_way_round(name, built.module.instead)
        self._warn_unnamed(
            {("scenario", name) for name in used.scenarios}
            | {("module", name) for name in used.modules}
        )

    def _check_way_round(self, name: str, instead: str) -> None:
        place = self._places.find(("modules", name, "instead"))
        if instead != name:
            self._check_named("module", instead, place)
            return
        self._findings.error(
            place,
            "instead-of-itself",
            "This module cannot stand in for itself.",
            "Name another module, or leave the line out.",
        )

    def _check_named(self, kind: Kind, name: str, place: Place) -> None:
        known: Mapping[str, object] = (
            self._parts.modules if kind == "module" else self._parts.scenarios
        )
        if name not in known and not self._findings.is_full(place.path):
            is_module = kind == "module"
            ending = "md" if is_module else "yaml"
            self._findings.error(
                place,
                "unknown-module" if is_module else "unknown-scenario",
                f"There is no file {kind}s/{printable(name)[:80]}.{ending}.",
                known_names(name, known),
            )

    def _warn_unnamed(self, named: set[tuple[str, str]]) -> None:
        for (folder, name), file in self._parts.files.items():
            if folder != "questions" and (folder[:-1], name) not in named:
                self._findings.warn(
                    Place(file.shown),
                    "not-in-contents",
                    f"The contents in course.yaml do not name this {folder[:-1]}, so "
                    "nobody will see it.",
                    f"Add “- {folder[:-1]}: {name}”, or begin the file's name with "
                    "“_” while it is a draft.",
                )

    def _check_bank(self, file: CourseFile) -> str | None:
        rules = file.head.assessment if file.head else None
        draw = rules.draw.bank if rules else None
        place = self._places.find(("course", "assessment", "draw", "from"))
        if draw and draw not in self._parts.banks:
            self._findings.error(
                place,
                "unknown-bank",
                f"There is no file questions/{draw}.yaml to draw from.",
                known_names(draw, self._parts.banks),
            )
        for (folder, name), found in self._parts.files.items():
            if file.head and folder == "questions" and name != draw:
                self._findings.warn(
                    Place(found.shown),
                    "not-drawn",
                    "The assessment does not draw from this file, so nobody will see "
                    "its questions.",
                    f"Write “from: {name}” in course.yaml, or begin the file's name "
                    "with “_” while it is a draft.",
                )
        return draw

    def _check_pictures(self) -> set[str]:
        known = [file.name for file in self._folder.files("media")]
        shown = [p for built in self._parts.modules.values() for p in built.pictures]
        for of_questions in (self._parts.bank_pictures, self._parts.scene_pictures):
            shown += [p for pictures in of_questions.values() for p in pictures]
        return {
            name
            for name, place in shown
            if check_picture_name(name, place, known, self._findings)
        }

    def _pictures_in(self, contents: list[Listed], bank: str | None) -> list[str]:
        used = self._used(contents)
        shown = [p for name in used.modules for p in self._parts.modules[name].pictures]
        for name in used.scenarios:
            shown += self._parts.scene_pictures.get(name, [])
        shown += self._parts.bank_pictures[bank] if bank else []
        return sorted({name for name, _ in shown})

    def _warn_unused_pictures(self, kept: Kept, used: set[str]) -> None:
        for name in kept.keys() - used:
            self._findings.warn(
                self._places.find(("media", name)),
                "unused-picture",
                "No card shows this picture.",
                f"Show it with ![what it shows]({name}), or delete it.",
            )
