"""The ten moods as postures of brows, eyes, mouth, head and shoulders."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Brow:
    """Where a brow runs, as drops below (or rises above) its resting line."""

    inner: float
    middle: float
    outer: float


@dataclass(frozen=True)
class Eye:
    """How an eye is opened; lid heights are measured from its middle line."""

    upper: float
    lower: float
    inner: float = 0
    outer: float = 0
    skew: float = 0
    shut: bool = False


@dataclass(frozen=True)
class Mood:
    """One mood; pairs are (left, right) as the viewer sees them."""

    brows: tuple[Brow, Brow]
    eyes: tuple[Eye, Eye]
    mouth: str
    gaze: tuple[float, float] = (0, 0)
    tilt: float = 0
    drop: float = 0
    bow: float = 0
    shoulders: tuple[float, float] = (0, 0)
    iris: float = 3.9
    creases: tuple[str, ...] = ()


def _both(
    brow: Brow,
    eye: Eye,
    mouth: str,
    *,
    gaze: tuple[float, float] = (0, 0),
    tilt: float = 0,
    drop: float = 0,
    bow: float = 0,
    shoulders: tuple[float, float] = (0, 0),
    iris: float = 3.9,
    creases: tuple[str, ...] = (),
) -> Mood:
    pair = ((brow, brow), (eye, eye))
    return Mood(*pair, mouth, gaze, tilt, drop, bow, shoulders, iris, creases)


MOOD_DRAWINGS: dict[str, Mood] = {
    "calm": _both(Brow(0.5, -2, 1.5), Eye(3.7, 3), "soft", gaze=(0, 0.2)),
    "warm": _both(
        Brow(-1.5, -5, 0),
        Eye(4.2, -0.2, 0.5, 0.9),
        "laugh",
        tilt=6,
        creases=("cheeks", "outer"),
    ),
    "worried": _both(
        Brow(-6.5, -3, 2),
        Eye(4.8, 3.2, -1, 1),
        "uneasy",
        gaze=(2.8, 0.6),
        tilt=-4,
        shoulders=(-4, -3),
        creases=("forehead",),
    ),
    "sad": _both(
        Brow(-6, -1, 4.5),
        Eye(1.6, 3.6, -1.5, 2),
        "down",
        gaze=(-1, 2.6),
        tilt=-8,
        drop=4,
        bow=3.5,
        shoulders=(6, 4),
    ),
    "angry": _both(
        Brow(6, 0.4, -2.8),
        Eye(2.8, 2.9, 1.6, -1.1, 2.4),
        "hard",
        drop=2,
        bow=2,
        shoulders=(-5, -5),
        creases=("furrow",),
    ),
    "frightened": _both(
        Brow(-10, -8, -2),
        Eye(6.6, 5),
        "gasp",
        tilt=3,
        drop=-1,
        shoulders=(-10, -11),
        iris=3.2,
        creases=("forehead",),
    ),
    "in-pain": _both(
        Brow(6, 1, 2),
        Eye(0, 0, shut=True),
        "grimace",
        tilt=11,
        drop=2,
        bow=1,
        shoulders=(3, -9),
        creases=("furrow", "folds", "outer"),
    ),
    "confused": Mood(
        brows=(Brow(3.4, 0.5, 2.5), Brow(-5, -10, -3)),
        eyes=(Eye(3.2, 3), Eye(5.2, 3.4)),
        mouth="askew",
        gaze=(0.6, -0.8),
        tilt=12,
        shoulders=(0, -3),
        creases=("knit",),
    ),
    "tired": _both(
        Brow(1, 0, 4),
        Eye(0.1, 3.6, 0, 1.4),
        "flat",
        gaze=(0, 1.8),
        tilt=-7,
        drop=4,
        bow=2,
        shoulders=(7, 6),
        creases=("bags",),
    ),
    "proud": _both(
        Brow(-3, -5.5, -1),
        Eye(3.4, 1, 0.4, 0.2),
        "beam",
        gaze=(0, -0.4),
        tilt=-3,
        drop=-3,
        bow=-4,
        shoulders=(-4, -4),
        creases=("cheeks",),
    ),
}
