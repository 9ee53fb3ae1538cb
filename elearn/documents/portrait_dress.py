"""Necks, shoulders and clothes of the portraits, in the frame's own coordinates.

Every edge that reaches the round frame ends exactly on it, so nothing needs clipping.
In the clothes, d is how far the shoulders have sunk or risen.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from elearn.documents.portrait_pen import dot, edged, fill, stroke

CENTRE = 80.0
RADIUS = 79.0
_INK = "#2b211b"


@dataclass(frozen=True)
class Dress:
    """What somebody wears: cloth, and the colour of collar, blouse or edge."""

    kind: str
    cloth: str
    trim: str
    breadth: float = 0
    neck: float = 28


def on_frame(y: float) -> float:
    """Half the width of the round frame at this height."""
    return math.sqrt(RADIUS**2 - (y - CENTRE) ** 2)


def frame_floor(x: float) -> float:
    """How far down the round frame reaches at this distance from the left."""
    return CENTRE + math.sqrt(RADIUS**2 - (x - CENTRE) ** 2)


def _shoulders(dress: Dress, left: float, right: float) -> str:
    left_y, right_y = 138 - dress.breadth + left, 138 - dress.breadth + right
    left_x, right_x = CENTRE - on_frame(left_y), CENTRE + on_frame(right_y)
    d = (left + right) / 2
    return fill(
        f"M{left_x} {left_y}"
        f"C{left_x + 6} {left_y - 12} 50 {126 + left / 2} 62 {120 + d}"
        f"H98C110 {126 + right / 2} {right_x - 6} {right_y - 12} {right_x} {right_y}"
        f"A79 79 0 0 1 {left_x} {left_y}Z",
        dress.cloth,
    )


def _neck(dress: Dress, skin: str, shade: str, drop: float, d: float) -> str:
    left, right = CENTRE - dress.neck / 2, CENTRE + dress.neck / 2
    point, depth = _NECKLINES[dress.kind]
    top = 119 + d
    base = (
        f"L{right + 3} {top}L80 {top + depth}L{left - 3} {top}"
        if point
        else f"L{right + 3} {top}Q80 {top + 2 * depth} {left - 3} {top}"
    )
    chin = 113 + drop
    shadow = f"M{left} {chin}Q80 {chin + 20} {right} {min(chin, top)}V100H{left}Z"
    return fill(f"M{left} 96H{right}V{top - 4}{base}L{left} {top - 4}Z", skin) + fill(
        shadow, shade
    )


def _collar_wings(d: float, reach: float) -> str:
    return (
        f"M64 {112 + d}L80 {132 + d}L{80 - reach} {142 + d}L58 {122 + d}Z"
        f"M96 {112 + d}L80 {132 + d}L{80 + reach} {142 + d}L102 {122 + d}Z"
    )


def _tunic(dress: Dress, d: float) -> tuple[str, str]:
    edge = stroke(f"M63 {119 + d}L80 {143 + d}L97 {119 + d}", dress.trim, 3.6)
    watch = stroke(f"M104 {134 + d}v5", dress.trim, 2.2)
    return "", edge + watch + dot(104, 142 + d, 3.4, dress.trim)


def _crew(dress: Dress, d: float) -> tuple[str, str]:
    return "", stroke(f"M62 {119 + d}Q80 {139 + d} 98 {119 + d}", dress.trim, 4.5)


def _collar(dress: Dress, d: float) -> tuple[str, str]:
    seam = stroke(f"M80 {136 + d}V{frame_floor(80) - 1}", dress.trim, 1.8)
    return seam, fill(_collar_wings(d, 11), dress.trim)


def _knit(dress: Dress, d: float) -> tuple[str, str]:
    shirt = fill(f"M61 {120 + d}L80 {min(153 + d, 158)}L99 {120 + d}Z", dress.trim)
    wings = edged(_collar_wings(d, 10), dress.trim, dress.cloth, 1.3)
    return shirt, wings


def _cardigan(dress: Dress, d: float) -> tuple[str, str]:
    top = 118 + d
    floor = frame_floor(90) - 0.3
    blouse = f"M60 {top}L70 {floor}Q80 {frame_floor(80) + 0.6} 90 {floor}L100 {top}Z"
    edges = f"M100 {top}Q97 140 90.5 {floor - 1}M60 {top}Q63 140 69.5 {floor - 1}"
    return fill(blouse, dress.trim) + stroke(edges, _INK, 1.3, 0.6), ""


def _hood(dress: Dress, d: float) -> tuple[str, str]:
    rolls = (
        f"M60 {112 + d}Q62 {132 + d} 80 {135 + d}Q98 {132 + d} 100 {112 + d}"
        f"Q116 {124 + d} 106 {136 + d}Q94 {147 + d} 80 {147 + d}"
        f"Q66 {147 + d} 54 {136 + d}Q44 {124 + d} 60 {112 + d}Z"
    )
    cords = stroke(f"M72 {145 + d}l-1 6M88 {145 + d}l1 6", "#fdf7ee", 1.8)
    inside = fill(f"M60 {112 + d}H100L96 {136 + d}H64Z", dress.trim)
    return inside, fill(rolls, dress.trim) + cords


def _kurta(dress: Dress, d: float) -> tuple[str, str]:
    edge = (
        f"M62 {119 + d}Q70 {133 + d} 80 {133.5 + d}V{149 + d}"
        f"M80 {133.5 + d}Q90 {133 + d} 98 {119 + d}"
    )
    return "", stroke(edge, dress.trim, 3)


def _jacket(dress: Dress, d: float) -> tuple[str, str]:
    shirt = fill(f"M61 {120 + d}L80 {157 + d / 8}L99 {120 + d}Z", dress.trim)
    lapels = (
        f"M59 {118 + d}L51 {133 + d}L61 {137 + d}L79 157"
        f"M101 {118 + d}L109 {133 + d}L99 {137 + d}L81 157"
    )
    collar = f"M64 {114 + d}L80 {133 + d}L96 {114 + d}"
    return shirt + stroke(lapels, _INK, 1.4, 0.6), stroke(collar, dress.trim, 4)


def _coat(dress: Dress, d: float) -> tuple[str, str]:
    """A good coat with a wide collar, over a blouse."""
    blouse = fill(f"M60 {119 + d}L80 {min(147 + d, 155)}L100 {119 + d}Z", dress.trim)
    collar = (
        f"M64 {111 + d}L80 {min(150 + d, 157)}L62 {min(149 + d, 155)}"
        f"L50 {136 + d}L56 {119 + d}Z"
        f"M96 {111 + d}L80 {min(150 + d, 157)}L98 {min(149 + d, 155)}"
        f"L110 {136 + d}L104 {119 + d}Z"
    )
    return blouse, edged(collar, dress.cloth, _INK, 1.3)


def _draped(dress: Dress, d: float) -> tuple[str, str]:
    """A scarf that falls from the head over the shoulders."""
    fall = (
        f"M52 {110 + d}C40 {124 + d} 36 {138 + d} 42 {144 + d}"
        f"Q62 {152 + d} 84 {150 + d}"
        f"Q108 {149 + d} 118 {141 + d}C122 {134 + d} 118 {120 + d} 108 {110 + d}Z"
    )
    folds = (
        f"M50 {126 + d}Q68 {144 + d} 108 {134 + d}"
        f"M58 {139 + d}Q80 {147 + d} 106 {142 + d}"
    )
    return "", fill(fall, dress.trim) + stroke(folds, _INK, 1.6, 0.3)


def _thrown(dress: Dress, d: float) -> tuple[str, str]:
    """A loose scarf, one end thrown over the shoulder."""
    near = (
        f"M60 {104 + d}Q56 {124 + d} 46 {126 + d}Q38 {134 + d} 36 {frame_floor(36) - 1}"
        f"A79 79 0 0 0 58 {frame_floor(58)}Q66 {142 + d} 82 {136 + d}"
        f"Q110 {138 + d} 122 {128 + d}Q112 {118 + d} 104 {104 + d}"
        f"Q96 {124 + d} 82 {126 + d}Q68 {124 + d} 60 {104 + d}Z"
    )
    folds = (
        f"M54 {128 + d}Q48 {138 + d} 47 {frame_floor(47) - 8}"
        f"M64 {126 + d}Q84 {134 + d} 112 {128 + d}"
    )
    return "", fill(near, dress.trim) + stroke(folds, _INK, 1.6, 0.3)


_DRAW: dict[str, Callable[[Dress, float], tuple[str, str]]] = {
    "tunic": _tunic,
    "crew": _crew,
    "collar": _collar,
    "knit": _knit,
    "cardigan": _cardigan,
    "hood": _hood,
    "kurta": _kurta,
    "jacket": _jacket,
    "coat": _coat,
    "draped": _draped,
    "thrown": _thrown,
}

# Whether the neckline comes to a point, and how deep it is.
_NECKLINES: dict[str, tuple[bool, float]] = {
    "tunic": (True, 22),
    "crew": (False, 9),
    "collar": (True, 13),
    "knit": (True, 13),
    "cardigan": (False, 10),
    "hood": (False, 10),
    "kurta": (False, 7),
    "jacket": (True, 13),
    "coat": (False, 9),
    "draped": (False, 6),
    "thrown": (False, 6),
}


def draw_body(
    dress: Dress,
    skin: str,
    shade: str,
    *,
    drop: float,
    shoulders: tuple[float, float],
) -> str:
    """Shoulders, neck and clothes; drop is how far the head hangs."""
    d = sum(shoulders) / 2
    under, over = _DRAW[dress.kind](dress, d)
    return (
        _shoulders(dress, *shoulders)
        + under
        + _neck(dress, skin, shade, drop, d)
        + over
    )


def draw_back(
    dress: Dress, skin: str, shade: str, shoulders: tuple[float, float]
) -> str:
    """The same from behind: nape, collar and the yoke of a tunic."""
    d = sum(shoulders) / 2
    left, right = CENTRE - dress.neck / 2, CENTRE + dress.neck / 2
    nape = fill(f"M{left} 90H{right}V{118 + d}Q80 {130 + d} {left} {118 + d}Z", skin)
    collar = fill(
        f"M61 {121 + d}Q63 {113 + d} 66 {111 + d}Q80 {121 + d} 94 {111 + d}"
        f"Q97 {113 + d} 99 {121 + d}Q80 {134 + d} 61 {121 + d}Z",
        dress.trim,
    )
    yoke = stroke(
        f"M40 {139 + d}Q80 {147 + d} 120 {139 + d}M80 {143 + d}V157", dress.trim, 1.8
    )
    return _shoulders(dress, *shoulders) + yoke + nape + collar
