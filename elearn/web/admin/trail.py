"""The audit trail on the screen and as a file."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for

from elearn.services.trail import (
    LINES_IN_A_FILE,
    TrailFilter,
    TrailLine,
    read_trail,
)
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.admin.trail_words import SENTENCES, say_event
from elearn.web.audience import allow
from elearn.web.csv_files import answer_csv
from elearn.web.reading import read_number
from elearn.web.wording import moment_words

_ASKED = ("about", "by", "kind", "since", "until")
_KINDS = sorted({kind for _, kind in SENTENCES})
_LONGEST = 100


@blueprint.get("/trail")
@allow("admin")
def trail() -> str:
    given = _read_given()
    asked, faults = _read_filter(given)
    before = read_number(request.args, "before")
    page = current.read(read_trail, asked, before)
    earlier = ""
    if page.next_before is not None:
        earlier = url_for("admin.trail", **_kept(given), before=page.next_before)
    return render_template(
        "admin/trail.html",
        given=given,
        faults=faults,
        kind_items=[
            {"value": "", "text": "All"},
            *(
                {"value": k, "text": k.capitalize(), "selected": k == given["kind"]}
                for k in _KINDS
            ),
        ],
        lines=[_present(line) for line in page.lines],
        narrowed=bool(_kept(given)),
        newest=url_for("admin.trail", **_kept(given)) if before else "",
        earlier=earlier,
        csv_url=url_for("admin.trail_csv", **_kept(given)),
    )


@blueprint.get("/trail.csv")
@allow("admin")
def trail_csv() -> Response:
    asked, _ = _read_filter(_read_given())
    page = current.read(read_trail, asked, None, LINES_IN_A_FILE)
    rows = [
        [said["at"], said["words"], said["address"]]
        for said in map(_present, page.lines)
    ]
    name = f"trail-{current.today():%Y-%m-%d}.csv"
    return answer_csv(name, [["When", "What", "Address"], *rows])


def _present(line: TrailLine) -> dict[str, str]:
    return {
        "at": moment_words(line.at),
        "words": say_event(line),
        "address": line.address,
    }


def _read_given() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:_LONGEST] for name in _ASKED}


def _kept(given: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}


def _read_filter(given: dict[str, str]) -> tuple[TrailFilter, dict[str, str]]:
    """Read what was asked, and say which days cannot be read."""
    since, until = _read_day(given["since"]), _read_day(given["until"])
    faults = {
        name: "Write the day as 2027-03-31."
        for name, read in (("since", since), ("until", until))
        if given[name] and read is None
    }
    end = until + timedelta(days=1) if until and until < date.max else None
    return (
        TrailFilter(
            given["about"],
            given["by"],
            given["kind"],
            _begin(since) if since else None,
            _begin(end) if end else None,
        ),
        faults,
    )


def _read_day(text: str) -> date | None:
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return None
    # No zone can be applied to the very first days there are.
    return read if read.year > 1 else None


def _begin(day: date) -> datetime:
    """Give the moment at which a day begins where the organisation works."""
    zone = ZoneInfo(current.person().time_zone)
    return datetime.combine(day, time(), tzinfo=zone)
