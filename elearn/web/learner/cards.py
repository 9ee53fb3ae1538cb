"""Cards of a module: read, answer, reflect, go on."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadResponse
from elearn.services import learning
from elearn.services.home import show_course
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.card_page import Asked, present_card
from elearn.web.learner.routes import blueprint

_CARD = "/courses/<slug>/modules/<module_id>/<card_id>"


@blueprint.get("/courses/<slug>/modules/<module_id>")
@allow("learner")
def module(slug: str, module_id: str) -> Response:
    """Open a module where the learner left off, or at its first card."""
    page = current.read(show_course, current.person().person_id, slug, current.today())
    card_id = page.first_card_id(module_id)
    target = url_for("learner.card", slug=slug, module_id=module_id, card_id=card_id)
    return redirect(target, 303)


@blueprint.get(_CARD)
@allow("learner")
def card(slug: str, module_id: str, card_id: str) -> str:
    return _card_page(slug, module_id, card_id)


@blueprint.post(f"{_CARD}/done")
@allow("learner")
def finish_card(
    slug: str, module_id: str, card_id: str
) -> str | tuple[str, int] | Response:
    try:
        finished = current.write(
            learning.finish_card,
            current.person().person_id,
            slug,
            module_id,
            card_id,
            current.moment(),
        )
    except BadResponse as error:
        return _card_page(slug, module_id, card_id, error=error), 400
    if finished.next_card_id is None:
        return redirect(url_for("learner.course", slug=slug, done=module_id), 303)
    target = url_for(
        "learner.card", slug=slug, module_id=module_id, card_id=finished.next_card_id
    )
    return redirect(target, 303)


@blueprint.post(f"{_CARD}/questions/<question_id>")
@allow("learner")
def answer_card_question(
    slug: str, module_id: str, card_id: str, question_id: str
) -> str | tuple[str, int] | Response:
    form = dict(request.form.lists())
    try:
        current.write(
            learning.answer_card_question,
            current.person().person_id,
            slug,
            module_id,
            card_id,
            question_id,
            form=form,
            try_number=request.form.get("try", 1, type=int),
            draft_key=request.form.get("draft_key", ""),
            now=current.now(),
        )
    except BadResponse as error:
        return _card_page(slug, module_id, card_id, error=error, form=form), 400
    target = url_for(
        "learner.card",
        slug=slug,
        module_id=module_id,
        card_id=card_id,
        answered=question_id,
        _anchor=f"at-q-{question_id}",
    )
    return redirect(target, 303)


@blueprint.post(f"{_CARD}/reflections/<reflection_id>")
@allow("learner")
def save_reflection(
    slug: str, module_id: str, card_id: str, reflection_id: str
) -> str | tuple[str, int] | Response:
    try:
        current.write(
            learning.save_reflection,
            current.person().person_id,
            slug,
            module_id,
            card_id,
            reflection_id,
            text=request.form.get("written", ""),
            draft_key=request.form.get("draft_key", ""),
            now=current.now(),
        )
    except BadResponse as error:
        form = dict(request.form.lists())
        return _card_page(slug, module_id, card_id, error=error, form=form), 400
    target = url_for(
        "learner.card",
        slug=slug,
        module_id=module_id,
        card_id=card_id,
        kept=reflection_id,
        _anchor=f"at-reflection-{reflection_id}",
    )
    return redirect(target, 303)


def _card_page(
    slug: str,
    module_id: str,
    card_id: str,
    *,
    error: BadResponse | None = None,
    form: dict[str, list[str]] | None = None,
) -> str:
    path = url_for("learner.card", slug=slug, module_id=module_id, card_id=card_id)
    page = current.read(
        learning.show_card,
        current.person().person_id,
        slug,
        module_id,
        card_id,
        path,
    )
    asked = Asked(
        answered=request.args.get("answered"),
        again=request.args.get("again"),
        kept=request.args.get("kept"),
        error=error,
        form=form or {},
    )
    return render_template(
        "learner/card.html", page=page, path=path, card=present_card(page, asked)
    )
