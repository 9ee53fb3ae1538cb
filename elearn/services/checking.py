"""Everything that is wrong with course files: what the reader and the rules found."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.check import check_course
from elearn.coursefiles.library import load_library
from elearn.coursefiles.memory import Memory
from elearn.coursefiles.problems import Problem, has_errors
from elearn.documents.portrait_looks import LOOKS


@dataclass(frozen=True)
class CheckedCourse:
    """A course with its problems, in the order of its files."""

    built: BuiltCourse
    problems: tuple[Problem, ...]

    @property
    def is_course(self) -> bool:
        """Tell whether the folder holds a course at all, broken or not."""
        return self.built.course is not None or has_errors(self.problems)


def check_built(
    built: BuiltCourse, today: date, memory: Memory | None = None
) -> tuple[Problem, ...]:
    """List all problems of a course; `today` judges review dates."""
    found = check_course(built, today, frozenset(LOOKS), memory)
    return tuple(sorted({*built.problems, *found}))


def check_library(folder: Path, today: date) -> list[CheckedCourse]:
    """Read and check every course of a folder."""
    return [
        CheckedCourse(built, check_built(built, today))
        for built in load_library(folder)
    ]
