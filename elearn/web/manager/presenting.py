"""Say where people stand in their courses, in words that need no colour."""

from typing import Any

from flask import url_for

from elearn.services.managing import TeamMember
from elearn.services.snapshots import Snapshot
from elearn.services.standings import Standing
from elearn.web.learner.presenting_texts import present_words
from elearn.web.wording import day

_LOOKS = {
    "overdue": "overdue",
    "due soon": "due",
    "past refresh": "missed",
    "done": "done",
}


def title_words(snapshot: Snapshot) -> str:
    """Give a course's title in letters alone."""
    return plain_words(snapshot, snapshot.course.title)


def plain_words(snapshot: Snapshot, words: str) -> str:
    """Give words of a course in letters alone, without signs of Markdown."""
    return present_words(snapshot, words).striptags()


def present_standing(standing: Standing) -> dict[str, str]:
    """Give a standing as a cell of the table: a look, words, and a note."""
    words, note = _say_standing(standing)
    look = _LOOKS.get(standing.state, "started" if standing.begun else "todo")
    if standing.refresh_near:
        look = "due"
    return {"look": look, "words": words, "note": note}


def _say_standing(standing: Standing) -> tuple[str, str]:
    """Say a standing in a few words, and what else there is to know."""
    so_far = f"{standing.done} of {standing.total} parts done"
    if standing.passed_on:
        refresh_on = standing.refresh_on
        passed = f"Done {day(standing.passed_on)}"
        if standing.state == "past refresh" and refresh_on:
            words, note = f"Past refresh date, {day(refresh_on)}", passed
        elif standing.refresh_near and refresh_on:
            words, note = f"Refresh soon, by {day(refresh_on)}", passed
        else:
            words = passed
            note = f"Refresh by {day(refresh_on)}" if refresh_on else ""
        again = f"Taking it again: {so_far}" if standing.begun else ""
        return words, ". ".join(part for part in (note, again) if part)
    progress = f"In progress: {so_far}" if standing.begun else "Not started"
    if standing.withdrawn:
        progress = "Certificate withdrawn"
    if standing.due_on is None:
        return progress, ""
    by = {
        "overdue": "Overdue, was due",
        "due soon": "Due soon, by",
        "due": "Due by",
    }[standing.state]
    return f"{by} {day(standing.due_on)}", progress


def present_cells(member: TeamMember) -> list[str]:
    """Give a person's row as a file has it: what the screen says, in plain text."""
    cells = [present_standing(standing) for standing in member.standings]
    return [member.name, say_teams(member), *map(say_cell, cells)]


def say_cell(cell: dict[str, str]) -> str:
    """Give a cell of the table in one line."""
    return f"{cell['words']}; {cell['note']}" if cell["note"] else cell["words"]


def say_teams(member: TeamMember) -> str:
    """Name somebody's teams."""
    return ", ".join(member.teams) or "No team"


def present_member(member: TeamMember) -> dict[str, Any]:
    """Give a person as a row of the table."""
    return {
        "url": url_for("manager.person", person_id=member.person_id),
        "person_id": member.person_id,
        "name": member.name,
        "teams": say_teams(member),
        "cells": [present_standing(standing) for standing in member.standings],
    }


def present_pages(
    endpoint: str, number: int, pages: int, **arguments: Any
) -> dict[str, Any]:
    """Give the links to the pages before and after one, as the macro reads them."""

    def link(number: int, words: str) -> dict[str, str]:
        url = url_for(endpoint, **arguments, page=number)
        return {"href": url, "text": words, "labelText": f"Page {number} of {pages}"}

    links = {}
    if number > 1:
        links["previous"] = link(number - 1, "Previous")
    if number < pages:
        links["next"] = link(number + 1, "Next")
    return links
