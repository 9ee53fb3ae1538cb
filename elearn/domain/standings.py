"""In which courses somebody is due, begun or done, for very many people at once.

A set of courses is one number here, with a bit for each course: what is asked of a
hundred thousand pairs of person and course is then a few operations for each person.
What the states mean is said by `judge_due` in renewal.py; a test holds both together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

State = Literal[
    "overdue", "due soon", "past refresh", "due", "in progress", "not started", "done"
]
STATES: tuple[State, ...] = get_args(State)
"""The most urgent first."""


@dataclass(frozen=True, slots=True)
class AskedCourses:
    """The courses asked of somebody at all, by a day that is near, by one that passed.

    A course that is asked twice goes by the earlier day: it stands in more sets.
    """

    ever: int = 0
    soon: int = 0
    overdue: int = 0

    def __or__(self, other: "AskedCourses") -> "AskedCourses":
        return AskedCourses(
            self.ever | other.ever, self.soon | other.soon, self.overdue | other.overdue
        )


class CourseSets(NamedTuple):
    """What somebody holds, what of it is fresh, what is begun, and what is asked."""

    asked: AskedCourses
    held: int
    fresh: int = 0
    begun: int = 0

    def find(self, state: State, every: int) -> int:
        """Give the courses in a state, of those in `every`.

        Begun or not is asked beside the day: somebody overdue has also not started.
        """
        return _FINDERS[state](self) & every

    def most_urgent(self, every: int) -> tuple[int, int]:
        """Give a key to sort by: the most urgent state, and in how many courses."""
        for place, state in enumerate(STATES):
            found = self.find(state, every)
            if found:
                return place, -found.bit_count()
        return len(STATES), 0


BY_BEGUN: frozenset[State] = frozenset({"in progress", "not started"})
"""Which states cannot be found without knowing what is begun."""

_FINDERS: dict[State, Callable[[CourseSets], int]] = {
    "overdue": lambda s: s.asked.overdue & ~s.held,
    "due soon": lambda s: s.asked.soon & ~s.asked.overdue & ~s.held,
    "past refresh": lambda s: s.held & ~s.fresh,
    "due": lambda s: s.asked.ever & ~s.asked.soon & ~s.held,
    "in progress": lambda s: s.begun & ~s.held,
    "not started": lambda s: ~s.begun & ~s.held,
    "done": lambda s: s.held & s.fresh,
}
