"""Reads every file of one course folder into its part of the course."""

import re
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from elearn.coursefiles.course_source import CourseFile, check_format, read_course
from elearn.coursefiles.module_source import Built, build_module
from elearn.coursefiles.places import Place, Places
from elearn.coursefiles.problems import Findings, known_names, nearest, quoted
from elearn.coursefiles.question_source import read_questions, tell_repeated_id
from elearn.coursefiles.scene_questions import (
    check_answers,
    give_scene_questions,
    take_scene_questions,
)
from elearn.coursefiles.sentences import build_part, build_value
from elearn.coursefiles.source import CourseFolder, FoundFile, slug_of
from elearn.coursefiles.yaml_nodes import Listing, Node, Table, place_in, read_yaml
from elearn.domain.course import ObservationSheet
from elearn.domain.questions import Question, Spots
from elearn.domain.scenario import Scenario
from elearn.domain.text import Line

_FILES = ("course.yaml", "glossary.yaml", "observation.yaml")
_FOLDERS = ("modules", "scenarios", "questions", "media")
_FREE_FILES = re.compile(r"(README|LICENSE|LICENCE|NOTICE|CHANGELOG)(\..*)?", re.I)
_WORDS = TypeAdapter(dict[Annotated[str, StringConstraints(max_length=100)], Line])


