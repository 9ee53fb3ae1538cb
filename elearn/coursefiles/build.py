"""A folder of files becomes a Course, or the list of everything to mend in it."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from elearn.coursefiles.course_source import CourseFile, Listed
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
        shown = self._pictures_in(file.contents)
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
        built = [self._parts.modules[name] for name in self._taught(contents)]
        return head.model_copy(
            update={
                "contents": tuple(
                    ModuleItem(module=c.id)
                    if c.kind == "module"
                    else ScenarioItem(scenario=c.id)
                    for c in contents
                ),
                "modules": {b.module.id: b.module for b in built if b.module},
                "scenarios": {s.id: s for s in self._played(contents)},
            }
        )

    def _played(self, contents: list[Listed]) -> list[Scenario]:
        named = [c.id for c in contents if c.kind == "scenario"]
        return [s for name in named if (s := self._parts.scenarios.get(name))]

    def _taught(self, contents: list[Listed]) -> list[str]:
        """Name the modules in the contents, and those that stand in for a scenario."""
        named = [c.id for c in contents if c.kind == "module"]
        named += [s.instead for s in self._played(contents) if s.instead]
        return list(dict.fromkeys(named))

    def _check_contents(self, contents: list[Listed]) -> None:
        named = {("scenario", c.id) for c in contents if c.kind == "scenario"}
        named |= {("module", name) for name in self._taught(contents)}
        for listed in contents:
            known: Mapping[str, object] = (
                self._parts.modules
                if listed.kind == "module"
                else self._parts.scenarios
            )
            if listed.id not in known and not self._findings.is_full(listed.place.path):
                is_module = listed.kind == "module"
                ending = "md" if is_module else "yaml"
                self._findings.error(
                    listed.place,
                    "unknown-module" if is_module else "unknown-scenario",
                    f"There is no file {listed.kind}s/{printable(listed.id)[:80]}"
                    f".{ending}.",
                    known_names(listed.id, known),
                )
        for scenario in self._played(contents):
            if scenario.instead and scenario.instead not in self._parts.modules:
                self._findings.error(
                    self._places.find(("scenarios", scenario.id, "instead")),
                    "unknown-module",
                    f"There is no file modules/{scenario.instead}.md.",
                    known_names(scenario.instead, self._parts.modules),
                )
        self._warn_unnamed(named)

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
        return {
            name
            for built in self._parts.modules.values()
            for name, place in built.pictures
            if check_picture_name(name, place, known, self._findings)
        }

    def _pictures_in(self, contents: list[Listed]) -> list[str]:
        built = [self._parts.modules[name] for name in self._taught(contents)]
        return sorted({name for module in built for name, _ in module.pictures})

    def _warn_unused_pictures(self, kept: Kept, used: set[str]) -> None:
        for name in kept.keys() - used:
            self._findings.warn(
                self._places.find(("media", name)),
                "unused-picture",
                "No card shows this picture.",
                f"Show it with ![what it shows]({name}), or delete it.",
            )
