"""Hair, beards and headwear of the portraits, drawn around the middle of the face.

Each entry is (behind the head, in front of the head). In the path data {h} is the
colour of the hair or cloth, {d} its shadow and {l} its light.
"""

import math


def _bumps(
    centre: tuple[float, float],
    radii: tuple[float, float],
    arc: tuple[float, float],
    count: int,
) -> str:
    """A run of curls along part of an ellipse, as arcs."""
    (cx, cy), (rx, ry), (start, end) = centre, radii, arc
    points = []
    for step in range(count + 1):
        angle = math.radians(start + (end - start) * step / count)
        points.append((cx + rx * math.cos(angle), cy + ry * math.sin(angle)))
    length = math.dist(points[0], points[1])
    radius = f"{length * 0.56:.0f}"
    first = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    return first + "".join(
        f"A{radius} {radius} 0 0 1 {x:.0f} {y:.0f}" for x, y in points[1:]
    )


def _plait(side: int) -> tuple[str, str]:
    """A plait in front of one shoulder, and the lines between its strands."""
    knots = [(30.5, 18.0, 6.2), (32, 26.5, 6.0), (32.5, 35.0, 5.6), (32, 43.0, 5.0)]
    shape = "".join(
        f"M{side * (x - r):.1f} {y}A{r} {r} 0 1 1 {side * (x + r):.1f} {y}"
        f"A{r} {r} 0 1 1 {side * (x - r):.1f} {y}Z"
        for x, y, r in knots
    )
    lines = "".join(
        f"M{side * (x - 4.4):.1f} {y + 2:.1f}Q{side * x:.1f} {y + 7:.1f} "
        f"{side * (x + 1):.1f} {y + 1.5:.1f}"
        f"Q{side * (x + 2):.1f} {y - 4:.1f} {side * (x + 4.4):.1f} {y:.1f}"
        for x, y, _ in knots[:-1]
    )
    return shape, lines


_LEFT_PLAIT, _LEFT_STRANDS = _plait(-1)
_RIGHT_PLAIT, _RIGHT_STRANDS = _plait(1)

_CROP_OUTER = "M-30-3C-33-29-21-44 0-44C21-44 33-29 30-3"

