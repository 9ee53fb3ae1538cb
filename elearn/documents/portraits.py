"""Draws the people of a scenario as small SVG portraits, one for each look and mood."""

from elearn.documents.portrait_dress import draw_back, draw_body
from elearn.documents.portrait_face import draw_creases, draw_face
from elearn.documents.portrait_hair import BEARDS, HAIR
from elearn.documents.portrait_looks import LOOKS, Look
from elearn.documents.portrait_moods import MOOD_DRAWINGS, Mood
from elearn.documents.portrait_pen import dot, fill, number, stroke

__all__ = ["LOOKS", "MOODS", "Look", "describe_portrait", "draw_portrait"]

MOODS: tuple[str, ...] = (
    "calm",
    "warm",
    "worried",
    "sad",
    "angry",
    "frightened",
    "in-pain",
    "confused",
    "tired",
    "proud",
)

_OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" '
    'aria-hidden="true" focusable="false">'
)

_AGE_LINES = (
    "M-9 13.5Q-13 16-14 20M9 13.5Q13 16 14 20",
    "M-17.5 8Q-13 10.5-8.5 8.5M17.5 8Q13 10.5 8.5 8.5",
    "M-23.5 1L-26 .2M-23.5 3.5L-25.5 5M23.5 1L26 .2M23.5 3.5L25.5 5"
    "M-10-25Q0-27.5 10-25",
)

_NAPE = (
    "M-30 2C-36-26-24-46 0-46C24-46 36-26 30 2C29 14 24 22 17 25Q12 31 7 28"
    "Q2 33-3 29Q-9 32-14 26C-23 22-29 14-30 2Z"
)
_NAPE_STRANDS = "M-4-38Q-20-34-24-14M8-38Q22-32 25-12M0-30Q-10-16-8 4M6-28Q14-14 12 6"


def _head(look: Look) -> str:
    wide, jaw, chin = look.face
    ears = "".join(
        f'<ellipse cx="{number(side * wide)}" cy="3" rx="5.5" ry="8.5" '
        f'fill="{look.tones.shade}"/>'
        for side in (-1, 1)
    )
    right = f"{wide}-6C{wide} 10 {jaw + 4.5} 22 {jaw} 27C{jaw - 6} 36 8 {chin} 0 {chin}"
    outline = (
        f"M0-39C20-39 {wide}-30 {right}C-8 {chin} {6 - jaw} 36 {-jaw} 27"
        f"C{-jaw - 4.5} 22 {-wide} 10 {-wide}-6C{-wide}-30-20-39 0-39Z"
    )
    edge = f"M{right}C10 {chin - 4} {jaw - 3} 26 {wide - 5}-6Z"
    shading = fill(edge, look.tones.shade).replace("/>", ' fill-opacity=".4"/>')
    blush = "".join(
        f'<ellipse cx="{side * 17}" cy="12" rx="7" ry="5" fill="{look.tones.lip}" '
        f'fill-opacity=".16"/>'
        for side in (-1, 1)
    )
    face = fill(outline, look.tones.skin) + shading + blush
    return (ears if look.ears else "") + face


def _glasses() -> str:
    lenses = "".join(
        f'<circle cx="{side * 12.5}" cy="1" r="11" fill="#fff" fill-opacity=".14"/>'
        for side in (-1, 1)
    )
    lens = "a11 11 0 1 1 22 0a11 11 0 1 1-22 0"
    frame = f"M-23.5 1{lens}M1.5 1{lens}M-1.5 0Q0-1.5 1.5 0M-23.5-1L-28-3M23.5-1L28-3"
    return lenses + stroke(frame, "#5b4036", 1.8)


