"""Which part of a course a problem concerns, so that it can be told where one looks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from elearn.coursefiles.places import Location, Place, Places
from elearn.coursefiles.problems import Problem
from elearn.domain.course import Card, Course

_FOLDERS = {"modules": "modules", "scenarios": "scenarios", "questions": "banks"}


@dataclass(frozen=True)
class Located:
    """A problem with the part it concerns, named as in `Places`.

    That is ("modules", id, "cards", card_id, "questions", question_id) or a start of
    it, ("scenarios", id, "scenes" or "endings", id), ("banks", id, question_id),
    ("glossary",), ("observation",), or ("course",) for all else.
    """

    problem: Problem
    part: Location


def locate_problems(
    problems: Iterable[Problem],
    places: Places,
    root: str,
    course: Course | None,
    *,
    is_current: bool,
) -> tuple[Located, ...]:
    """Find what each problem concerns.

    *root* is what the course's paths begin with. If *course* is not current but an
    older state of the files that *places* tells of, only what still has its name is
    found, and no question of a card: what stands before it may be missing.
    """
    starts = sorted(
        (place.path, place.line, len(part), part)
        for part, place in _list_parts(course, places)
        if is_current or part[4:5] != ("questions",)
    )
    return tuple(Located(p, _find_part(p, starts, root)) for p in problems)


def _find_part(
    problem: Problem, starts: list[tuple[str, int, int, Location]], root: str
) -> Location:
    above = [
        part
        for path, line, _, part in starts
        if path == problem.path and line <= problem.line
    ]
    return above[-1] if above else _part_of_file(problem.path.removeprefix(f"{root}/"))


def _part_of_file(name: str) -> Location:
    folder, _, file = name.partition("/")
    stem = (file or folder).rpartition(".")[0]
    if file and folder in _FOLDERS:
        return (_FOLDERS[folder], stem)
    return (stem,) if name in {"glossary.yaml", "observation.yaml"} else ("course",)


def _list_parts(
    course: Course | None, places: Places
) -> Iterator[tuple[Location, Place]]:
    """Give every part of a course whose own place is known."""
    if course is None:
        return
    cards = [(m.id, card) for m in course.modules.values() for card in m.cards]
    for module_id, card in cards:
        yield from _parts_of_card(module_id, card, places)
    for scenario in course.scenarios.values():
        both = [("scenes", name) for name in scenario.scenes]
        both += [("endings", name) for name in scenario.endings]
        for kind, name in both:
            here = ("scenarios", scenario.id, kind, name)
            yield from _known(places, here, here)
    for bank_id in course.banks:
        for n, question in enumerate(course.banks[bank_id]):
            named = ("banks", bank_id, question.id)
            yield from _known(places, ("banks", bank_id, n), named)


def _parts_of_card(
    module_id: str, card: Card, places: Places
) -> Iterator[tuple[Location, Place]]:
    here: Location = ("modules", module_id, "cards", card.id)
    yield from _known(places, here, here)
    for n, block in enumerate(card.blocks):
        # What follows a question belongs to the card again.
        part = (*here, "questions", block.question.id) if block.kind == "ask" else here
        yield from _known(places, (*here, "blocks", n), part)


def _known(
    places: Places, location: Location, part: Location
) -> Iterator[tuple[Location, Place]]:
    """Leave out what is only known by the place of something around it."""
    place = places.find(location)
    if place != places.find((*location[:-1], "")):
        yield part, place
