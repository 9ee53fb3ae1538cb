"""The final assessment, question by question, and its result."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import AlreadyHandedIn, BadResponse, NotFound
from elearn.services import assessing
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.routes import blueprint

_ASSESSMENT = "/courses/<slug>/assessment"
_ATTEMPT = f"{_ASSESSMENT}/attempts/<int:number>"


@blueprint.get(_ASSESSMENT)
@allow("learner")
def assessment(slug: str) -> str:
    page = current.read(assessing.show_assessment, current.person().person_id, slug)
    return render_template("learner/assessment.html", page=page, now=current.now())


@blueprint.post(f"{_ASSESSMENT}/attempts")
@allow("learner")
def start_attempt(slug: str) -> Response:
    number = current.write(
        assessing.start_attempt, current.person().person_id, slug, current.moment()
    )
    return redirect(_question_url(slug, number, 1), 303)


@blueprint.get(_ATTEMPT)
@allow("learner")
def attempt(slug: str, number: int) -> str | Response:
    """Look over the answers before handing them in."""
    try:
        page = _read_attempt(slug, number)
    except AlreadyHandedIn:
        return redirect(url_for("learner.result", slug=slug, number=number), 303)
    return render_template("learner/attempt.html", page=page)


@blueprint.get(f"{_ATTEMPT}/questions/<int:position>")
@allow("learner")
def attempt_question(slug: str, number: int, position: int) -> str | Response:
    try:
        return _question_page(slug, number, position)
    except AlreadyHandedIn:
        return redirect(url_for("learner.result", slug=slug, number=number), 303)


@blueprint.post(f"{_ATTEMPT}/questions/<int:position>")
@allow("learner")
def save_answer(
    slug: str, number: int, position: int
) -> str | tuple[str, int] | Response:
    form = dict(request.form.lists())
    try:
        following = current.write(
            assessing.save_answer,
            current.person().person_id,
            slug,
            number,
            position,
            form=form,
            try_number=request.form.get("try", 1, type=int),
            draft_key=request.form.get("draft_key", ""),
            now=current.now(),
        )
    except AlreadyHandedIn:
        return redirect(url_for("learner.result", slug=slug, number=number), 303)
    except BadResponse as error:
        page = _question_page(slug, number, position, error=error, form=form)
        return page, 400
    if following is None or form.get("then") == ["look-over"]:
        return redirect(url_for("learner.attempt", slug=slug, number=number), 303)
    return redirect(_question_url(slug, number, following), 303)


@blueprint.post(f"{_ATTEMPT}/hand-in")
@allow("learner")
def hand_in(slug: str, number: int) -> Response:
    current.write(
        assessing.hand_in, current.person().person_id, slug, number, current.moment()
    )
    return redirect(url_for("learner.result", slug=slug, number=number), 303)


@blueprint.get(f"{_ATTEMPT}/result")
@allow("learner")
def result(slug: str, number: int) -> str:
    page = current.read(assessing.show_result, current.person().person_id, slug, number)
    return render_template("learner/result.html", page=page, now=current.now())


def _read_attempt(slug: str, number: int, page: str = "") -> assessing.AttemptPage:
    return current.read(
        assessing.show_attempt, current.person().person_id, slug, number, page
    )


def _question_page(
    slug: str,
    number: int,
    position: int,
    *,
    error: BadResponse | None = None,
    form: dict[str, list[str]] | None = None,
) -> str:
    path = _question_url(slug, number, position)
    page = _read_attempt(slug, number, path)
    if not 1 <= position <= len(page.asked):
        raise NotFound(position, "There is no question with this number.")
    return render_template(
        "learner/attempt_question.html",
        page=page,
        path=path,
        asked=page.asked[position - 1],
        error=error,
        form=form or {},
    )


def _question_url(slug: str, number: int, position: int) -> str:
    return url_for(
        "learner.attempt_question", slug=slug, number=number, position=position
    )
