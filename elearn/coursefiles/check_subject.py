"""What the rules look at: a course, its places, with the place of each part."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from elearn.coursefiles.check_texts import Text, list_texts
from elearn.coursefiles.memory import Memory
from elearn.coursefiles.places import Location, Place, Places
from elearn.coursefiles.problems import Problem
from elearn.domain.course import Ask, Card, Course
from elearn.domain.questions import Question


@dataclass(frozen=True)
class Subject:
    """A course under check."""

    course: Course
    places: Places
    today: date
    looks: frozenset[str]
    memory: Memory = field(default_factory=Memory, compare=False)

    def error(
        self, location: Location, code: str, message: str, hint: str = ""
    ) -> Problem:
        return Problem(*self.places.find(location), "error", code, message, hint)

    def warn(
        self, location: Location, code: str, message: str, hint: str = ""
    ) -> Problem:
        return Problem(*self.places.find(location), "warning", code, message, hint)

    def error_in(
        self, text: Text, row: int, code: str, message: str, hint: str = ""
    ) -> Problem:
        """Tell an error in a row of a text, counted from 0."""
        return Problem(*self._row(text, row), "error", code, message, hint)

    def warn_in(
        self, text: Text, row: int, code: str, message: str, hint: str = ""
    ) -> Problem:
        """Tell a warning in a row of a text, counted from 0."""
        return Problem(*self._row(text, row), "warning", code, message, hint)

    def _row(self, text: Text, row: int) -> Place:
        if text.voice == "passage":
            # Empty lines may have come or gone; the others stand in their order.
            above = sum(bool(line.strip()) for line in text.words.split("\n")[:row])
            return self.places.find((*text.location, above))
        place = self.places.find(text.location)
        if "\n" not in text.words:
            return place
        return Place(place.path, place.line + 1 + row)

    @cached_property
    def cards(self) -> tuple[tuple[Location, Card], ...]:
        """List the cards, each with its place."""
        return tuple(
            (("modules", module_id, "cards", card.id), card)
            for module_id, module in self.course.modules.items()
            for card in module.cards
        )

    @cached_property
    def module_questions(self) -> tuple[tuple[Location, Question], ...]:
        """List the questions on cards, each with its place."""
        return tuple(
            ((*start, "blocks", n, "question"), block.question)
            for start, card in self.cards
            for n, block in enumerate(card.blocks)
            if isinstance(block, Ask)
        )

    @cached_property
    def bank_questions(self) -> tuple[tuple[Location, Question], ...]:
        """List the questions of the banks, each with its place."""
        return tuple(
            (("banks", bank_id, n), question)
            for bank_id, bank in self.course.banks.items()
            for n, question in enumerate(bank)
        )

    @cached_property
    def scene_questions(self) -> tuple[tuple[Location, Question], ...]:
        """List the questions that scenes ask, each with its place."""
        return tuple(
            (("scenarios", scenario_id, "scenes", scene_id, "question"), scene.question)
            for scenario_id, scenario in self.course.scenarios.items()
            for scene_id, scene in scenario.scenes.items()
            if scene.question
        )

    @cached_property
    def questions(self) -> tuple[tuple[Location, Question], ...]:
        return self.module_questions + self.bank_questions + self.scene_questions

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """List everything that a learner can read, source notes left out."""
        return tuple(list_texts(self.course))

    @cached_property
    def small_letters(self) -> str:
        """Give all texts as one in small letters, to look for what is nowhere."""
        return "\n".join(text.words for text in self.texts).lower()
