"""What a learner has done in a course, what comes next, and when it is complete."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from elearn.domain.course import Card, ContentsItem, Course, Module, ModuleItem
from elearn.domain.scenario import PASSING, Result

ItemState = Literal["done", "started", "next", "open", "locked", "waiting"]
Kind = Literal["module", "scenario", "assessment"]


@dataclass(frozen=True)
class Facts:
    """What the records say, and nothing that could be worked out from it.

    `cards` holds both (module id, card id) and the text hashes of finished cards,
    so that a card keeps its tick when it moves or is renamed. `assessment_waits` tells
    that an attempt was handed in and a trainer has yet to mark an answer of it. `cycle`
    is 2 for the first refresh.
    """

    cards: Set[tuple[str, str]] = frozenset()
    card_texts: Set[str] = frozenset()
    scenario_results: Set[tuple[str, Result]] = frozenset()
    open_scenarios: Set[str] = frozenset()
    assessment_open: bool = False
    assessment_waits: bool = False
    assessment_passed: bool = False
    assessments_handed_in: int = 0
    cycle: int = 1


NOTHING_DONE = Facts()


@dataclass(frozen=True)
class ItemProgress:
    """One row of the contents."""

    kind: Kind
    id: str
    state: ItemState
    done: int
    total: int
    next_card_id: str | None = None


@dataclass(frozen=True)
class CourseProgress:
    """Where a learner stands in a whole course.

    `may_test_out` tells that the assessment may be tried before the modules, and
    `tested_out` that passing it stood for modules that were not read again.
    """

    items: tuple[ItemProgress, ...]
    complete: bool
    may_test_out: bool = False
    tested_out: bool = False

    @property
    def next(self) -> ItemProgress | None:
        """Give the first row, in order, that is begun or up next."""
        return next((i for i in self.items if i.state in ("started", "next")), None)

    @property
    def done_count(self) -> int:
        return sum(item.state == "done" for item in self.items)

    @property
    def started(self) -> bool:
        return any(item.done or item.state == "started" for item in self.items)

    def find(self, kind: Kind, item_id: str) -> ItemProgress | None:
        return next((i for i in self.items if (i.kind, i.id) == (kind, item_id)), None)


def is_card_done(module: Module, card: Card, facts: Facts) -> bool:
    """Tell whether a card was finished, under this id, its old id or as this text."""
    return (
        (module.id, card.id) in facts.cards
        or (card.was is not None and (module.id, card.was) in facts.cards)
        or card.text_hash in facts.card_texts
    )


def measure_progress(course: Course, facts: Facts) -> CourseProgress:
    """Work out every row's state; the assessment opens when the rest is done.

    In a refresh of a course with `test_out` it is open from the start, once. Whoever
    passes then need not read the modules again; scenarios are played all the same.
    """
    rows = [_measure_item(course, item, facts) for item in course.contents]
    wanted = {part.removesuffix("s") for part in course.complete_when}
    refreshes = facts.cycle > 1 and bool(
        course.assessment and course.assessment.test_out
    )
    ready = all(row.state == "done" for row in rows if row.kind in wanted)
    may_test_out = refreshes and not ready and not facts.assessments_handed_in
    unread = [
        at
        for at, row in enumerate(rows)
        if row.kind == "module" and row.state != "done"
    ]
    tested_out = refreshes and facts.assessment_passed and bool(unread)
    if tested_out:
        for at in unread:
            rows[at] = _with_state(rows[at], "done")
    if course.assessment:
        rows.append(_measure_assessment(facts, ready or may_test_out))
    complete = all(row.state == "done" for row in rows if row.kind in wanted)
    for at, row in enumerate(rows):
        if row.state in ("open", "started"):
            if row.state == "open":
                rows[at] = _with_state(row, "next")
            break
    return CourseProgress(tuple(rows), complete, may_test_out, tested_out)


def _measure_item(course: Course, item: ContentsItem, facts: Facts) -> ItemProgress:
    if isinstance(item, ModuleItem):
        module = course.modules[item.module]
        left = [c.id for c in module.cards if not is_card_done(module, c, facts)]
        if left and _has_read(course, module.instead, facts):
            left = []
        total = len(module.cards)
        state: ItemState = (
            "done" if not left else "started" if len(left) < total else "open"
        )
        return ItemProgress(
            "module", module.id, state, total - len(left), total, next(iter(left), None)
        )
    return measure_scenario(course, item.id, facts)


def measure_scenario(course: Course, scenario_id: str, facts: Facts) -> ItemProgress:
    """Work out the state of one story, in the contents or on a card."""
    results = {r for scenario, r in facts.scenario_results if scenario == scenario_id}
    instead = course.scenarios[scenario_id].instead
    passed = bool(results & set(PASSING)) or _has_read(course, instead, facts)
    begun = bool(results) or scenario_id in facts.open_scenarios
    state: ItemState = "done" if passed else "started" if begun else "open"
    return ItemProgress("scenario", scenario_id, state, int(passed), 1)


def list_stories_left(course: Course, card: Card, facts: Facts) -> list[str]:
    """Name the stories that have to be played before a card is done."""
    if "scenarios" not in course.complete_when:
        return []
    return [
        scenario_id
        for scenario_id in card.scenario_ids
        if measure_scenario(course, scenario_id, facts).state != "done"
    ]


def _has_read(course: Course, module_id: str | None, facts: Facts) -> bool:
    module = course.modules.get(module_id or "")
    return module is not None and all(
        is_card_done(module, card, facts) for card in module.cards
    )


def _measure_assessment(facts: Facts, ready: bool) -> ItemProgress:
    if facts.assessment_passed:
        state: ItemState = "done"
    elif facts.assessment_waits:
        state = "waiting"
    elif facts.assessment_open:
        state = "started"
    else:
        state = "open" if ready else "locked"
    done = int(facts.assessment_passed)
    return ItemProgress("assessment", "assessment", state, done, 1)


def _with_state(row: ItemProgress, state: ItemState) -> ItemProgress:
    return ItemProgress(row.kind, row.id, state, row.done, row.total, row.next_card_id)
