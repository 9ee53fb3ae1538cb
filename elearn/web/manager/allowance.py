"""Let somebody of the team try an assessment again."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadResponse, NotFound, NotOpenYet
from elearn.services.allowing import HeldUp, allow_another_attempt, get_held_up
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.presenting_assessment import say_when
from elearn.web.learner.presenting_texts import present_words
from elearn.web.manager.routes import blueprint

_ADDRESS = "/team/people/<int(max=999999999):person_id>/another-attempt/<slug>"


@blueprint.get(_ADDRESS)
@allow("manager")
def another_attempt(person_id: int, slug: str) -> str | Response:
    try:
        return _page(person_id, slug)
    except NotOpenYet:
        return redirect(url_for("manager.person", person_id=person_id), 303)


@blueprint.post(_ADDRESS)
@allow("manager")
def allow_attempt(person_id: int, slug: str) -> tuple[str, int] | Response:
    reason = request.form.get("reason", "")
    try:
        current.write(
            allow_another_attempt,
            current.person().person_id,
            person_id,
            slug,
            reason,
            current.moment(),
        )
    except BadResponse as error:
        try:
            return _page(person_id, slug, reason=reason, error=error), 400
        except NotOpenYet:
            pass
    except NotOpenYet:
        # A second click, or somebody else was quicker: they can try, which is what
        # was wanted.
        pass
    return redirect(url_for("manager.person", person_id=person_id), 303)


def say_held_up(held: HeldUp) -> str:
    """Say why somebody may not try again now."""
    standing = held.standing
    if standing.left == 0:
        return f"No attempts left, {len(standing.handed_in)} used"
    if standing.wait_until is None:
        raise NotFound(held.place.course.slug)
    return f"May try again {say_when(standing.wait_until, current.now())}"


def _page(
    person_id: int, slug: str, *, reason: str = "", error: BadResponse | None = None
) -> str:
    name, held = current.read(
        get_held_up, current.person().person_id, person_id, slug, current.now()
    )
    return render_template(
        "manager/another_attempt.html",
        name=name,
        url=url_for("manager.allow_attempt", person_id=person_id, slug=slug),
        person_url=url_for("manager.person", person_id=person_id),
        course=present_words(held.place.snapshot, held.place.course.title),
        why=say_held_up(held),
        made=len(held.standing.handed_in),
        reason=reason,
        error=error,
    )