class Parts:
    """The parts of one course as its files give them, before they are joined."""

    def __init__(
        self, slug: str, folder: CourseFolder, places: Places, findings: Findings
    ) -> None:
        self._slug = slug
        self._folder = folder
        self._places = places
        self._findings = findings
        self.files: dict[tuple[str, str], FoundFile] = {}
        self.modules: dict[str, Built] = {}
        self.scenarios: dict[str, Scenario | None] = {}
        self.banks: dict[str, tuple[Question, ...]] = {}
        self.bank_pictures: dict[str, list[tuple[str, Place]]] = {}
        self.scene_pictures: dict[str, list[tuple[str, Place]]] = {}
        self.course = self._read_course()
        self._read_modules()
        self._read_scenarios()
        self._read_banks()
        self.glossary = self._read_glossary()
        self.observation = self._read_observation()
        self._warn_stray_files()

    def _read_course(self) -> CourseFile | None:
        node = self._read_file("course.yaml", required=True)
        if node is None:
            return None
        read = read_course(node, self._slug, self._findings)
        tree = read.tree if read else node
        self._places.add_tree(("course",), tree.place, tree)
        return read

    def _read_modules(self) -> None:
        for module_id, file in self._slugs("modules", "md"):
            text = self._folder.text(file)
            self.modules[module_id] = Built(None)
            if text is not None:
                self.modules[module_id] = build_module(
                    module_id, text, file.shown, self._places, self._findings
                )

    def _read_scenarios(self) -> None:
        for scenario_id, file in self._slugs("scenarios", "yaml"):
            self.scenarios[scenario_id] = None
            self._places.add(("scenarios", scenario_id), Place(file.shown))
            node = self._read_table(file)
            if node is None:
                continue
            self._places.add_tree(("scenarios", scenario_id), node.place, node)
            before = self._findings.errors
            table = check_format(node, self._findings)
            table, questions = take_scene_questions(table, self._findings)
            scenario = build_part(Scenario, table, self._findings, {"id": scenario_id})
            if scenario and self._findings.errors == before:
                self._check_choices(scenario, table)
                scenario = give_scene_questions(scenario, questions)
                self.scene_pictures[scenario_id] = [
                    (
                        question.picture,
                        place_in(node, ("scenes", scene_id, "question", "picture")),
                    )
                    for scene_id, question in questions.items()
                    if isinstance(question, Spots)
                ]
                check_answers(scenario, table, self._findings)
                self.scenarios[scenario_id] = scenario

    def _check_choices(self, scenario: Scenario, tree: Table) -> None:
        for scene_id, scene in scenario.scenes.items():
            seen: set[str] = set()
            for n, choice in enumerate(scene.choices):
                if choice.id in seen:
                    self._findings.error(
                        place_in(tree, ("scenes", scene_id, "choices", n)),
                        "same-answer-twice",
                        "Two choices of this scene have the same words or the same id.",
                        "Change one of them.",
                    )
                seen.add(choice.id)

    def _read_banks(self) -> None:
        for bank_id, file in self._slugs("questions", "yaml"):
            self.banks[bank_id] = ()
            self.bank_pictures[bank_id] = []
            self._places.add(("banks", bank_id), Place(file.shown))
            node = self._read_yaml(file)
            if node is None:
                continue
            listing = self._listed_questions(node)
            if listing is None:
                continue
            found = []
            read = read_questions(listing.items, self._findings)
            for n, (question, tree) in enumerate(read):
                self._places.add_tree(("banks", bank_id, n), tree.place, tree)
                if question:
                    found.append(question)
                if isinstance(question, Spots):
                    place = place_in(tree, ("picture",))
                    self.bank_pictures[bank_id].append((question.picture, place))
            self.banks[bank_id] = tuple(found)

    def _listed_questions(self, node: Node) -> Listing | None:
        place = node.place
        if isinstance(node, Table):
            node = check_format(node, self._findings)
            unknown = [key for key in node.entries if key != "questions"]
            for key in unknown:
                self._findings.error(
                    node.entries[key].key_place,
                    "unknown-key",
                    f"There is no key {quoted(key)} here.",
                    known_names(key, ("format", "questions")),
                )
            listing = node.get("questions")
            if listing is None and unknown:
                return None
        else:
            listing = node
        if isinstance(listing, Listing):
            return listing
        self._findings.error(
            place,
            "wrong-type",
            "This file has to be a list of questions.",
            "Write “questions:” and below it each question, starting with “- id:”.",
        )
        return None

    def _read_glossary(self) -> dict[str, str]:
        node = self._read_file("glossary.yaml")
        if isinstance(node, Table):
            if node.text("format") == "1":
                node = check_format(node, self._findings)
            self._places.add_tree(("glossary",), node.place, node)
        return (build_value(_WORDS, node, self._findings) if node else None) or {}

    def _read_observation(self) -> ObservationSheet | None:
        file = self._folder.file("observation.yaml")
        node = self._read_table(file) if file else None
        if node is None:
            return None
        self._places.add_tree(("observation",), node.place, node)
        table = check_format(node, self._findings)
        sheet = build_part(ObservationSheet, table, self._findings)
        seen: dict[str, Place] = {}
        for n, observed in enumerate(sheet.look_for if sheet else ()):
            place = place_in(table, ("look_for", n, "id"))
            tell_repeated_id(observed.id, place, seen, self._findings, "point")
        return sheet

    def _read_file(self, name: str, *, required: bool = False) -> Node | None:
        file = self._folder.file(name)
        if file:
            return self._read_yaml(file)
        if required:
            self._findings.error(
                self._folder.place(name),
                "missing-file",
                f"There is no file {quoted(name)} in this folder.",
                "Write one; it begins with “format: 1” and “title: …”.",
            )
        return None

    def _read_yaml(self, file: FoundFile) -> Node | None:
        text = self._folder.text(file)
        return None if text is None else read_yaml(text, file.shown, self._findings)

    def _read_table(self, file: FoundFile) -> Table | None:
        node = self._read_yaml(file)
        if node is None or isinstance(node, Table):
            return node
        self._findings.error(
            node.place,
            "wrong-type",
            "This file has to have keys.",
            "Write each on a line of its own, like “title: Fifteen minutes”.",
        )
        return None

    def _slugs(self, folder: str, suffix: str) -> list[tuple[str, FoundFile]]:
        found = []
        for file in self._folder.files(folder):
            if file.suffix != suffix or not file.stem:
                self._findings.warn(
                    Place(file.shown),
                    "unknown-file",
                    f"{quoted(file.name)} is not read.",
                    f"Files in {folder} end in .{suffix}; for a draft, let its name "
                    "begin with “_”.",
                )
            elif name := slug_of(file, self._findings):
                self.files[folder, name] = file
                found.append((name, file))
        return found

    def _warn_stray_files(self) -> None:
        known = (*_FILES, *_FOLDERS)
        for file in self._folder.files():
            if file.name in known or _FREE_FILES.fullmatch(file.name):
                continue
            meant = nearest(file.name, known)
            self._findings.warn(
                Place(file.shown),
                "unknown-file",
                f"{quoted(file.name)} is not read.",
                f"Did you mean {quoted(meant)}?"
                if meant
                else "Delete it, or let its name begin with “_”.",
            )
