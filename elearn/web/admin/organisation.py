"""The organisation's own page: who it is, its words, and its logo."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.documents.logo import MAX_UPLOAD
from elearn.domain.organisation import (
    DETAILS,
    LONGEST,
    NATIONS,
    WORDS,
    OrganisationDetails,
)
from elearn.errors import BadResponse
from elearn.services.organisation_details import (
    Faults,
    OrganisationView,
    Overtaken,
    change_organisation,
    group_zones,
    remove_logo,
    set_logo,
    show_organisation,
)
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow, takes_file
from elearn.web.wording import count

OTHER = "other"
"""Said where somebody types a word of their own."""

LABELS = {
    "name": "Name of the organisation",
    "contact": "Contact for questions about training",
    "signatory_name": "Name of who signs certificates",
    "signatory_role": "Their role",
    "safeguarding_contact": "Safeguarding contact",
    "nation": "Nation",
    "time_zone": "Time zone",
    "person_word": "Word for one person",
    "people_word": "Word for several people",
}


@blueprint.get("/details")
@allow("admin")
def details() -> str:
    view = current.read(show_organisation)
    return _details_page(view, view.details, saved=request.args.get("saved") == "yes")


@blueprint.post("/details")
@allow("admin")
def save_details() -> tuple[str, int] | Response:
    typed = _read_details()
    outcome = current.write(
        change_organisation,
        current.moment(),
        current.person().person_id,
        typed,
        _read_revision(),
    )
    if isinstance(outcome, Faults):
        view = current.read(show_organisation)
        return _details_page(view, typed, faults=outcome.by_field), 400
    if isinstance(outcome, Overtaken):
        return _details_page(outcome.saved, typed, overtaken=outcome), 409
    return redirect(url_for("admin.details", saved="yes"), 303)


@blueprint.get("/logo")
@allow("admin")
def logo() -> str:
    return _logo_page(saved=request.args.get("saved", ""))


@blueprint.post("/logo")
@allow("admin")
@takes_file(2 * MAX_UPLOAD)
def save_logo() -> tuple[str, int] | Response:
    sent = request.files.get("logo")
    try:
        current.write(
            set_logo,
            current.moment(),
            current.person().person_id,
            sent.stream.read() if sent else b"",
        )
    except BadResponse as error:
        return _logo_page(error=error.sentence), 400
    return redirect(url_for("admin.logo", saved="new"), 303)


@blueprint.post("/logo/remove")
@allow("admin")
def take_logo_away() -> Response:
    current.write(remove_logo, current.moment(), current.person().person_id)
    return redirect(url_for("admin.logo", saved="none"), 303)


def _logo_page(*, saved: str = "", error: str = "") -> str:
    view = current.read(show_organisation)
    return render_template(
        "admin/logo.html", view=view, saved=saved, error=error or None
    )


def _details_page(
    view: OrganisationView,
    shown: OrganisationDetails,
    *,
    saved: bool = False,
    faults: dict[str, str] | None = None,
    overtaken: Overtaken | None = None,
) -> str:
    pair = (shown.person_word, shown.people_word)
    return render_template(
        "admin/details.html",
        view=view,
        shown=shown,
        labels=LABELS,
        longest=LONGEST,
        saved=saved,
        faults=faults or {},
        changes=_present_changes(overtaken, shown),
        certificates=count(view.awards, "certificate"),
        nations=_items([(name, name) for name in NATIONS], shown.nation),
        words=[
            {
                "value": one,
                "text": f"{one}, {several}",
                "hint": {"text": say_with(one, several)},
                "checked": pair == (one, several),
            }
            for one, several in WORDS
        ],
        is_own_word=pair not in WORDS and request.form.get("word", OTHER) == OTHER,
        zones=[
            (area, [(zone, _say_zone(zone)) for zone in zones])
            for area, zones in group_zones()
        ],
    )


def say_with(one: str, several: str) -> str:
    """Say a sentence as the pages do, so that somebody can hear how a word reads."""
    return f"“Are you worried about one of the {several}? Stay with the {one}.”"


def _present_changes(
    overtaken: Overtaken | None, typed: OrganisationDetails
) -> list[tuple[str, str, str]]:
    """Give field, what is saved now, and what was typed here."""
    if overtaken is None:
        return []
    return [
        (
            LABELS[name],
            getattr(overtaken.saved.details, name) or "(empty)",
            getattr(typed, name) or "(empty)",
        )
        for name in overtaken.differing
    ]


def _read_details() -> OrganisationDetails:
    form = request.form
    given = {name: form.get(name, "") for name in DETAILS}
    chosen = next((pair for pair in WORDS if pair[0] == form.get("word")), None)
    if chosen:
        given["person_word"], given["people_word"] = chosen
    elif form.get("word") != OTHER:
        given["person_word"] = given["people_word"] = ""
    return OrganisationDetails(**given)


def _read_revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _items(choices: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": value, "text": words, "checked": value == chosen}
        for value, words in choices
    ]


def _say_zone(zone: str) -> str:
    """Say a zone by its place: Indiana, Knox."""
    place = zone.partition("/")[2] or zone
    return place.replace("/", ", ").replace("_", " ")
