"""Every portrait can be put into any page: well-formed, small, inert and distinct."""

import re
from itertools import product
from xml.etree import ElementTree as ET

import pytest

from elearn.documents.portraits import (
    LOOKS,
    MOODS,
    describe_portrait,
    draw_portrait,
)

ALL = list(product(LOOKS, MOODS))
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "g", "path", "circle", "ellipse"}
ATTRIBUTES = {
    "viewBox",
    "aria-hidden",
    "focusable",
    "d",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "transform",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-dasharray",
}


def parse(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own drawing, not a stranger's


@pytest.mark.parametrize(("look", "mood"), ALL)
def test_a_portrait_is_one_square_drawing(look: str, mood: str) -> None:
    root = parse(draw_portrait(look, mood))
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 160 160"


@pytest.mark.parametrize(("look", "mood"), ALL)
def test_a_portrait_holds_shapes_and_nothing_that_acts(look: str, mood: str) -> None:
    for element in parse(draw_portrait(look, mood)).iter():
        assert element.tag.removeprefix(SVG) in SHAPES
        assert set(element.attrib) <= ATTRIBUTES
        assert not (element.text or "").strip()
        assert all("url(" not in value for value in element.attrib.values())


@pytest.mark.parametrize(("look", "mood"), ALL)
def test_a_portrait_is_small(look: str, mood: str) -> None:
    assert len(draw_portrait(look, mood).encode()) < 8192


@pytest.mark.parametrize(("look", "mood"), ALL)
def test_path_data_is_finite_and_to_a_tenth(look: str, mood: str) -> None:
    for element in parse(draw_portrait(look, mood)).iter(f"{SVG}path"):
        data = element.get("d", "")
        assert re.fullmatch(r"M[-\d. MLHVCQAZmlhvcqaz]+", data), data
        assert not re.search(r"\d\.\d\d|--", data), data


@pytest.mark.parametrize("look", LOOKS)
def test_the_moods_of_one_person_differ(look: str) -> None:
    assert len({draw_portrait(look, mood) for mood in MOODS}) == len(MOODS)


@pytest.mark.parametrize("mood", MOODS)
def test_the_people_in_one_mood_differ(mood: str) -> None:
    assert len({draw_portrait(look, mood) for look in LOOKS}) == len(LOOKS)


@pytest.mark.parametrize("look", LOOKS)
def test_the_words_say_who_is_drawn(look: str) -> None:
    words = describe_portrait(look)
    assert words.startswith("A ")
    assert len(words) < 90
    assert not words.endswith(".")


def test_each_person_has_words_of_their_own() -> None:
    assert len({describe_portrait(look) for look in LOOKS}) == len(LOOKS)


@pytest.mark.parametrize(
    ("look", "mood"),
    [("nobody", "calm"), ("you", "furious"), ("", ""), ("YOU", "calm")],
)
def test_an_unknown_look_or_mood_is_a_key_error(look: str, mood: str) -> None:
    with pytest.raises(KeyError):
        draw_portrait(look, mood)


def test_an_unknown_look_has_no_words() -> None:
    with pytest.raises(KeyError):
        describe_portrait("nobody")
