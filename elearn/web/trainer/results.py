"""Results under an older answer key: look, and mark them again."""

from flask import render_template, request
from werkzeug.wrappers import Response

from elearn.services.deciding import show_results
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.trainer.presenting import present_preview
from elearn.web.trainer.publishing import mark_again
from elearn.web.trainer.routes import blueprint
from elearn.web.wording import count


@blueprint.get("/courses/<slug>/results")
@allow("trainer")
def results(slug: str) -> str:
    page = current.read(show_results, slug)
    marked = request.args.get("marked", type=int)
    return render_template(
        "trainer/results.html",
        page=page,
        preview=present_preview(page.preview),
        marked=None if marked is None else count(marked, "result"),
        is_done=request.args.get("done") != "no",
    )


@blueprint.post("/courses/<slug>/results")
@allow("trainer")
def regrade(slug: str) -> Response:
    return mark_again(slug)
