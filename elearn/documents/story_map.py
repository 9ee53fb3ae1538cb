"""Draws the map of a scenario as SVG; its looks are in theme/_story_map.scss."""

from collections import defaultdict
from collections.abc import Mapping
from html import escape

from elearn.documents.story_layout import Layout, Point, lay_out
from elearn.domain.scenario import Grade
from elearn.domain.story_map import MapEdge, MapNode, StoryMap, Trail

WIDTH, HEIGHT = 208, 66
_COLUMN, _ROW, _MARGIN, _TOP = 236, 168, 24, 48
_LINE_LENGTH = 25
_SLOT = 30
"""How far apart lines leave a place, where there is room."""

_KINDS = {"scene": "", "question": "Question", "gate": "Gate"}

_BESIDE = 7
"""How far apart lines run that lead from one place to the same other."""

Counts = Mapping[tuple[str, str], int]
"""How often a way was taken, by scene and choice; an ending by its id and “”."""


def draw_story_map(
    story_map: StoryMap, counts: Counts | None = None, trail: Trail | None = None
) -> str:
    """Draw a map whose places are links to #place-ID, the ids of a table's rows.

    With `counts`, each choice tells how often it was taken; `trail` is the way that
    stands out.
    """
    drawing = _Drawing(story_map, lay_out(story_map), counts, trail or Trail())
    return drawing.draw()


def place_id(node: MapNode) -> str:
    """Name a place within the drawing, for links to it."""
    return "map-start" if node.is_start else f"at-{node.id}"


def draw_grade(grade: Grade | None) -> str:
    """Draw a short line as the map draws those of a grade, None for a gate's."""
    return (
        '<svg class="story-map__key" width="56" height="16" viewBox="0 0 56 16" '
        'aria-hidden="true" focusable="false">'
        f'<path class="{_line_class(grade)}" d="M2 8H54"/></svg>'
    )


class _Drawing:
    def __init__(
        self, story_map: StoryMap, layout: Layout, counts: Counts | None, trail: Trail
    ) -> None:
        self._map = story_map
        self._layout = layout
        self._counts = counts
        self._trail = trail
        self._at = {
            node.id: _pixels(layout.places[n]) for n, node in enumerate(story_map.nodes)
        }
        self._number = {node.id: n for n, node in enumerate(story_map.nodes)}
        self._beside_each_other: dict[tuple[str, str], list[str]] = defaultdict(list)
        for edge in story_map.edges:
            self._beside_each_other[edge.source, edge.target].append(edge.letter)
        slots = self._find_slots()
        self._ways = [
            [begin, *((x, y + HEIGHT / 2) for x, y in self._bends(edge)), end]
            for edge, (begin, end) in zip(story_map.edges, slots, strict=True)
        ]

    def draw(self) -> str:
        width = self._layout.columns * _COLUMN + WIDTH + 2 * _MARGIN + 28
        height = self._layout.rows * _ROW + HEIGHT + _TOP + 2 * _MARGIN
        both = list(zip(self._map.edges, self._ways, strict=True))
        parts = [self._draw_trail(edge, way) for edge, way in both]
        parts += [self._draw_line(edge, way) for edge, way in both]
        parts += [self._draw_node(node) for node in self._map.nodes]
        parts += [self._draw_port(edge, way) for edge, way in both]
        return (
            f'<svg class="story-map" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
            'aria-label="Map: every scene and ending is a link to its row below">'
            + "".join(parts)
            + "</svg>"
        )

    def _bends(self, edge: MapEdge) -> list[Point]:
        """Give the points a line passes; lines of one way run beside each other."""
        pair = self._number[edge.source], self._number[edge.target]
        beside = self._beside_each_other[edge.source, edge.target]
        aside = _BESIDE * (beside.index(edge.letter) - (len(beside) - 1) / 2)
        bends = [_pixels(point) for point in self._layout.bends.get(pair, ())]
        return [(x + aside, y) for x, y in bends]

    def _find_slots(self) -> list[tuple[Point, Point]]:
        """Share out the upper and the lower side of each place among its lines."""
        sides: dict[tuple[str, bool], list[tuple[float, int, bool]]]
        sides = defaultdict(list)
        for order, edge in enumerate(self._map.edges):
            here, there = self._at[edge.source], self._at[edge.target]
            via = self._bends(edge)
            down = there[1] > here[1]
            sides[edge.source, down].append(((via or [there])[0][0], order, True))
            if edge.source != edge.target:
                came_from = (via or [here])[-1][0]
                sides[edge.target, not down].append((came_from, order, False))
        found: dict[tuple[int, bool], Point] = {}
        for (place, is_lower), ends in sides.items():
            x, y = self._at[place]
            gap = min(_SLOT, (WIDTH - 30) / max(1, len(ends) - 1))
            left = x + WIDTH / 2 - gap * (len(ends) - 1) / 2
            for n, (_, order, leaves) in enumerate(sorted(ends)):
                found[order, leaves] = (left + n * gap, y + HEIGHT * is_lower)
        return [
            (found[n, True], found.get((n, False), self._beside(edge.source)))
            for n, edge in enumerate(self._map.edges)
        ]

    def _beside(self, place: str) -> Point:
        x, y = self._at[place]
        return x + WIDTH, y + HEIGHT / 2

    def _draw_trail(self, edge: MapEdge, way: list[Point]) -> str:
        if (edge.source, edge.letter) not in self._trail.ways:
            return ""
        return f'<path class="story-map__trail" d="{_curve(edge, way)}"/>'

    def _draw_line(self, edge: MapEdge, way: list[Point]) -> str:
        name = _line_class(edge.grade)
        if not edge.is_reached:
            name += " story-map__line--never"
        return (
            f'<path class="{name}" d="{_curve(edge, way)}">'
            f"<title>{escape(_describe(edge))}</title></path>"
            f'<path class="story-map__tip {name}-tip" d="{_tip(edge, way)}"/>'
        )

    def _draw_port(self, edge: MapEdge, way: list[Point]) -> str:
        x, y = way[0]
        upwards = way[-1][1] < y and edge.source != edge.target
        grade = edge.grade or "gate"
        port = (
            f'<g class="story-map__port story-map__port--{grade}" aria-hidden="true">'
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="11"/>'
            f'<text x="{x:.0f}" y="{y + 4.5:.0f}">{edge.letter}</text></g>'
        )
        if self._counts is None or not edge.part_id:
            return port
        times = self._counts.get((edge.source, edge.part_id), 0)
        below = y - 17 if upwards else y + 26
        return (
            f'{port}<text class="story-map__count" x="{x:.0f}" y="{below:.0f}" '
            f'aria-hidden="true">{times}</text>'
        )

    def _draw_node(self, node: MapNode) -> str:
        x, y = self._at[node.id]
        names = ["story-map__place", f"story-map__place--{node.kind}"]
        names += [f"story-map__place--{node.result}"] if node.result else []
        names += ["story-map__place--start"] if node.is_start else []
        names += [] if node.is_reached else ["story-map__place--never"]
        names += ["story-map__place--played"] if node.id in self._trail.places else []
        over = _note_above(node, self._trail)
        above = (
            f'<text class="story-map__note" x="{x:.0f}" y="{y - 20:.0f}">'
            f"{escape(over)}</text>"
            if over
            else ""
        )
        return (
            f'<a id="{escape(place_id(node))}" class="{" ".join(names)}" '
            f'href="#place-{escape(node.id)}" '
            f'aria-label="{escape(_name(node, over))}">{_outline(node, x, y)}{above}'
            f'<text class="story-map__name" x="{x + 14:.0f}" y="{y + 28:.0f}">'
            f"{escape(_shorten(f'{node.number}  {_title(node)}'))}</text>"
            f'<text class="story-map__words" x="{x + 14:.0f}" y="{y + 49:.0f}">'
            f"{escape(_shorten(_second_line(node)))}</text></a>"
        )


