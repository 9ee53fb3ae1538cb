"""Cards that people who passed with an older text are asked to read again."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadForm
from elearn.services.deciding import show_refreshers
from elearn.services.refreshing import mark_card, stop_asking
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.reading import check_id
from elearn.web.trainer.routes import blueprint


@blueprint.get("/courses/<slug>/refreshers")
@allow("trainer")
def refreshers(slug: str) -> str:
    return _page(slug)


@blueprint.post("/courses/<slug>/refreshers")
@allow("trainer")
def mark(slug: str) -> tuple[str, int] | Response:
    module_id, _, card_id = request.form.get("card", "").partition("/")
    try:
        current.write(
            mark_card,
            slug,
            module_id,
            card_id,
            request.form.get("why", ""),
            current.moment(),
            current.person().person_id,
        )
    except BadForm as error:
        return _page(slug, error.faults), 400
    return redirect(url_for("trainer.refreshers", slug=slug, said="marked"), 303)


@blueprint.post("/courses/<slug>/refreshers/<int:change_id>/stop")
@allow("trainer")
def stop(slug: str, change_id: int) -> Response:
    check_id(change_id)
    current.write(
        stop_asking, slug, change_id, current.moment(), current.person().person_id
    )
    return redirect(url_for("trainer.refreshers", slug=slug, said="stopped"), 303)


_SAID = {
    "marked": "Done. Whoever passed with an older text finds it on their first page.",
    "stopped": "Nobody is asked any more. What was done stays.",
}


def _page(slug: str, faults: dict[str, str] | None = None) -> str:
    page = current.read(show_refreshers, slug)
    chosen = request.form.get("card", "")
    items = [{"value": "", "text": "Choose a card"}] + [
        {"value": f"{m}/{c}", "text": words, "selected": f"{m}/{c}" == chosen}
        for m, c, words in page.cards
    ]
    return render_template(
        "trainer/refreshers.html",
        page=page,
        items=items,
        why=request.form.get("why", ""),
        said=_SAID.get(request.args.get("said", ""), ""),
        faults=faults or {},
    )
