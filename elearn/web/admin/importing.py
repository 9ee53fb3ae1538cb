"""Import people from a list, and print codes for those without an e-mail address."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from elearn.domain.people_list import MOST_BYTES
from elearn.errors import BadResponse
from elearn.services.handing_out import (
    CODES_ON_A_SHEET,
    count_codes_wanted,
    hand_out_sheet,
)
from elearn.services.import_plan import Choices, Plan, RowState
from elearn.services.people_import import (
    import_people,
    keep_people_file,
    preview_import,
)
from elearn.services.teams import list_team_tree
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow, takes_file
from elearn.web.reading import read_number

_SHOWN = 100
"""Lines of each sort on a page; more are counted. All that is refused is shown."""

_ROOM_FOR_FORM = 64 * 1024
_SAMPLE = """\
name,sign-in name,e-mail,job role,team
Ben Achterberg,ben.achterberg,ben.achterberg@example.org,Care worker,North round
Chiara Bianchi,,,Senior carer,North round|South round
"Okoye, Darius",darius,,Care worker,Rosewood House > Night team
"""
_SORTS: tuple[tuple[RowState, str], ...] = (
    ("refused", "Left out"),
    ("new", "New"),
    ("changed", "Changed"),
)


@blueprint.get("/people/import")
@allow("admin")
def import_list() -> str:
    return _send_page()


@blueprint.post("/people/import")
@allow("admin")
@takes_file(MOST_BYTES + _ROOM_FOR_FORM)
def send_list() -> ResponseReturnValue:
    sent, pasted = request.files.get("file"), request.form.get("pasted", "")
    data = b""
    if sent:
        with sent.stream as stream:
            data = stream.read()
    data = data or pasted.encode()
    if not data.strip():
        return _send_page(error="Choose a file, or paste your list."), 400
    admin_id = current.person().person_id
    try:
        number = current.write(keep_people_file, current.moment(), admin_id, data)
    except BadResponse as error:
        return _send_page(pasted=pasted, error=error.sentence), 400
    return redirect(url_for("admin.preview_list", number=number), 303)


@blueprint.get("/people/import/sample.csv")
@allow("admin")
def sample_list() -> Response:
    return Response(
        _SAMPLE.replace("\n", "\r\n").encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="people.csv"'},
    )


@blueprint.get("/people/import/<number>")
@allow("admin")
def preview_list(number: str) -> ResponseReturnValue:
    choices = _read_choices(request.args)
    admin_id = current.person().person_id
    plan = current.read(preview_import, admin_id, number, choices)
    if plan is None:
        return redirect(url_for("admin.imported_list", number=number), 303)
    return _preview_page(number, plan, choices)


@blueprint.post("/people/import/<number>")
@allow("admin")
def confirm_list(number: str) -> ResponseReturnValue:
    choices = _read_choices(request.form)
    outcome = current.write(
        import_people,
        current.moment(),
        current.person().person_id,
        number,
        choices,
        request.form.get("mark", ""),
        inviting=request.form.get("inviting") == "yes",
    )
    if isinstance(outcome, Plan):
        return _preview_page(number, outcome, choices, overtaken=True), 409
    done: dict[str, Any] = {}
    if outcome is not None:
        done = {
            "new": outcome.new,
            "changed": outcome.changed,
            "invited": outcome.invited,
        }
    return redirect(url_for("admin.imported_list", number=number, **done), 303)


@blueprint.get("/people/import/<number>/done")
@allow("admin")
def imported_list(number: str) -> str:
    wanted = current.read(count_codes_wanted, current.now())
    figures = {
        name: read_number(request.args, name) for name in ("new", "changed", "invited")
    }
    return render_template("admin/imported.html", **figures, codes=wanted.without)


@blueprint.get("/people/codes")
@allow("admin")
def codes() -> str:
    team_id = read_number(request.args, "team")
    wanted = current.read(count_codes_wanted, current.now(), team_id)
    return render_template(
        "admin/codes.html",
        wanted=wanted,
        team_id=team_id,
        most=CODES_ON_A_SHEET,
        team_items=[
            {"value": "", "text": "All"},
            *(
                {
                    "value": str(team.team_id),
                    "text": "– " * team.depth + team.name,
                    "selected": team.team_id == team_id,
                }
                for team in current.read(list_team_tree)
            ),
        ],
    )


@blueprint.post("/people/codes")
@allow("admin")
def print_codes() -> ResponseReturnValue:
    """Make codes and show them in this answer: they stand nowhere else."""
    team_id = read_number(request.form, "team")
    made = current.write(
        hand_out_sheet,
        current.moment(),
        current.person().person_id,
        team_id,
        again=request.form.get("again") == "yes",
    )
    if not made:
        return redirect(url_for("admin.codes", team=team_id), 303)
    left = current.read(count_codes_wanted, current.now(), team_id).without
    return render_template(
        "admin/codes_sheet.html", made=made, left=left, site=current.settings().site_url
    )


def _send_page(*, pasted: str = "", error: str = "") -> str:
    return render_template("admin/import.html", pasted=pasted, error=error)


def _preview_page(
    number: str, plan: Plan, choices: Choices, *, overtaken: bool = False
) -> str:
    lists = []
    for state, title in _SORTS:
        rows = [row for row in plan.rows if row.state == state]
        shown = rows if state == "refused" else rows[:_SHOWN]
        if rows:
            lists.append((title, shown, len(rows) - len(shown)))
    return render_template(
        "admin/preview.html",
        number=number,
        plan=plan,
        choices=choices,
        lists=lists,
        importing=plan.counts["new"] + plan.counts["changed"],
        overtaken=overtaken,
    )


def _read_choices(fields: Any) -> Choices:
    return Choices(
        fields.get("new_teams") == "yes", fields.get("new_job_roles") == "yes"
    )
