"""A folder becomes a course, and what does not fit is told where it stands."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from elearn.domain.course import Ask, Course, Easy, Explore, Law, Prose, TeamTalk
from elearn.domain.questions import (
    ChooseAll,
    ChooseOne,
    Match,
    Order,
    Sort,
    TrueFalse,
)
from elearn.domain.text import short_hash
from tests.courses import HERE, make_course


def test_small_course_is_built_whole(tmp_path: Path) -> None:
    built = make_course(tmp_path).build()
    course = built.course
    assert built.problems == ()
    assert course is not None
    assert (course.slug, course.title) == ("first-words", "First words")
    assert [item.id for item in course.contents] == [
        "at-the-door",
        "asking-first",
        "the-knock",
    ]
    assert course.refresh_months == 12
    assert course.assessment.pass_percent == Decimal(75)
    assert course.assessment.attempts.limit == 3
    assert course.assessment.attempts.wait_minutes == 15
    assert course.standards == {"care-certificate-2025": (6, 7)}
    assert course.sources["granger-2013"].checked == date(2026, 11, 22)
    assert course.glossary["GP"] == "General practitioner, a family doctor."
    assert course.observation.look_for[0].outcome == "opening"
    assert course.scenarios["the-knock"].scenes["door"].choices[0].effects == {
        "trust": 2
    }


def test_cards_have_prose_and_blocks_in_the_authors_order(tmp_path: Path) -> None:
    course = make_course(tmp_path).build().course
    first, second = course.modules["at-the-door"].cards
    assert [type(block) for block in first.blocks] == [Prose, Easy]
    assert (first.id, second.id) == ("knock-and-wait", "check")
    assert first.cites == ("granger-2013",)
    assert second.questions[0].options[2].critical
    assert second.reflections[0].id == "my-opening"
    law, practice = course.modules["asking-first"].cards
    assert [type(block) for block in law.blocks] == [Law, Prose, Explore]
    assert [type(block) for block in practice.blocks] == [Ask, Ask, TeamTalk]
    assert practice.was == "old-practice"


def test_keys_of_a_question_decide_its_kind(tmp_path: Path) -> None:
    bank = make_course(tmp_path).build().course.bank
    kinds = [ChooseOne, ChooseAll, TrueFalse, Order, Match, Sort]
    assert [type(question) for question in bank] == kinds
    sort = bank[-1]
    assert [group.id for group in sort.groups] == ["kind", "not-so-kind"]
    assert sort.groups[0].items[0].id == short_hash("Good morning")


def test_course_survives_being_stored(tmp_path: Path) -> None:
    course = make_course(tmp_path).build().course
    stored = Course.model_validate_json(course.model_dump_json())
    assert stored == course
    assert stored.content_hash == course.content_hash


def test_pictures_are_kept_by_what_is_in_them(tmp_path: Path) -> None:
    built = make_course(tmp_path).build()
    picture = built.course.media["waiting.svg"]
    assert picture.type == "image/svg+xml"
    assert built.media[picture.sha256].startswith(b"<svg")


def test_list_without_an_empty_line_before_it_is_made_to_work(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.change(
        "modules/at-the-door.md",
        "People like to know who comes in.",
        "Do this:\n- knock\n- wait\n\nBorn in\n1914. Still here.",
    )
    prose = course.build().course.modules["at-the-door"].cards[0].blocks[0]
    assert prose.text.startswith(
        "Do this:\n\n- knock\n- wait\n\nBorn in\n1914. Still here.\n\n"
    )


def test_notes_to_yourself_stay_out_of_the_course(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    before = course.build().course
    course.change(
        "modules/at-the-door.md",
        "People like",
        "<!-- ask Mara\n## about this -->\nPeople like",
    )
    assert course.build().course == before


PLACES = {
    ("modules", "at-the-door", "minutes"): ("modules/at-the-door.md", "6"),
    ("modules", "at-the-door", "cards", "check"): ("modules/at-the-door.md", "## Ch"),
    (
        "modules", "at-the-door", "cards", "check", "blocks", 0,
        "question", "options", 1, "right",
    ): ("modules/at-the-door.md", "true\n    why: It is their"),
    (
        "modules", "asking-first", "cards", "what-the-law-says", "blocks", 2,
        "items", 1, "why",
    ): ("modules/asking-first.md", "A curtain"),
    ("modules", "at-the-door", "cards", "knock-and-wait", "cites", 0): (
        "modules/at-the-door.md",
        "[@granger",
    ),
    ("scenarios", "the-knock", "scenes", "door", "choices", 1, "grade"): (
        "scenarios/the-knock.yaml",
        "harmful",
    ),
    ("scenarios", "the-knock", "scenes", "door", "nothing", "here"): (
        "scenarios/the-knock.yaml",
        "door:\n    place: The front",
    ),
    ("banks", "assessment", 5, "groups", 0, "items", 1, "why"): (
        "questions/assessment.yaml",
        "It asks.",
    ),
    ("course", "assessment", "draw"): ("course.yaml", "{from"),
    ("course", "sources", "granger-2013", "review_by"): ("course.yaml", "2028"),
    ("glossary", "GP"): ("glossary.yaml", "General"),
    ("observation", "look_for", 0, "text"): ("observation.yaml", "Says their"),
    ("media", "waiting.svg"): ("media/waiting.svg", "<svg"),
    ("nothing",): ("course.yaml", "format"),
}  # fmt: skip


@pytest.mark.parametrize("location", PLACES, ids=str)
def test_every_part_knows_its_place(
    location: tuple[str | int, ...], tmp_path: Path
) -> None:
    name, words = PLACES[location]
    course = make_course(tmp_path)
    expected = course.change(name, words, HERE + words)
    place = course.build().places.find(location)
    assert place.path == f"courses/first-words/{name}"
    assert (place.line, place.column) == expected
