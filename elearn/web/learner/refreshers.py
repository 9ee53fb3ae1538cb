"""A card that changed in what it says: read it again, once, after passing."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadResponse
from elearn.services.refreshing import (
    answer_refresher,
    finish_refresher,
    show_refresher,
)
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.card_page import Asked, present_card
from elearn.web.learner.routes import blueprint
from elearn.web.reading import check_id

_REFRESHER = "/refreshers/<int:change_id>"


@blueprint.get(_REFRESHER)
@allow("learner")
def refresher(change_id: int) -> str:
    return _page(change_id)


@blueprint.post(f"{_REFRESHER}/questions/<question_id>")
@allow("learner")
def answer_refresher_question(
    change_id: int, question_id: str
) -> tuple[str, int] | Response:
    check_id(change_id)
    form = dict(request.form.lists())
    try:
        current.write(
            answer_refresher,
            current.person().person_id,
            change_id,
            question_id,
            form=form,
            try_number=request.form.get("try", 1, type=int),
            draft_key=request.form.get("draft_key", ""),
            now=current.now(),
        )
    except BadResponse as error:
        return _page(change_id, error, form), 400
    target = url_for(
        "learner.refresher",
        change_id=change_id,
        answered=question_id,
        _anchor=f"at-q-{question_id}",
    )
    return redirect(target, 303)


@blueprint.post(f"{_REFRESHER}/done")
@allow("learner")
def done_refresher(change_id: int) -> tuple[str, int] | Response:
    check_id(change_id)
    try:
        current.write(
            finish_refresher, current.person().person_id, change_id, current.now()
        )
    except BadResponse as error:
        return _page(change_id, error), 400
    return redirect(url_for("learner.home", read="again"), 303)


def _page(
    change_id: int,
    error: BadResponse | None = None,
    form: dict[str, list[str]] | None = None,
) -> str:
    check_id(change_id)
    path = url_for("learner.refresher", change_id=change_id)
    found = current.read(show_refresher, current.person().person_id, change_id, path)
    asked = Asked(
        answered=request.args.get("answered"),
        again=request.args.get("again"),
        error=error,
        form=form or {},
        path=path,
    )
    card = present_card(found.page, asked)
    home_url = url_for("learner.home")
    return render_template(
        "learner/refresher.html",
        page=found.page,
        path=path,
        card={**card, "previous_url": home_url},
        skip=("Leave it for later", home_url),
        why=found.why,
        done_at=found.done_at,
    )
