"""One's own certificates."""

from typing import Any
from urllib.parse import quote

from flask import Response, render_template

from elearn.services.awarding import AwardView, get_certificate, list_own_awards
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.routes import blueprint
from elearn.web.wording import day

_LOOKS = {
    "valid": "done",
    "past refresh": "due",
    "superseded": "todo",
    "revoked": "overdue",
}


@blueprint.get("/certificates")
@allow("learner")
def certificates() -> str:
    awards = current.read(list_own_awards, current.person().person_id, current.today())
    return render_template(
        "learner/certificates.html", awards=[_present(award) for award in awards]
    )


@blueprint.get("/certificates/<number>.pdf")
@allow("learner")
def certificate_pdf(number: str) -> Response:
    pdf = current.read(get_certificate, current.person().person_id, number)
    # A number that was found may still be spelt in an address as somebody liked.
    name = f"certificate-{quote(number)}.pdf"
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _present(award: AwardView) -> dict[str, Any]:
    facts = award.facts
    return {
        "look": _LOOKS[award.state],
        "words": _say_state(award),
        "number": award.number,
        "course_title": facts.course_title,
        "name": facts.person_name,
        "passed_on": facts.passed_on,
        "refresh_on": facts.refresh_on,
        "hours": facts.cpd_hours_text,
    }


def _say_state(award: AwardView) -> str:
    refresh_on = award.facts.refresh_on
    if award.state == "past refresh" and refresh_on is not None:
        return f"Past its refresh date, {day(refresh_on)}: take the course again"
    return {
        "superseded": "Replaced by a newer certificate",
        "revoked": "Withdrawn: ask your manager why",
    }.get(award.state, "Valid")