def _worn_on_head(look: Look) -> str:
    wide = look.face[0]
    drawn = _glasses() if "glasses" in look.extras else ""
    for side in (-1, 1):
        if "hearing-aids" in look.extras:
            hook = (
                f"M{side * (wide + 1)} -5Q{side * (wide + 7)} -9 {side * (wide + 6)} -1"
                f"Q{side * (wide + 6)} 6 {side * (wide + 2)} 8"
            )
            drawn += stroke(hook, "#f6efe2", 3.6) + dot(side * wide, 7, 2.4, "#f6efe2")
        if "earrings" in look.extras:
            drawn += dot(side * (wide + 1), 15, 2.6, "#ffd24a")
    if "ear-stud" in look.extras:
        drawn += dot(wide + 2, 10, 1.8, "#fdf7ee")
    return drawn


def _wheelchair() -> str:
    back = fill(
        "M34 128Q34 118 44 118H116Q126 118 126 128V144.2A79 79 0 0 1 34 144.2Z",
        "#7b6f6a",
    )
    tubes = stroke(
        "M30 139V116Q30 112 26 112M130 139V116Q130 112 134 112", "#45403d", 4.5
    )
    return back + tubes + stroke("M26 112H17M134 112H143", "#2b211b", 8.5)


def _lanyard(lift: float) -> str:
    band = stroke(f"M64 {121 + lift}L77 148M96 {121 + lift}L83 148", "#0f5257", 2.6)
    return band + fill("M73 146h14v11h-14z", "#fdf7ee")


def _brooch(lift: float) -> str:
    petals = "".join(
        dot(104 + x, 134 + lift + y, 2.3, "#ffd24a")
        for x, y in ((0, -2.4), (2.3, -0.7), (1.4, 2), (-1.4, 2), (-2.3, -0.7))
    )
    return petals + dot(104, 134 + lift, 1.6, "#fdf7ee")


def _in_head_place(mood: Mood, drawing: str) -> str:
    if not drawing:
        return ""
    place = f"translate(80 {number(71 + mood.drop)}) rotate({number(mood.tilt)} 0 40)"
    return f'<g transform="{place} scale(1.2)">{drawing}</g>'


def _coloured(drawing: str, colours: tuple[str, str, str]) -> str:
    main, dark, light = colours
    return drawing.replace("{h}", main).replace("{d}", dark).replace("{l}", light)


def _front_view(look: Look, mood: Mood) -> str:
    behind, before = (_coloured(part, look.hair_colours) for part in HAIR[look.hair])
    tones = look.tones
    head = [_head(look)]
    if look.age:
        lines = "".join(_AGE_LINES[: look.age])
        head.append(stroke(lines, tones.line, 1.4, 0.4))
    head.append(draw_creases(mood, tones, look.features))
    if look.beard:
        head.append(fill(BEARDS[look.beard], look.beard_colour))
    head += [draw_face(mood, tones, look.features), before, _worn_on_head(look)]
    body = draw_body(
        look.dress, tones.skin, tones.shade, drop=mood.drop, shoulders=mood.shoulders
    )
    lift = sum(mood.shoulders) / 2
    return (
        (_wheelchair() if "wheelchair" in look.extras else "")
        + _in_head_place(mood, behind)
        + body
        + (_lanyard(lift) if "lanyard" in look.extras else "")
        + (_brooch(lift) if "brooch" in look.extras else "")
        + _in_head_place(mood, "".join(head))
    )


def _back_view(look: Look, mood: Mood) -> str:
    main, _, light = look.hair_colours
    hair = fill(_NAPE, main) + stroke(_NAPE_STRANDS, light, 1.8)
    body = draw_back(look.dress, look.tones.skin, look.tones.shade, mood.shoulders)
    return body + _in_head_place(mood, _head(look) + hair)


def draw_portrait(look: str, mood: str) -> str:
    """One person in one mood, as a complete SVG; KeyError for an unknown name."""
    person, posture = LOOKS[look], MOOD_DRAWINGS[mood]
    draw = _back_view if person.back_view else _front_view
    ground = dot(80, 80, 79, person.ground)
    return _OPEN + ground + draw(person, posture) + "</svg>"


def describe_portrait(look: str) -> str:
    """What is drawn, for those who cannot see it; KeyError for an unknown look."""
    return LOOKS[look].words
