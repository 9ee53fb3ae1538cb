"""The few strokes that every portrait is drawn with."""

import re


def number(value: float) -> str:
    """The shortest way to write a coordinate to a tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(data: str) -> str:
    """Path data with every coordinate at its shortest."""
    return re.sub(r"-?\d+\.\d+", lambda found: number(float(found[0])), data)


def fill(data: str, colour: str) -> str:
    """One flat shape."""
    return f'<path d="{path(data)}" fill="{colour}"/>'


def edged(data: str, colour: str, edge: str, width: float) -> str:
    """One flat shape with a soft-cornered edge."""
    return (
        f'<path d="{path(data)}" fill="{colour}" stroke="{edge}" '
        f'stroke-width="{number(width)}" stroke-linejoin="round"/>'
    )


def stroke(data: str, colour: str, width: float, opacity: float = 1) -> str:
    """One round-ended line."""
    faint = "" if opacity == 1 else f' stroke-opacity="{number(opacity)}"'
    return (
        f'<path d="{path(data)}" fill="none" stroke="{colour}" '
        f'stroke-width="{number(width)}" stroke-linecap="round" '
        f'stroke-linejoin="round"{faint}/>'
    )


def dot(x: float, y: float, radius: float, colour: str) -> str:
    """One round spot."""
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" '
        f'fill="{colour}"/>'
    )
