"""Everything that a learner can read in a course, with its place and its voice."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from elearn.coursefiles.places import Location
from elearn.domain.course import (
    Ask,
    Block,
    Card,
    Course,
    Easy,
    Explore,
    Law,
    Prose,
    Reflection,
    TeamTalk,
)
from elearn.domain.questions import (
    Blanks,
    Item,
    Match,
    Pair,
    Question,
    Scale,
    Spots,
    TrueFalse,
    Written,
    number_items,
)
from elearn.domain.scenario import Scenario

Voice = Literal["passage", "line", "example", "speech", "label"]
"""Who speaks in a text: we, in a module's prose or in some line; or somebody we let
speak. An example is offered to be judged: an answer, a pair, a thing to sort or open.
"""


class Text(NamedTuple):
    """Some words of a course and where they stand; `about` is what they explain."""

    location: Location
    words: str
    voice: Voice
    about: str = ""


def list_texts(course: Course) -> Iterator[Text]:
    """List all texts; notes about sources are left out."""
    yield from _texts_of_front(course)
    for module_id, module in course.modules.items():
        yield Text(("modules", module_id, "title"), module.title, "label")
        if module.content_note:
            place = ("modules", module_id, "content_note")
            yield Text(place, module.content_note, "line")
        for card in module.cards:
            yield from _texts_of_card(("modules", module_id, "cards", card.id), card)
    for bank_id, bank in course.banks.items():
        for n, question in enumerate(bank):
            yield from _texts_of_question(("banks", bank_id, n), question)
    for scenario_id, scenario in course.scenarios.items():
        yield from _texts_of_scenario(("scenarios", scenario_id), scenario)


def _texts_of_front(course: Course) -> Iterator[Text]:
    yield Text(("course", "title"), course.title, "line")
    yield Text(("course", "summary"), course.summary, "line")
    yield Text(("course", "audience"), course.audience, "line")
    for outcome_id, words in course.outcomes.items():
        yield Text(("course", "outcomes", outcome_id), words, "line")
    for term, words in course.glossary.items():
        yield Text(("glossary", term), words, "line")
    if course.observation:
        for n, seen in enumerate(course.observation.look_for):
            yield Text(("observation", "look_for", n, "text"), seen.text, "line")


def _texts_of_card(start: Location, card: Card) -> Iterator[Text]:
    yield Text(start, card.heading, "label")
    for n, block in enumerate(card.blocks):
        yield from _texts_of_block((*start, "blocks", n), block)


def _texts_of_block(start: Location, block: Block) -> Iterator[Text]:
    match block:
        case Prose() | Easy() | TeamTalk():
            yield Text((*start, "text"), block.text, "passage")
        case Law():
            yield Text((*start, "text"), block.text, "line")
        case Explore():
            yield from _texts_of_items(start, number_items(("items",), block.items))
        case Reflection():
            yield Text((*start, "ask"), block.ask, "line")
        case Ask():
            yield from _texts_of_question((*start, "question"), block.question)


def _texts_of_question(start: Location, question: Question) -> Iterator[Text]:
    yield Text((*start, "ask"), question.ask, "line")
    if question.hint:
        yield Text((*start, "hint"), question.hint, "line")
    if question.explain:
        yield Text((*start, "explain"), question.explain, "line")
    yield from _texts_of_kind(start, question)


def _texts_of_kind(start: Location, question: Question) -> Iterator[Text]:
    yield from _texts_of_items(start, question.list_items())
    match question:
        case TrueFalse():
            yield Text((*start, "statement"), question.statement, "example")
            why = question.why
            yield Text((*start, "why"), why, "line", about=question.statement)
        case Match():
            for n, pair in enumerate(question.pairs):
                place = (*start, "pairs", n, "goes_with")
                yield Text(place, pair.goes_with, "example")
        case Blanks():
            yield Text((*start, "blanks"), question.gist, "line")
        case Spots():
            yield Text((*start, "shows"), question.shows, "line")
        case Scale():
            yield Text((*start, "scale", "low"), question.scale.low, "label")
            yield Text((*start, "scale", "high"), question.scale.high, "label")
        case Written():
            yield Text((*start, "written"), question.written, "line")


def _texts_of_items(
    start: Location, items: Iterable[tuple[Location, Item]]
) -> Iterator[Text]:
    for steps, item in items:
        field = "item" if isinstance(item, Pair) else "text"
        yield Text((*start, *steps, field), item.text, "example")
        if item.why:
            yield Text((*start, *steps, "why"), item.why, "line", about=item.text)


def _texts_of_scenario(start: Location, scenario: Scenario) -> Iterator[Text]:
    yield from _texts_of_stage(start, scenario)
    for scene_id, scene in scenario.scenes.items():
        here = (*start, "scenes", scene_id)
        if scene.script:
            yield Text((*here, "script"), scene.script, "speech")
        if scene.question:
            yield from _texts_of_question((*here, "question"), scene.question)
        for n, choice in enumerate(scene.choices):
            at = (*here, "choices", n)
            yield Text((*at, "words"), choice.words, "speech")
            yield Text((*at, "why"), choice.why, "line")
            if choice.reply:
                yield Text((*at, "reply"), choice.reply, "speech")
    for ending_id, ending in scenario.endings.items():
        here = (*start, "endings", ending_id)
        yield Text((*here, "title"), ending.title, "label")
        yield Text((*here, "debrief"), ending.debrief, "line")
        yield Text((*here, "principle"), ending.principle, "line")
        yield Text((*here, "try"), ending.try_next, "line")
        if ending.better:
            yield Text((*here, "better"), ending.better, "speech")


def _texts_of_stage(start: Location, scenario: Scenario) -> Iterator[Text]:
    """List what a learner reads before the story begins, and beside it."""
    yield Text((*start, "title"), scenario.title, "label")
    yield Text((*start, "setting"), scenario.setting, "line")
    yield Text((*start, "you_are"), scenario.you_are, "line")
    if scenario.content_note:
        yield Text((*start, "content_note"), scenario.content_note, "line")
    for person_id, person in scenario.people.items():
        yield Text((*start, "people", person_id, "about"), person.about, "line")
    for gauge_id, gauge in scenario.gauges.items():
        yield Text((*start, "gauges", gauge_id, "label"), gauge.label, "label")
    for scene_id, scene in scenario.scenes.items():
        if scene.place:
            yield Text((*start, "scenes", scene_id, "place"), scene.place, "label")
