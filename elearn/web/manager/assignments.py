"""What is asked of people: the list, asking, moving the day, withdrawing."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadForm, NotFound
from elearn.services.assigning import (
    USUAL_TIME,
    Asked,
    AssigningPage,
    Target,
    ask_for_course,
    list_asked,
    list_assignments,
    show_assigning,
    show_assignment,
    show_withdrawn,
)
from elearn.services.assigning import change_due_day as move_due_day
from elearn.services.assigning import withdraw_assignment as withdraw
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.manager.presenting import present_pages, title_words
from elearn.web.manager.routes import blueprint
from elearn.web.reading import check_id, read_day, read_number, to_number
from elearn.web.wording import count, day

EVERYONE = "everyone"
_MOST_SAID = 10
"""How many new assignments a notice names; asking all teams of somebody makes some."""


@blueprint.get("/assignments")
@allow("assigner")
def assignments() -> str:
    person_id = current.person().person_id
    page = current.read(
        list_assignments, person_id, read_number(request.args, "page") or 1
    )
    asked_ids = [to_number(text) for text in request.args.getlist("asked")]
    asked = current.read(list_asked, person_id, asked_ids[:_MOST_SAID])
    return render_template(
        "manager/assignments.html",
        page=page,
        rows=[_present(line) for line in page.lines],
        asked=[_say_asked(line) for line in asked],
        withdrawn=read_number(request.args, "withdrawn"),
        manages="manager" in current.person().roles,
        pages=present_pages("manager.assignments", page.number, page.pages),
    )


@blueprint.get("/assignments/new")
@allow("assigner")
def new_assignment() -> str:
    again = read_number(request.args, "again")
    due = (current.today() + USUAL_TIME).isoformat()
    if again is None:
        person_id = read_number(request.args, "person")
        who = f"person-{person_id}" if person_id else ""
        return _form_page({"course": "", "who": who, "due": due})
    slug, target, was_due = current.read(
        show_withdrawn, current.person().person_id, again
    )
    if was_due >= current.today():
        due = was_due.isoformat()
    return _form_page({"course": slug, "who": _write_target(target), "due": due})


@blueprint.post("/assignments")
@allow("assigner")
def assign_course() -> tuple[str, int] | Response:
    typed = {name: request.form.get(name, "") for name in ("course", "who", "due")}
    try:
        asked = current.write(
            ask_for_course,
            current.person().person_id,
            typed["course"],
            _read_target(typed["who"]),
            read_day(typed["due"]),
            current.today(),
            current.moment(),
        )
    except BadForm as error:
        return _form_page(typed, error.faults), 400
    return redirect(url_for("manager.assignments", asked=asked), 303)


@blueprint.get("/assignments/<int:assignment_id>")
@allow("assigner")
def assignment(assignment_id: int) -> str:
    return _assignment_page(assignment_id)


@blueprint.post("/assignments/<int:assignment_id>")
@allow("assigner")
def change_due_day(assignment_id: int) -> tuple[str, int] | Response:
    check_id(assignment_id)
    typed = request.form.get("due", "")
    try:
        current.write(
            move_due_day,
            current.person().person_id,
            assignment_id,
            read_day(typed),
            current.today(),
            current.moment(),
        )
    except BadForm as error:
        return _assignment_page(assignment_id, typed, error), 400
    return redirect(url_for("manager.assignments", asked=assignment_id), 303)


@blueprint.get("/assignments/<int:assignment_id>/withdraw")
@allow("assigner")
def confirm_withdrawal(assignment_id: int) -> str:
    return render_template(
        "manager/withdraw_assignment.html", asked=_read(assignment_id)
    )


@blueprint.post("/assignments/<int:assignment_id>/withdraw")
@allow("assigner")
def withdraw_assignment(assignment_id: int) -> Response:
    check_id(assignment_id)
    current.write(withdraw, current.person().person_id, assignment_id, current.moment())
    return redirect(url_for("manager.assignments", withdrawn=assignment_id), 303)


def _form_page(typed: dict[str, str], faults: dict[str, str] | None = None) -> str:
    target = _read_target(typed["who"])
    page = current.read(
        show_assigning,
        current.person().person_id,
        target.person_id if target else None,
    )
    courses = [(c.slug, title_words(c.snapshot)) for c in page.courses]
    return render_template(
        "manager/assign_course.html",
        page=page,
        typed=typed,
        faults=faults or {},
        today=current.today().isoformat(),
        course_items=_items("Choose a course", courses, typed["course"]),
        who_items=_items("Choose who", _who(page), typed["who"]),
        manages="manager" in current.person().roles,
    )


def _assignment_page(
    assignment_id: int, typed: str | None = None, error: BadForm | None = None
) -> str:
    asked = _read(assignment_id)
    return render_template(
        "manager/assignment.html",
        asked=asked,
        due=asked["due"] if typed is None else typed,
        error=error,
        today=current.today().isoformat(),
    )


def _read(assignment_id: int) -> dict[str, Any]:
    check_id(assignment_id)
    return _present(
        current.read(show_assignment, current.person().person_id, assignment_id)
    )


def _read_target(who: str) -> Target | None:
    """Read whom it is for; None where nobody was chosen."""
    kind, _, number = who.partition("-")
    if not who:
        return None
    if who == EVERYONE:
        return Target()
    if kind == "team":
        return Target(team_id=to_number(number))
    if kind == "person":
        return Target(person_id=to_number(number))
    raise NotFound(who)


def _write_target(target: Target) -> str:
    if target.person_id is not None:
        return f"person-{target.person_id}"
    return EVERYONE if target.team_id is None else f"team-{target.team_id}"


def _who(page: AssigningPage) -> list[tuple[str, str]]:
    teams = [(f"team-{t.team_id}", "– " * t.depth + t.name) for t in page.teams]
    if not page.everyone:
        return teams
    words = "Everyone" if page.whole_organisation else "Everyone in my teams"
    return [(EVERYONE, words), *teams]


def _items(
    nothing: str, choices: list[tuple[str, str]], chosen: str
) -> list[dict[str, Any]]:
    return [
        {"value": value, "text": words, "selected": value == chosen}
        for value, words in [("", nothing), *choices]
    ]


def _present(line: Asked) -> dict[str, Any]:
    urls = {}
    if line.may_change:
        for name in ("assignment", "confirm_withdrawal", "withdraw_assignment"):
            urls[name] = url_for(f"manager.{name}", assignment_id=line.assignment_id)
    return {
        "course": title_words(line.column.snapshot) if line.column else line.title,
        "online": line.column is not None,
        "who": _say_target(line),
        "due": line.due_on.isoformat(),
        "by": day(line.due_on),
        "late": line.is_late(current.today()),
        "done": line.done,
        "everybody": line.everybody,
        "left": line.everybody - line.done,
        "asker": line.asker_name,
        "asked_on": day(line.asked_at),
        "urls": urls,
    }


def _say_target(line: Asked) -> str:
    if line.target == Target():
        return "Everyone"
    return line.target_name


def _say_asked(line: Asked) -> str:
    """Say what is asked now, as a notice does after asking."""
    shown = _present(line)
    done = f" {line.done} have done it already." if line.done > 1 else ""
    if line.done == 1:
        done = " One has done it already."
    if line.target.person_id is not None:
        return f"{shown['who']}: “{shown['course']}” by {shown['by']}."
    people = count(line.everybody, "person", "people")
    return (
        f"{shown['who']}: “{shown['course']}” by {shown['by']}, {people} in all.{done}"
    )
