"""One's own certificates."""

from flask import Response, render_template

from elearn.services.awarding import get_certificate, list_own_awards
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.routes import blueprint


@blueprint.get("/certificates")
@allow("learner")
def certificates() -> str:
    awards = current.read(list_own_awards, current.person().person_id, current.today())
    return render_template("learner/certificates.html", awards=awards)


@blueprint.get("/certificates/<number>.pdf")
@allow("learner")
def certificate_pdf(number: str) -> Response:
    pdf = current.read(get_certificate, current.person().person_id, number)
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="certificate-{number}.pdf"'},
    )
