"""The map of a scenario, drawn and as a table."""

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from elearn.documents.story_map import draw_grade, draw_story_map, place_id
from elearn.domain.scenario import GRADES
from elearn.domain.story_map import MapEdge, MapNode
from elearn.services.mapping import MapPage, show_map
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.trainer.routes import blueprint
from elearn.web.wording import count

_GRADES = {
    "best": "Best",
    "workable": "Workable",
    "weak": "Weak",
    "harmful": "Harmful",
}


@blueprint.get("/courses/<slug>/scenarios/<scenario_id>/map")
@allow("trainer")
def story_map(slug: str, scenario_id: str) -> str:
    page = current.read(show_map, current.person().person_id, slug, scenario_id)
    back = page.snapshot.course.title, url_for("trainer.course", slug=slug)
    return render_map(page, back)


def render_map(page: MapPage, back: tuple[str, str]) -> str:
    """Draw a map and list it; `back` is the words and address of the page before."""
    counts = page.counts if page.versions else None
    drawn = draw_story_map(page.story_map, counts, page.trail)
    return render_template(
        "trainer/map.html",
        page=page,
        back=back,
        title=page.scenario.title,
        # Drawn here; whatever an author wrote is escaped there.
        drawing=Markup(drawn),  # noqa: S704
        keys=_present_keys(),
        rows=_present_rows(page),
        endings=_present_endings(page),
        never=[node for node in page.story_map.nodes if not node.is_reached],
        size=_say_size(page),
        counted=_say_counted(page),
    )


def _present_keys() -> list[tuple[Markup, str]]:
    keys = [(draw_grade(grade), _GRADES[grade]) for grade in GRADES]
    keys.append((draw_grade(None), "A gate decides"))
    return [(Markup(drawn), words) for drawn, words in keys]  # noqa: S704


def _say_size(page: MapPage) -> str:
    choices = sum(bool(edge.part_id) for edge in page.story_map.edges)
    return (
        f"{count(len(page.scenario.scenes), 'scene')}, {count(choices, 'choice')}, "
        f"{count(len(page.scenario.endings), 'ending')}"
    )


def _say_counted(page: MapPage) -> str:
    if not page.versions:
        return "Nobody has played it yet."
    total = sum(plays for _, plays in page.versions)
    listed = ", ".join(
        f"version {number}: {count(plays, 'play')}" for number, plays in page.versions
    )
    return f"{count(total, 'first play')} ({listed})"


def _present_rows(page: MapPage) -> list[dict[str, Any]]:
    nodes = {node.id: node for node in page.story_map.nodes}
    return [_present_row(page, edge, nodes) for edge in page.story_map.edges]


def _present_row(
    page: MapPage, edge: MapEdge, nodes: dict[str, MapNode]
) -> dict[str, Any]:
    here = nodes[edge.source]
    notes = ["the start"] if here.is_start else []
    notes += ["a question"] if here.kind == "question" else []
    notes += [] if here.is_reached else ["nothing leads here"]
    conditions = [edge.condition] if edge.condition else []
    conditions += ["only once"] if edge.once else []
    return {
        "row_id": f"place-{edge.source}" if edge.letter == "a" else "",
        "drawn": place_id(here) if edge.letter == "a" else "",
        "number": f"{here.number}{edge.letter}",
        "scene": edge.source,
        "place": here.words,
        "notes": ", ".join(notes).capitalize(),
        "words": edge.words.strip() or "A gate decides by itself",
        "grade": _GRADES[edge.grade] if edge.grade else "None: a gate",
        "critical": edge.critical,
        "target": nodes[edge.target],
        "condition": ", ".join(conditions) or "Always",
        "never": not edge.is_reached and here.is_reached,
        "on_trail": (edge.source, edge.letter) in page.trail.ways,
        "plays": _count_plays(page, edge),
    }


def _count_plays(page: MapPage, edge: MapEdge) -> str:
    if not edge.part_id:
        return "Not counted"
    return str(page.counts.get((edge.source, edge.part_id), 0))


def _present_endings(page: MapPage) -> list[dict[str, Any]]:
    return [
        {
            "node": node,
            "drawn": place_id(node),
            "result": (node.result or "").capitalize(),
            "plays": page.counts.get((node.id, ""), 0),
            "on_trail": node.id in page.trail.places,
        }
        for node in page.story_map.nodes
        if node.kind == "ending"
    ]
