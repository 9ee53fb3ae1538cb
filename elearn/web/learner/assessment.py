"""The final assessment, question by question, and its result."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import (
    AlreadyHandedIn,
    AttemptsUsedUp,
    BadResponse,
    NotFound,
    NotOpenYet,
)
from elearn.services import assessing
from elearn.services.drafts import save_draft
from elearn.services.reviewing import show_result
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner import presenting_assessment as presenting
from elearn.web.learner.presenting import present_given, present_question
from elearn.web.learner.presenting_texts import present_words
from elearn.web.learner.routes import blueprint

_ASSESSMENT = "/courses/<slug>/assessment"
# Numbers are bounded, because a database refuses what is too large for a column.
_ATTEMPT = f"{_ASSESSMENT}/attempts/<int(max=99999):number>"
_QUESTION = f"{_ATTEMPT}/questions/<int(max=99999):position>"

ANSWER_FORM = "answer"


@blueprint.get(_ASSESSMENT)
@allow("learner")
def assessment(slug: str) -> str:
    page = current.read(assessing.show_assessment, current.person().person_id, slug)
    now = current.now()
    return render_template(
        "learner/assessment.html",
        page=page,
        course_title=present_words(page.place.snapshot, page.place.course.title),
        state=presenting.find_state(page, now),
        words=presenting.describe_standing(page, now),
        facts=presenting.list_facts(page),
        to_do=presenting.list_to_do(page),
        write_marks=presenting.write_marks,
    )


@blueprint.post(f"{_ASSESSMENT}/attempts")
@allow("learner")
def start_attempt(slug: str) -> Response:
    try:
        number = current.write(
            assessing.start_attempt,
            current.person().person_id,
            slug,
            current.moment(),
        )
    except (NotOpenYet, AttemptsUsedUp, AlreadyHandedIn):
        # Its page says what is to be done first, until when to wait, or that it is
        # passed.
        return redirect(url_for("learner.assessment", slug=slug), 303)
    return redirect(_question_url(slug, number, 1), 303)


@blueprint.get(_ATTEMPT)
@allow("learner")
def attempt(slug: str, number: int) -> str | Response:
    """Look over the answers before handing them in."""
    try:
        return _look_over_page(slug, number)
    except AlreadyHandedIn:
        return redirect(_result_url(slug, number), 303)


@blueprint.get(_QUESTION)
@allow("learner")
def attempt_question(slug: str, number: int, position: int) -> str | Response:
    try:
        return _question_page(slug, number, position)
    except AlreadyHandedIn:
        return redirect(_result_url(slug, number), 303)


@blueprint.post(_QUESTION)
@allow("learner")
def save_answer(slug: str, number: int, position: int) -> tuple[str, int] | Response:
    form = dict(request.form.lists())
    looks_over = form.pop("then", []) == ["look-over"]
    draft_key = f"{_question_url(slug, number, position)}#{ANSWER_FORM}"
    person_id, now = current.person().person_id, current.now()
    try:
        following = current.write(
            assessing.save_answer,
            person_id,
            slug,
            number,
            position,
            form=form,
            draft_key=draft_key,
            now=now,
        )
    except AlreadyHandedIn:
        return redirect(_result_url(slug, number), 303)
    except BadResponse as error:
        if not looks_over:
            return _question_page(slug, number, position, error=error, form=form), 400
        # Looking over is no promise to have answered; what is begun is kept.
        begun = {name: form[name] for name in form if name.startswith("answer")}
        if any(value for values in begun.values() for value in values):
            current.write(save_draft, person_id, draft_key, begun, now)
        following = None
    if following is None or looks_over:
        return redirect(url_for("learner.attempt", slug=slug, number=number), 303)
    return redirect(_question_url(slug, number, following), 303)


@blueprint.post(f"{_ATTEMPT}/hand-in")
@allow("learner")
def hand_in(slug: str, number: int) -> tuple[str, int] | Response:
    try:
        current.write(
            assessing.hand_in,
            current.person().person_id,
            slug,
            number,
            current.moment(),
        )
    except NotOpenYet as error:
        return _look_over_page(slug, number, error=error), 409
    return redirect(_result_url(slug, number), 303)


@blueprint.get(f"{_ATTEMPT}/result")
@allow("learner")
def result(slug: str, number: int) -> str | Response:
    try:
        page = current.read(show_result, current.person().person_id, slug, number)
    except NotOpenYet:
        return redirect(url_for("learner.attempt", slug=slug, number=number), 303)
    standing, now = page.standing, current.now()
    return render_template(
        "learner/result.html",
        page=page,
        course_title=present_words(page.place.snapshot, page.place.course.title),
        result=presenting.name_result(page),
        score=presenting.write_marks(page.result.points),
        needed=presenting.needed_words(page),
        topics=presenting.list_topics(page),
        reviewed=presenting.list_reviewed(page) if page.answers_shown else [],
        critical=presenting.list_reviewed(page, critical=True),
        written=[] if page.answers_shown else presenting.list_written(page),
        state=presenting.find_state(standing, now) if standing else "locked",
        wait_words=(
            presenting.describe_standing(standing, now)
            if standing and standing.wait_until
            else ""
        ),
        to_do=presenting.list_to_do(standing) if standing else [],
    )


def _read_attempt(slug: str, number: int, page: str = "") -> assessing.AttemptPage:
    return current.read(
        assessing.show_attempt, current.person().person_id, slug, number, page
    )


def _look_over_page(slug: str, number: int, error: NotOpenYet | None = None) -> str:
    page = _read_attempt(slug, number)
    left = [asked.position for asked in page.asked if asked.given is None]
    return render_template(
        "learner/attempt.html",
        page=page,
        rows=presenting.list_answered(page),
        left=left,
        error=error,
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
    asked = page.asked[position - 1]
    # What was sent just now, else what was typed and not sent, else what is kept.
    fields = form if form is not None else page.drafts.get(ANSWER_FORM)
    given = asked.given or {} if fields is None else present_given(fields)
    return render_template(
        "learner/attempt_question.html",
        page=page,
        path=path,
        asked=asked,
        question=present_question(page.snapshot, asked.question, asked.order),
        given=given,
        is_draft=form is None and given != (asked.given or {}),
        error=error,
    )


def _question_url(slug: str, number: int, position: int) -> str:
    return url_for(
        "learner.attempt_question", slug=slug, number=number, position=position
    )


def _result_url(slug: str, number: int) -> str:
    return url_for("learner.result", slug=slug, number=number)
