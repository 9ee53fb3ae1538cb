"""Draws the part of a portrait that carries the mood: brows, eyes, nose and mouth."""

from dataclasses import dataclass

from elearn.documents.portrait_moods import Brow, Eye, Mood
from elearn.documents.portrait_pen import dot, edged, fill, number, stroke


@dataclass(frozen=True)
class Tones:
    """The colours a face is drawn with, from light to the darkest line."""

    skin: str
    shade: str
    line: str
    lip: str
    dark: str = "#2b1a14"
    white: str = "#fffaf2"


@dataclass(frozen=True)
class Features:
    """What stays the same in one face through every mood."""

    nose: str = "straight"
    brows: str = "#2b1a14"
    brow_weight: float = 1.3
    iris: str = "#2a1812"
    slant: float = 0
    eye_size: float = 1
    smooth: bool = False
    turn: float = 0
    moustache: str = ""


_LIPS = {
    "soft": "M-8.5-.4Q0 4.4 8.5-.4",
    "uneasy": "M-8 3Q-4.5-1.4-.5 1Q3.5 3.2 8 2",
    "down": "M-8 3.6Q0-3.2 8 3.6",
    "hard": "M-10 3.4Q-5.5-.8 0-.8Q5.5-.8 10 3.4",
    "askew": "M-7.5 2.4Q-3.5-1 .5 1.4Q4 3.2 7.5 1.2",
    "flat": "M-7.5 2Q-1 .2 7.5 2.4",
    "beam": "M-11.5-2Q0 7 11.5-2",
}

_LOWER_LIPS = {
    "soft": "M-4.5 3.6Q0 5.2 4.5 3.6",
    "uneasy": "M-3 4.8Q.5 5.4 4 5.4",
    "down": "M-4 3.4Q0 2.4 4 3.4",
    "hard": "M-4.5 3.4Q0 2.4 4.5 3.4",
    "askew": "M-2.5 4.6Q1 5.8 4.5 4.8",
    "flat": "M-3.5 4Q.5 3.6 4 4.2",
    "beam": "M-5 4.8Q0 6.8 5 4.8",
}

_TEETH = {
    "laugh": (
        "M-11.5-2.4Q0 1.4 11.5-2.4Q10 8.4 0 8.4Q-10 8.4-11.5-2.4Z",
        "M-10-1.2Q0 2.2 10-1.2Q9.6 1 8.4 2.4Q0 4.8-8.4 2.4Q-9.6 1-10-1.2Z",
    ),
    "gasp": (
        "M-8 4.6Q-7-2.8 0-2.8Q7-2.8 8 4.6Q7.6 7 0 6.6Q-7.6 7-8 4.6Z",
        "",
    ),
    "grimace": (
        "M-11.4-.4Q-6-5 0-3.6Q6-5 11.4-.4Q12 6 9 6.2Q0 3.8-9 6.2Q-12 6-11.4-.4Z",
        "M-9.2.4Q0-3.4 9.2.4Q9.6 3.8 8.2 4Q0 1.8-8.2 4Q-9.6 3.8-9.2.4Z",
    ),
}

_CREASES = {
    "furrow": "M-2.4-14L-3.2-8.5M2.4-14L3.2-8.5",
    "knit": "M-3-14.5L-3.6-9.5M6-26Q14-30 22-25",
    "forehead": "M-9-24.5Q0-27 9-24.5",
    "cheeks": "M-15.5 15.5Q-17.5 18.5-15.5 21.5M15.5 15.5Q17.5 18.5 15.5 21.5",
    "outer": "M-23-1.5L-26-3.5M-23 1.5L-26 2M23-1.5L26-3.5M23 1.5L26 2",
    "folds": "M-8 12.5Q-13 15.5-14.5 21M8 12.5Q13 15.5 14.5 21",
    "bags": "M-17.5 6.5Q-12.5 9.6-7.5 6.5M17.5 6.5Q12.5 9.6 7.5 6.5",
}

# A child's face crumples without these.
_CREASES_OF_AGE = ("cheeks", "forehead", "outer", "folds")

_NOSES = {
    "straight": "M2.5-3Q3.8 4 5.6 9Q6 12.8-1 12.8",
    "broad": "M-7 9.5Q-7.5 13-3.2 12.4Q0 14.2 3.2 12.4Q7.5 13 7 9.5",
    "small": "M-3.8 11.2Q0 14 3.8 11.2",
    "long": "M2-4Q4.2 4 6 9.6Q6 13.8-1.5 13.4",
    "hooked": "M1.5-5Q6 1 6 9.6Q5 14-2 12.8",
    "round": "M-5.6 9.5Q-6 12.4-2.4 12Q0 13.8 2.4 12Q6 12.4 5.6 9.5",
}

