"""The course that is being written, as the pages of a preview know it."""

from dataclasses import dataclass
from typing import Protocol, cast

from flask import Blueprint, current_app

from elearn.coursefiles.locating import Located
from elearn.coursefiles.problems import has_errors
from elearn.domain.course import Course
from elearn.errors import NotFound

NAME = "elearn_preview"

blueprint = Blueprint("preview", __name__, url_prefix="/preview")


@dataclass(frozen=True)
class Shown:
    """What a preview shows now; replaced as a whole when files change.

    `course` is the last one that could be read, and `is_current` tells whether that is
    how the files are now. `person_id` is whoever looks at it.
    """

    folder: str
    person_id: int
    version: int = 0
    course: Course | None = None
    is_current: bool = False
    problems: tuple[Located, ...] = ()

    @property
    def errors(self) -> int:
        return sum(found.problem.severity == "error" for found in self.problems)

    @property
    def may_skip(self) -> bool:
        """Tell whether all before the assessment can be done by itself.

        With errors a story might have no way to an end.
        """
        is_sound = not has_errors(found.problem for found in self.problems)
        return is_sound and self.course is not None and self.is_current


class Desk(Protocol):
    """Whoever reads the files, and can change who looks at them."""

    @property
    def shown(self) -> Shown:
        """What to show now."""

    def begin_again(self) -> None:
        """Let somebody look who has done nothing yet."""

    def skip_ahead(self) -> None:
        """Do all that comes before the assessment, so that it opens."""


def find_desk() -> Desk:
    return cast(Desk, current_app.extensions[NAME])


def get_course() -> Course:
    """Give the course that is shown. Raise NotFound while none could be read."""
    course = find_desk().shown.course
    if course is None:
        raise NotFound("course", "The files could not be read yet. Mend them first.")
    return course