def _pixels(point: Point) -> Point:
    return _MARGIN + point[0] * _COLUMN, _MARGIN + _TOP + point[1] * _ROW


def _line_class(grade: Grade | None) -> str:
    return f"story-map__line story-map__line--{grade or 'gate'}"


def _curve(edge: MapEdge, way: list[Point]) -> str:
    if edge.source == edge.target:
        (x, y), (right, side) = way
        return (
            f"M{x:.0f} {y:.0f}C{x:.0f} {y - 40:.0f} {right + 50:.0f} {side - 70:.0f} "
            f"{right + 8:.0f} {side:.0f}"
        )
    drawn = [f"M{way[0][0]:.0f} {way[0][1]:.0f}"]
    down = 1 if way[-1][1] > way[0][1] else -1
    ends = [*way[1:-1], (way[-1][0], way[-1][1] - 9 * down)]
    for (x, y), (to_x, to_y) in zip(way, ends, strict=False):
        middle = (y + to_y) / 2
        drawn.append(
            f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}"
        )
    return "".join(drawn)


def _tip(edge: MapEdge, way: list[Point]) -> str:
    x, y = way[-1]
    if edge.source == edge.target:
        return f"M{x:.0f} {y:.0f}l10 -6v12z"
    back = -10 if y > way[0][1] else 10
    return f"M{x:.0f} {y:.0f}l-6 {back}h12z"


def _outline(node: MapNode, x: float, y: float) -> str:
    if node.kind == "gate":
        w, h, cut = WIDTH, HEIGHT, 14
        return (
            f'<path d="M{x + cut:.0f} {y:.0f}h{w - 2 * cut}l{cut} {h / 2:.0f}'
            f'l-{cut} {h / 2:.0f}h-{w - 2 * cut}l-{cut} -{h / 2:.0f}z"/>'
        )
    radius = HEIGHT // 2 if node.kind == "ending" else 10
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDTH}" height="{HEIGHT}" '
        f'rx="{radius}"/>'
    )


def _title(node: MapNode) -> str:
    return f"Ends {node.result}" if node.kind == "ending" else node.id


def _second_line(node: MapNode) -> str:
    kind = _KINDS.get(node.kind, "")
    return ", ".join(part for part in (kind, node.words) if part)


def _note_above(node: MapNode, trail: Trail) -> str:
    notes = ["Start"] if node.is_start else []
    notes += [] if node.is_reached else ["Nothing leads here"]
    steps = [str(n) for n, place in enumerate(trail.places, 1) if place == node.id]
    notes += (
        [f"Step {', '.join(steps[:4])}{' …' if steps[4:] else ''}"] if steps else []
    )
    return " · ".join(notes)


def _name(node: MapNode, over: str) -> str:
    kind = "Ending" if node.kind == "ending" else _KINDS.get(node.kind) or "Scene"
    said = [f"{kind} {node.number}", _title(node), node.words, over]
    return ". ".join(part for part in said if part)


def _describe(edge: MapEdge) -> str:
    graded = f" ({edge.grade})" if edge.grade else ""
    condition = f", only if {edge.condition}" if edge.condition else ""
    said = f": {edge.words.strip()}" if edge.words else ""
    return (
        f"{edge.source} {edge.letter}{graded}{condition} leads to {edge.target}{said}"
    )


def _shorten(text: str) -> str:
    return (
        text if len(text) <= _LINE_LENGTH else f"{text[: _LINE_LENGTH - 1].rstrip()}…"
    )
