"""The drawing of a scenario's map."""

import time
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings

from elearn.documents.story_layout import lay_out
from elearn.documents.story_map import HEIGHT, WIDTH, draw_story_map
from elearn.domain.scenario import Scenario
from elearn.domain.story_map import Trail, map_story
from tests.domain.stories import make_choice, make_scenario, small_scenarios
from tests.domain.test_proof import make_large
from tests.examples import most

SVG = "{http://www.w3.org/2000/svg}"


def parse(drawn: str) -> ElementTree.Element:
    named = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(named)  # noqa: S314 - drawn by ourselves


@given(small_scenarios())
@settings(max_examples=most(60), suppress_health_check=[HealthCheck.too_slow])
def test_everything_is_drawn_and_nothing_stands_on_another(scenario: Scenario) -> None:
    story_map = map_story(scenario)
    tree = parse(draw_story_map(story_map, {}, Trail()))
    links = [a.get("href") for a in tree.iter(f"{SVG}a")]
    assert links == [f"#place-{node.id}" for node in story_map.nodes]
    ports = [g for g in tree.iter(f"{SVG}g") if "story-map__port" in g.get("class", "")]
    assert len(ports) == len(story_map.edges)
    places = lay_out(story_map).places
    assert len(set(places)) == len(story_map.nodes)


def test_ways_that_lead_back_and_to_themselves_are_drawn() -> None:
    story = make_scenario(
        {
            "one": [make_choice("Stay", "one"), make_choice("On", "two")],
            "two": [make_choice("Back", "one"), make_choice("End", "well")],
        }
    )
    tree = parse(draw_story_map(map_story(story)))
    titles = [title.text or "" for title in tree.iter(f"{SVG}title")]
    assert any("one a (best) leads to one" in title for title in titles)
    assert any("two a (best) leads to one" in title for title in titles)


def test_an_authors_words_are_text_and_nothing_else() -> None:
    story = make_scenario({"one": [make_choice("<script>&", "well")]})
    drawn = draw_story_map(map_story(story))
    assert "<script>" not in drawn
    assert "&lt;script&gt;&amp;" in drawn


def test_a_large_story_with_loops_is_mapped_in_two_seconds() -> None:
    story = make_large()
    began = time.process_time()
    story_map = map_story(story)
    drawn = draw_story_map(story_map)
    assert time.process_time() - began < 2
    assert drawn.count("<a ") == 155
    root = parse(drawn)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x", 0)) <= width - WIDTH
        assert 0 <= float(box.get("y", 0)) <= height - HEIGHT