HAIR: dict[str, tuple[str, str]] = {
    "receding": (
        "",
        '<path d="M-30 1C-33-12-32-24-25-32C-26-24-25-20-26.5-12Q-27-4-28 1Z'
        "M30 1C33-12 32-24 25-32C26-24 25-20 26.5-12Q27-4 28 1Z"
        'M-21-35Q-10-44.5 0-44.5Q10-44.5 21-35Q10-38.5 0-38Q-10-38.5-21-35Z"'
        ' fill="{h}"/>',
    ),
    "curls": (
        f'<path d="{_bumps((0, -3), (40, 41), (125, 415), 13)}Z" fill="{{h}}"/>',
        f'<path d="{_bumps((0, -18), (32, 25), (172, 368), 8)}'
        'C27-14 22-23 10-24Q4-30-4-25C-14-25-25-20-27.5-4Z" fill="{h}"/>'
        '<path d="M-24-28Q-18-35-11-34M14-33Q21-31 24-25M-34 4Q-38 10-35 17'
        'M35 2Q38 9 35 15" fill="none" stroke="{l}" stroke-width="2.5"'
        ' stroke-linecap="round"/>',
    ),
    "waves": (
        '<path d="M-34 12C-44-10-38-46 2-47C40-47 43-10 35 12Q31 22 23 20L-24 20'
        'Q-32 22-34 12Z" fill="{d}"/>',
        '<path d="M-33 12C-39-2-40-22-30-33C-20-47 14-52 27-38C40-28 40-4 33 12'
        "C31 2 30-7 25-14C14-14 4-18-3-26C-8-16-18-12-25-11C-29-6-31 2-33 12Z"
        '" fill="{h}"/>'
        '<path d="M-29-12Q-32-27-18-36M-3-26Q2-38 16-38M25-14Q32-20 29-29" fill="none"'
        ' stroke="{d}" stroke-width="2.2" stroke-linecap="round"/>',
    ),
    "parted": (
        "",
        '<path d="M-30 0C-35-18-33-37-17-43C-4-52 33-48 31-14L30 0L27.5-3'
        "C27-12 25-18 20-23C8-21-6-23-14-31C-16-24-24-20-26-12L-27.5-2Z"
        '" fill="{h}"/><path d="M-13-32C-4-25 8-26 19-27" fill="none" stroke="{l}"'
        ' stroke-width="2" stroke-linecap="round"/>',
    ),
    "swept": (
        "",
        '<path d="M-30 0C-34-14-33-26-28-33C-20-46 22-51 29-32C33-24 33-12 30 0L28-4'
        "C28-14 26-21 22-27C14-33-6-33-14-29C-22-26-26-16-27.5-3Z"
        '" fill="{h}"/><path d="M-20-31Q-6-42 14-39M-27-18Q-27-27-22-32" fill="none"'
        ' stroke="{l}" stroke-width="2.4" stroke-linecap="round"/>',
    ),
    "bob": (
        '<path d="M-37 26C-42-8-38-46 0-47C38-46 42-8 37 26Q28 32 20 26L-20 26'
        'Q-28 32-37 26Z" fill="{h}"/>',
        '<path d="M-36 27C-41-6-36-46 2-46C38-46 41-6 36 27Q30 28 27 24'
        "C29 6 29-10 22-21C12-21 0-26-6-34C-9-22-22-16-26-8C-29 2-28 12-27 24"
        'Q-31 28-36 27Z" fill="{h}"/>'
        '<path d="M-7-34Q-2-40 10-38Q26-34 31-14" fill="none" stroke="{l}"'
        ' stroke-width="2.4" stroke-linecap="round"/>',
    ),
    "fringe": (
        "",
        '<path d="M-29 3C-35-10-36-30-25-38C-12-51 20-51 29-35C36-23 33-8 29 3L26.5-3'
        "Q27-15 22-23Q19-18 12-17Q14-20 13-24Q6-17.5-5-17Q-2-20-3-24Q-9-18-18-16.5"
        'Q-16-20-17-22Q-26-16-26.5-3Z" fill="{h}"/>'
        '<path d="M-15-40Q3-47 19-37M-20-30Q-8-37 3-35" fill="none" stroke="{l}"'
        ' stroke-width="2.2" stroke-linecap="round"/>',
    ),
    "cropped": (
        "",
        f'<path d="{_CROP_OUTER}L28-5C28-16 25-23 20-28C10-33-10-33-20-28'
        'C-25-23-28-16-28-5Z" fill="{h}"/>',
    ),
    "topcurls": (
        '<path d="M-30-2C-33-24-24-38 0-38C24-38 33-24 30-2Z" fill="{d}"/>',
        '<path d="M-30 0C-33-16-31-26-25-30L-21-24C-26-18-27-10-28-2ZM30 0'
        'C33-16 31-26 25-30L21-24C26-18 27-10 28-2Z" fill="{d}"/>'
        f'<path d="{_bumps((2, -31), (28, 14), (165, 392), 8)}'
        'Q20-25 12-23Q8-19 2-23Q-6-18-12-23Q-20-20-25-27Z" fill="{h}"/>'
        '<path d="M-16-37Q-11-42-5-40M9-41Q16-41 19-36" fill="none" stroke="{l}"'
        ' stroke-width="2.4" stroke-linecap="round"/>',
    ),
    "braids": (
        '<path d="M-32 6C-38-28-22-47 0-47C22-47 38-28 32 6Z" fill="{h}"/>'
        '<path d="M-29 0Q-40 22-38 46M-25 8Q-31 30-30 50M29 0Q40 22 38 46'
        'M25 8Q31 30 30 50" fill="none" stroke="{h}" stroke-width="8.5"'
        ' stroke-linecap="round"/><path d="M-31 4Q-40 24-38 48M-26 10Q-31 32-30 50'
        'M31 4Q40 24 38 48M26 10Q31 32 30 50" fill="none" stroke="{l}"'
        ' stroke-width="1.6" stroke-dasharray="1.5 3.5"/>',
        '<path d="M-30 8C-38-26-22-47 0-47C22-47 38-26 30 8C30-8 27-20 16-27'
        'C8-31 2-33 0-38C-2-33-8-31-16-27C-27-20-30-8-30 8Z" fill="{h}"/>'
        '<path d="M-4-36Q-18-33-25-17M-7-43Q-24-37-30-14M4-36Q18-33 25-17'
        'M7-43Q24-37 30-14" fill="none" stroke="{l}" stroke-width="1.6"'
        ' stroke-dasharray="1.5 3.5"/>',
    ),
    "plaits": (
        '<path d="M-33 16C-39-26-23-46 0-46C23-46 39-26 33 16L26 24L-26 24Z"'
        ' fill="{d}"/>',
        '<path d="M-31 17C-39-26-22-46 0-46C22-46 39-26 31 17Q27 15 26 9'
        "C28-4 27-15 21-24Q17-24 14-28Q9-25 2-28Q-3-25-9-27.5Q-14-23.5-20-24"
        "C-27-15-28-4-26 9"
        f'Q-27 15-31 17Z{_LEFT_PLAIT}{_RIGHT_PLAIT}" fill="{{h}}"/>'
        '<path d="M-3-41Q-22-38-28-11M3-41Q22-38 28-11M-2-41Q-8-39-10-32'
        "M4-41Q9-39 11-33"
        f'{_LEFT_STRANDS}{_RIGHT_STRANDS}" fill="none" stroke="{{l}}"'
        ' stroke-width="1.8" stroke-linecap="round"/>'
        '<path d="M-34 49.5L-28.5 48.5L-29 56Q-31 58-34 56.5Z'
        'M34 49.5L28.5 48.5L29 56Q31 58 34 56.5Z" fill="{h}"/>'
        '<path d="M-34 48.6L-28.6 48M34 48.6L28.6 48" fill="none" stroke="#e9b949"'
        ' stroke-width="3.6" stroke-linecap="round"/>',
    ),
    "afro": (
        f'<path d="{_bumps((0, -10), (35, 36), (150, 390), 15)}Z" fill="{{d}}"/>',
        f'<path d="{_bumps((0, -12), (34, 34), (158, 382), 14)}'
        "C29-6 28-14 24-19Q20-25 12-26Q6-29 0-28Q-6-29-12-26Q-20-25-24-19"
        'C-28-14-29-6-31.5 1Z" fill="{h}"/>'
        '<path d="M-25-29Q-22-32-19-30M-12-37Q-8-40-5-37M5-34Q8-37 12-34'
        "M18-30Q21-32 24-29M-29-16Q-28-20-25-19M28-18Q29-15 27-12"
        '" fill="none" stroke="{d}" stroke-width="2" stroke-linecap="round"/>',
    ),
    "grey-bob": (
        '<path d="M-35 24C-42-8-37-45 0-46C37-45 42-8 35 24Q30 29 21 25L-21 25'
        'Q-30 29-35 24Z" fill="{d}"/>',
        '<path d="M-34 26C-39 18-40 2-38-10C-36-36-18-47 3-46.5C26-46 38-32 38.5-10'
        "C39 4 39 18 34 26Q28 28 24.5 22C28 12 29 0 26.5-14Q23-24 18-31"
        "C10-21-8-20-24-20C-29-6-28 12-24.5 22Q-28 28-34 26Z"
        '" fill="{h}"/>'
        '<path d="M17-35Q13-39 6-41M8-27Q1-33-10-34M33-12Q35 4 32 18'
        'M-33-8Q-35 6-31 19" fill="none" stroke="{d}" stroke-width="2"'
        ' stroke-linecap="round"/>'
        '<path d="M-25-31Q-16-41-2-42" fill="none" stroke="{l}" stroke-width="2.4"'
        ' stroke-linecap="round"/>',
    ),
    "bun": (
        '<circle cy="-43" r="12" fill="{d}"/><path d="M-32 2C-38-26-24-46 0-46'
        'C24-46 38-26 32 2Z" fill="{d}"/>',
        '<path d="M-31 4C-36-18-30-44 0-44C30-44 36-18 31 4C29-12 22-24 0-30'
        'C-22-24-29-12-31 4Z" fill="{h}"/>'
        '<path d="M-4-36Q-22-30-27-14M4-36Q22-30 27-14" fill="none" stroke="{d}"'
        ' stroke-width="2" stroke-linecap="round"/>',
    ),
    "pixie": (
        "",
        '<path d="M-31 8C-37-6-38-30-25-38C-12-50 22-49 30-33C37-20 36-6 31 8'
        "Q29 0 27-6C27-12 25-16 21-20C8-16-4-19-11-25C-14-18-22-16-26-10"
        'Q-29 0-31 8Z" fill="{h}"/>'
        '<path d="M-11-25Q-9-34 2-39M21-20Q27-26 22-35" fill="none" stroke="{d}"'
        ' stroke-width="2.2" stroke-linecap="round"/>',
    ),
    "cap": (
        '<path d="M-30 8C-34-4-33-14-30-20L30-20C33-14 34-4 30 8Z" fill="{l}"/>',
        '<path d="M-33-21C-44-38-22-51 4-50C30-49 44-36 34-20Q1-33-33-21Z"'
        ' fill="{h}"/><path d="M-31-22Q-37-15-30-14Q0-25 31-13Q37-15 32-21Q1-34-31-22Z"'
        ' fill="{d}"/><path d="M4-50Q0-40 3-29M-22-44Q-27-34-24-26M28-42Q30-34 26-25"'
        ' fill="none" stroke="{d}" stroke-width="1.8" stroke-linecap="round"/>',
    ),
    "turban": (
        "",
        '<path d="M-32-6C-45-26-36-54 0-55C36-54 45-26 32-6C29-14 20-22 2-29'
        'C-18-22-29-14-32-6Z" fill="{h}"/>'
        '<path d="M2-29Q-24-34-36-22M2-29Q-18-46-35-40M2-29Q4-46-15-53M2-29'
        'Q26-34 37-24M6-31Q24-42 36-38" fill="none" stroke="{d}" stroke-width="2.6"'
        ' stroke-linecap="round"/>',
    ),
    "loose-scarf": (
        '<path d="M-36 30C-46-8-40-51 2-52C42-51 46-8 36 30L24 44L-24 44Z"'
        ' fill="{d}"/><path d="M-29 0C-33-24-22-40 0-40C22-40 33-24 29 0Z"'
        ' fill="{l}"/>',
        '<path d="M-29 6C-31-14-22-30 0-34C22-30 31-14 29 6C27-10 16-20 2-30'
        'C-12-21-26-12-29 6Z" fill="{l}"/>'
        '<path d="M-35 32C-46-6-40-52 2-52C42-52 46-8 36 30Q30 42 20 40'
        "C32 16 35-28 2-37C-34-29-34 16-20 40Q-30 42-35 32Z"
        '" fill="{h}"/>'
        '<path d="M-34-2Q-36-30-14-43M35-6Q34-30 20-42M-36 12Q-35 24-29 32'
        'M37 12Q36 22 31 30" fill="none" stroke="{d}" stroke-width="2"'
        ' stroke-linecap="round"/>',
    ),
    "pinned-scarf": (
        '<path d="M-36 28C-45-10-37-50 0-50C37-50 45-10 36 28L26 44L-26 44Z"'
        ' fill="{h}"/>',
        '<path d="M-36 28C-45-10-37-50 0-50C37-50 45-10 36 28Q26 50 0 50Q-26 50-36 28Z'
        "M-26-5C-26 17-16 35 0 35C16 35 26 17 26-5C26-22 16-30 0-30"
        'C-16-30-26-22-26-5Z" fill="{h}" fill-rule="evenodd"/>'
        '<path d="M-29-2C-30-24-16-36 0-36C16-36 30-24 29-2" fill="none" stroke="{d}"'
        ' stroke-width="2" stroke-linecap="round"/>'
        '<path d="M28 8Q24 34-8 43M33 4Q32 32 8 46" fill="none" stroke="{d}"'
        ' stroke-width="2" stroke-linecap="round"/><circle cx="29" cy="6" r="2"'
        ' fill="#fdf7ee"/>',
    ),
}

BEARDS: dict[str, str] = {
    "full": (
        "M-29.5-4L-26-2C-25 8-20 12-13 14Q0 11 13 14C20 12 25 8 26-2L29.5-4"
        "C31 16 25 30 17 38Q0 47-17 38C-25 30-31 16-29.5-4Z"
    ),
    "long": (
        "M-29.5-4L-26-2C-25 8-20 12-13 14Q0 11 13 14C20 12 25 8 26-2L29.5-4"
        "C32 18 28 34 21 43Q12 54 0 54Q-12 54-21 43C-28 34-32 18-29.5-4Z"
    ),
    "stubble": (
        "M-29-2L-25 4C-23 10-18 13-12 14Q0 11 12 14C18 13 23 10 25 4L29-2"
        "C30 14 28 24 24 29Q12 39.5 0 39.5Q-12 39.5-24 29C-28 24-30 14-29-2Z"
    ),
}
