"""Marking on both databases: the queue, and two trainers at the same moment."""

from pathlib import Path

import pytest
from sqlalchemy import select

from elearn.errors import AlreadyMarked
from elearn.services import learning, marking
from elearn.services.publishing import publish_course
from elearn.store.tables import AuditEvent, WrittenMark
from tests.every_kind import SLUG, make_every_kind
from tests.rosewood import Rosewood


def write_answer(rosewood: Rosewood, words: str, try_number: int = 1) -> int:
    return rosewood.database.write(
        learning.answer_card_question, rosewood.lena, SLUG, "words", "own-words",
        "my-handover", form={"answer-written": [words]}, try_number=try_number,
        draft_key="", now=rosewood.moment().now,
    ).id  # fmt: skip


@pytest.fixture
def asked(rosewood: Rosewood, tmp_path: Path) -> Rosewood:
    built = make_every_kind(tmp_path).build()
    rosewood.database.write(publish_course, built, rosewood.moment())
    return rosewood


def test_only_the_last_answer_waits_and_it_waits_once(asked: Rosewood) -> None:
    write_answer(asked, "First thoughts.")
    last = write_answer(asked, "Second thoughts.", 2)
    page = asked.database.read(marking.show_marking, asked.otto)
    assert [line.response_id for line in page.waiting] == [last]
    assert (page.count, page.marked) == (1, ())
    assert asked.database.read(marking.show_marking, asked.lena).count == 0
    answer = asked.database.read(marking.show_answer, asked.otto, last)
    assert (answer.text, answer.decides) == ("Second thoughts.", False)
    form = {f"answer-{line.id}": ["1"] for line in answer.question.rubric}
    asked.database.write(
        marking.mark_answer, asked.otto, last, form=form, number=1,
        moment=asked.moment(),
    )  # fmt: skip
    page = asked.database.read(marking.show_marking, asked.otto)
    assert (page.count, [line.response_id for line in page.marked]) == (0, [last])
    shown = asked.database.read(
        learning.show_card, asked.lena, SLUG, "words", "own-words", ""
    )
    mark = shown.questions["my-handover"].mark
    assert mark is not None
    assert mark.state == "partly"
    event = asked.database.read(
        lambda s: s.scalars(
            select(AuditEvent).where(AuditEvent.thing_kind == "response")
        ).one()
    )
    assert (event.action, event.actor_id) == ("marked", asked.otto)


def test_a_card_with_a_story_counts_what_was_played(asked: Rosewood) -> None:
    shown = asked.database.read(
        learning.show_card, asked.lena, SLUG, "falls", "play", ""
    )
    assert shown.stories == {"the-knock": "open"}
    write_answer(asked, "She has an enrolment now.")
    shown = asked.database.read(
        learning.show_card, asked.lena, SLUG, "falls", "play", ""
    )
    assert shown.stories_left == ["the-knock"]


@pytest.mark.slow
def test_eight_marks_at_once_are_one_mark(asked: Rosewood) -> None:
    response_id = write_answer(asked, "Mrs Hill did not drink.")
    answer = asked.database.read(marking.show_answer, asked.otto, response_id)
    form = {f"answer-{line.id}": ["1"] for line in answer.question.rubric}

    def mark() -> str:
        try:
            asked.database.write(
                marking.mark_answer, asked.otto, response_id, form=form, number=1,
                moment=asked.moment(),
            )  # fmt: skip
        except AlreadyMarked:
            return "late"
        return "kept"

    assert set(asked.race(mark)) == {"kept"}
    assert asked.count(WrittenMark) == 1
