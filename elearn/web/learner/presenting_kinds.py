"""Blanks in a text and spots on a picture, as their templates draw them."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from flask import url_for
from markupsafe import Markup

from elearn.domain.course import Media
from elearn.domain.questions import Blank, Blanks, Spots
from elearn.services.snapshots import Snapshot
from elearn.web.learner.presenting_texts import present_words

_USUAL_SIZE = (1000, 750)
_WORDS_BEFORE = 4
_SIGNS_BEFORE = re.compile(r"^[^\w\s<&]+")
_SIGNS_AFTER = re.compile(r"[^\w\s>;]+$")
"""Signs at an end of safe HTML, where neither a tag nor an entity stands."""


def present_blanks(snapshot: Snapshot, question: Blanks) -> list[list[dict[str, Any]]]:
    """Give a text line by line, each as pieces: words, or a blank to fill in.

    A piece of words says whether a space stands before and after it: “([[two]])” has
    none.
    """
    lines: list[list[dict[str, Any]]] = [[]]
    for piece in question.pieces:
        if isinstance(piece, Blank):
            lines[-1].append(_present_blank(snapshot, question, piece, lines[-1]))
            continue
        first, *more = piece.split("\n")
        lines[-1] += _present_piece(snapshot, first)
        lines += [_present_piece(snapshot, line) for line in more]
    for line in lines:
        _keep_signs_with_blanks(line)
    return [line for line in lines if line]


def _keep_signs_with_blanks(line: list[dict[str, Any]]) -> None:
    """Move signs that touch a blank to it, so that no line begins or ends there."""
    for before, blank in pairwise(line):
        if "blank" in blank and "text" in before and not before["after"]:
            before["text"], blank["lead"] = _cut(_SIGNS_AFTER, before["text"])
    for blank, after in pairwise(line):
        if "blank" in blank and "text" in after and not after["before"]:
            after["text"], blank["tail"] = _cut(_SIGNS_BEFORE, after["text"])


def _cut(signs: "re.Pattern[str]", html: Markup) -> tuple[Markup, str]:
    found = signs.search(html)
    if found is None:
        return html, ""
    rest = html[: found.start()] + html[found.end() :]
    return rest, found[0]


def _present_piece(snapshot: Snapshot, words: str) -> list[dict[str, Any]]:
    if not words.strip():
        return [{"text": Markup(), "before": True, "after": False}] if words else []
    html = present_words(snapshot, words)
    return [{"text": html, "before": words[0].isspace(), "after": words[-1].isspace()}]


def _present_blank(
    snapshot: Snapshot,
    question: Blanks,
    blank: Blank,
    line: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    # Somebody who goes from field to field by keyboard hears where each one stands.
    said = " ".join(
        piece["text"].striptags() if piece.get("text") else "…" for piece in line
    ).split()
    after = " ".join(said[-_WORDS_BEFORE:])
    label = f"Blank {blank.id} of {len(question.holes)}"
    return {
        "blank": blank.id,
        "lead": "",
        "tail": "",
        "label": f"{label}, after “{after}”" if after else label,
        "values": [
            {"id": key, "text": present_words(snapshot, words).striptags()}
            for key, words in question.choices_for(blank).items()
        ]
        if blank.listed
        else [],
    }


def present_spots(
    snapshot: Snapshot, question: Spots, order: Sequence[str]
) -> dict[str, Any]:
    """Give a picture with numbered marks, and the same places as a list."""
    spots = {spot.id: spot for spot in question.spots}
    media = snapshot.course.media.get(question.picture)
    width, height = _size_of(media)
    rows = present_rows(snapshot, question.words_shown(), order)
    for number, row in enumerate(rows, 1):
        row["number"] = number
    return {
        "several": question.several,
        "options": rows,
        "picture": media
        and {
            "src": url_for(
                "learner.media",
                sha256=media.sha256,
                extension=media.name.rpartition(".")[2].lower(),
            ),
            "alt": present_words(snapshot, question.shows).striptags(),
            "width": width,
            "height": height,
            "radius": max(width, height) * 4 // 100,
            "marks": [
                {
                    "id": row["id"],
                    "number": row["number"],
                    "x": spots[row["id"]].at[0] * width // 100,
                    "y": spots[row["id"]].at[1] * height // 100,
                }
                for row in rows
            ],
        },
    }


def _size_of(media: Media | None) -> tuple[int, int]:
    if media is None or not media.width or not media.height:
        return _USUAL_SIZE
    return media.width, media.height


def present_rows(
    snapshot: Snapshot, texts: Mapping[str, str], order: Sequence[str]
) -> list[dict[str, Any]]:
    """Give what is offered, in the order to show it."""
    return [
        {"id": i, "text": present_words(snapshot, texts[i])}
        for i in order
        if i in texts
    ]
