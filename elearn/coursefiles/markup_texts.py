"""Every text of a course that pages show as HTML."""

from collections.abc import Iterable, Iterator

from elearn.domain.course import (
    Ask,
    Block,
    Course,
    Easy,
    Explore,
    Law,
    Reflection,
    TeamTalk,
)
from elearn.domain.questions import Blanks, Item, Question, Scale, Spots, TrueFalse
from elearn.domain.scenario import Scenario


def list_block_texts(course: Course) -> Iterator[str]:
    """List the passages: what can have paragraphs, lists and callouts.

    The prose of cards is left out: it is rendered card by card.
    """
    yield course.summary
    for module in course.modules.values():
        for card in module.cards:
            for block in card.blocks:
                yield from _passages(block)
    for scenario in course.scenarios.values():
        for ending in scenario.endings.values():
            yield ending.debrief


def list_inline_texts(course: Course) -> Iterator[str]:
    """List the lines of words: what stands in a sentence, a list or a label."""
    yield from _lines_of_front(course)
    for module in course.modules.values():
        yield module.title
        if module.content_note:
            yield module.content_note
        for card in module.cards:
            yield card.heading
            for block in card.blocks:
                yield from _lines(block)
    for bank in course.banks.values():
        for question in bank:
            yield from _lines_of_question(question)
    for scenario in course.scenarios.values():
        yield from _lines_of_scenario(scenario)


def _lines_of_front(course: Course) -> Iterator[str]:
    yield from (course.title, course.summary, course.audience)
    yield from course.outcomes.values()
    yield from course.glossary.values()
    yield from (source.text for source in course.sources.values())
    if course.observation:
        yield course.observation.title
        yield from (seen.text for seen in course.observation.look_for)


def _passages(block: Block) -> Iterator[str]:
    match block:
        case Easy() | Law() | TeamTalk():
            yield block.text
        case Explore():
            yield from (item.why for item in block.items if item.why)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case TeamTalk():
            yield block.text
        case Reflection():
            yield block.ask
        case Explore():
            yield from _words_of(block.items)
        case Ask():
            yield from _lines_of_question(block.question)


def _lines_of_question(question: Question) -> Iterator[str]:
    yield question.ask
    yield from (text for text in (question.hint, question.explain) if text)
    yield from question.words_shown().values()
    yield from _words_of(item for _, item in question.list_items())
    match question:
        case TrueFalse():
            yield question.why
        case Blanks():
            yield from question.list_texts()
        case Spots():
            yield question.shows
        case Scale():
            yield from (question.scale.low, question.scale.high)


def _words_of(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield item.text
        if item.why:
            yield item.why


def _lines_of_scenario(scenario: Scenario) -> Iterator[str]:
    for scene in scenario.scenes.values():
        yield from (choice.why for choice in scene.choices)
        if scene.question:
            yield from _lines_of_question(scene.question)
    for ending in scenario.endings.values():
        yield ending.principle
        yield from (text for text in (ending.better, ending.try_next) if text)
