"""Blanks, spots, scales, own words, stories on cards: what is read, what is refused."""

from pathlib import Path

import pytest

from elearn.coursefiles.markup import render_course
from elearn.coursefiles.media_size import measure_picture
from tests.courses import HERE, make_course
from tests.every_kind import make_every_kind

ASKING = "modules/asking-first.md"
ORDER = "order: [Knock, Say your name, Ask]"
SPOTS = "picture: waiting.svg\nshows: A door.\nspots:\n"
PLACES = "  - {at: [1, 2], text: Here, right: true}\n  - {at: [3, 4], text: There}"

SLIPS = {
    "list without a right word": (
        f"blanks: Take {HERE}[[two|three]] tablets.",
        "bad-blank", "put a star before the right one",
    ),
    "list with two right words": (
        f"blanks: Take {HERE}[[*two|*three]].", "bad-blank", "needs one right word"
    ),
    "list with two words alike": (
        f"blanks: Take {HERE}[[*two|Two.]].", "bad-blank", "are alike"
    ),
    "star in a typed blank": (
        f"blanks: Take {HERE}[[*two=2]].", "bad-blank", "which of its words is right"
    ),
    "nothing in a blank": (f"blanks: Take {HERE}[[ ]].", "bad-blank", "missing"),
    "blank not closed": (
        f"blanks: Take [[two]] or {HERE}[[three.", "bad-blank", "not closed"
    ),
    "text without a blank": (
        f"blanks: {HERE}Take two.", "bad-blank", "There is no blank"
    ),
    "no spot is right": (
        SPOTS.replace("spots:", f"{HERE}spots:") + PLACES.replace(", right: true", ""),
        "question-without-right-answer", "No spot is marked right.",
    ),
    "spot outside the picture": (
        SPOTS + PLACES.replace("[1,", f"[{HERE}101,"), "out-of-range", "at most 100"
    ),
    "spot with one number": (
        SPOTS + PLACES.replace("[1, 2]", f"{HERE}[1]"), "too-few", "at least 2"
    ),
    "spots on a picture that is not there": (
        SPOTS.replace(" waiting", f" {HERE}wating") + PLACES,
        "missing-picture", "Did you mean “waiting.svg”?",
    ),
    "scale of two steps": (
        f"scale: {{low: No, high: Yes, steps: {HERE}2}}", "out-of-range", "at least 3"
    ),
    "own words without a rubric": (
        "written: Two sentences.", "missing-key", "“rubric” is missing."
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_question_is_told_at_its_place(name: str, tmp_path: Path) -> None:
    new, code, words = SLIPS[name]
    course = make_course(tmp_path)
    expected = course.change(ASKING, ORDER, new)
    built = course.build()
    assert built.course is None
    found = [
        problem
        for problem in built.problems
        if problem.code == code and words in f"{problem.message} {problem.hint}"
    ]
    assert found, built.problems
    if expected:
        assert (found[0].line, found[0].column) == expected


def test_a_course_of_every_kind_is_read_whole(tmp_path: Path) -> None:
    built = make_every_kind(tmp_path).build()
    assert built.problems == ()
    course = built.course
    assert course is not None
    asked = [q for m in course.modules.values() for c in m.cards for q in c.questions]
    assert {q.kind for q in asked} == {
        "choose-one", "choose-all", "true-false", "order", "match", "sort", "blanks",
        "spots", "scale", "written",
    }  # fmt: skip
    # A story on a card and a way round are no rows of the contents, and are there.
    assert list(course.scenarios) == ["the-knock"]
    assert "reading-about-falls" in course.modules
    found = course.find_story_card("the-knock")
    assert found is not None
    assert found[1].id == "play"
    # A picture that only the bank shows is kept too.
    assert set(course.media) == {"hall.svg", "door.svg"}


def test_words_of_the_glossary_lead_to_what_they_mean_once_a_card(
    tmp_path: Path,
) -> None:
    course = make_every_kind(tmp_path)
    course.change(
        "modules/words.md",
        "A GP may ask for it.",
        "## Care plan again {#again}\n\nA *care plan*, a `GP`, and the gp of a GPS.\n"
        "The **Care plan’s** date.",
    )
    built = course.build()
    assert built.course is not None
    blocks = render_course(built.course)["block"]
    first, second = (
        blocks[card.blocks[0].text]  # type: ignore[union-attr]  # both are prose
        for card in built.course.modules["words"].cards[:2]
    )
    link = '<a class="term" href="#word-care-plan" id="term-care-plan">'
    assert f"Read the {link}care plan</a> before" in first
    assert first.count("<a") == 1
    assert f"<em>{link}care plan</a></em>" in second
    # Code is left alone, small letters are no abbreviation, and “GPS” is another word.
    assert second.count("<a") == 1


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\x40\0\0\0\xf0\x08\2", "png", (320, 240)),
        (
            b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\xf0\1\x40\3",
            "jpeg",
            (320, 240),
        ),
        (b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0\x3f\1\0\xef\0\0", "webp", (320, 240)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc1\x3b\0", "webp", (320, 240)),
        (
            b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\1\x2a\x40\1\xf0\0",
            "webp",
            (320, 240),
        ),
        (b'<svg width="320" height="240px"/>', "svg+xml", (320, 240)),
        (b'<!-- <svg> --><svg viewBox="0,0 4 3" width="100%"/>', "svg+xml", (400, 300)),
        (b"<svg/>", "svg+xml", None),
        (b"\x89PNG\r\n\x1a\n", "png", None),
        (b"\xff\xd8\xff\xff\xff", "jpeg", None),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp", None),
        (b'<svg width="0" height="9"/>', "svg+xml", None),
    ],
)
def test_a_picture_says_how_large_it_is(
    content: bytes, kind: str, size: tuple[int, int] | None
) -> None:
    assert measure_picture(content, f"image/{kind}") == size