EYE_X = 12.5
_HALF = 7.4
_MOUTH_DARK = "#571d1a"


def _brow(side: int, brow: Brow, colour: str, weight: float) -> str:
    inner, middle, outer = 6.5 * side, 15 * side, 22 * side
    data = (
        f"M{inner} {brow.inner - weight}"
        f"Q{middle} {brow.middle - weight - 1} {outer} {brow.outer}"
        f"Q{middle} {brow.middle + weight - 1} {inner} {brow.inner + weight}Z"
    )
    shape = edged(data, colour, colour, 1.3)
    return shape.replace("<path", '<path transform="translate(0 -13)"', 1)


def _shut_eye(side: int, tones: Tones) -> str:
    half = _HALF * side
    folds = f"M{-half} -1.2Q0-3 {half}-3.4M{-half} 5.4Q0 6 {half} 3.2"
    squeeze = f"M{-half} 2.6Q0 1.8 {half}-.4"
    return stroke(folds, tones.line, 1.4, 0.6) + stroke(squeeze, tones.dark, 2.7)


def _open_eye(side: int, eye: Eye, mood: Mood, tones: Tones, iris: str) -> str:
    start, end = f"{-_HALF * side} {eye.inner}", f"{_HALF * side} {eye.outer}"
    middle = (eye.inner + eye.outer) / 2
    upper_lid = f"M{start}Q{eye.skew * side} {middle - 2 * eye.upper} {end}"
    bottom = middle + 2 * eye.lower
    above = middle - 2 * max(eye.upper, 4) - 4.8
    parts = [
        fill(f"{upper_lid}Q0 {bottom} {start}Z", tones.white),
        dot(mood.gaze[0], mood.gaze[1] - 0.4, mood.iris, iris),
    ]
    if eye.lower < 4:
        below = f"C{_HALF * side} 9.4 {-_HALF * side} 9.4 {start}Z"
        parts.append(fill(f"M{start}Q0 {bottom} {end}{below}", tones.skin))
    parts.append(fill(f"{upper_lid}Q0 {above} {start}Z", tones.shade))
    parts.append(stroke(upper_lid, tones.dark, 2))
    return "".join(parts)


def _eye(side: int, mood: Mood, tones: Tones, features: Features) -> str:
    eye = mood.eyes[0 if side < 0 else 1]
    drawn = (
        _shut_eye(side, tones)
        if eye.shut
        else _open_eye(side, eye, mood, tones, features.iris)
    )
    slant = features.slant
    turn = f"rotate({number(-slant * side)})" if slant else ""
    if features.eye_size != 1:
        turn += f"scale({features.eye_size})"
    return f'<g transform="translate({number(EYE_X * side)} 0){turn}">{drawn}</g>'


def _mouth(kind: str, tones: Tones) -> str:
    if kind in _TEETH:
        opening, teeth = _TEETH[kind]
        drawn = edged(opening, _MOUTH_DARK, tones.lip, 1.6)
        return drawn + (fill(teeth, tones.white) if teeth else "")
    lip = stroke(_LOWER_LIPS[kind], tones.lip, 2.4, 0.8)
    return lip + stroke(_LIPS[kind], tones.dark, 1.9)


def _moved(mood: Mood, features: Features, drawing: str) -> str:
    place = f"translate({number(features.turn)} {number(mood.bow)})"
    return f'<g transform="{place}">{drawing}</g>'


def draw_creases(mood: Mood, tones: Tones, features: Features) -> str:
    """The lines that a mood presses into the skin; a beard hides some of them."""
    left_out = _CREASES_OF_AGE if features.smooth else ()
    data = "".join(_CREASES[name] for name in mood.creases if name not in left_out)
    return _moved(mood, features, stroke(data, tones.line, 1.6, 0.6)) if data else ""


def draw_face(mood: Mood, tones: Tones, features: Features) -> str:
    """Everything that moves with the mood, around the middle of the face."""
    parts = [stroke(_NOSES[features.nose], tones.line, 2, 0.8)]
    for side, brow in zip((-1, 1), mood.brows, strict=True):
        parts.append(_eye(side, mood, tones, features))
        parts.append(_brow(side, brow, features.brows, features.brow_weight))
    parts.append(f'<g transform="translate(0 21.5)">{_mouth(mood.mouth, tones)}</g>')
    if features.moustache:
        shape = "M0 13.4Q-9 11.4-14 18.4Q-7 19.8 0 17.2Q7 19.8 14 18.4Q9 11.4 0 13.4Z"
        parts.append(fill(shape, features.moustache))
    return _moved(mood, features, "".join(parts))
