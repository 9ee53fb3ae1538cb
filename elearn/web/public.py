"""Pages and files for everybody, signed in or not."""

import re
from typing import cast

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from elearn.documents.portraits import LOOKS, MOODS, draw_portrait
from elearn.errors import NotFound
from elearn.services.awarding import AwardView, find_award
from elearn.services.health import is_ready
from elearn.services.site_pages import SitePageKind, show_site_page
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.security import SANDBOX
from elearn.web.templating import FOREVER
from elearn.web.throttle import Throttle
from elearn.web.wording import day

blueprint = Blueprint("public", __name__)

_SECONDS = 60
_LOOKUPS = "elearn_lookups"
_LONGEST_NUMBER = 30
_NOT_IN_NUMBERS = re.compile(r"[^0-9A-Za-z]+")

_STATES = {
    "valid": ("valid", "{} issued this certificate, and it still holds."),
    "past refresh": (
        "refresh-due",
        "{} issued this certificate. The day by which to take the course again "
        "has passed.",
    ),
    "superseded": (
        "superseded",
        "{} issued this certificate. The same person has completed the course again "
        "since, and holds a newer one.",
    ),
    "revoked": (
        "revoked",
        "{} issued this certificate and has withdrawn it. Do not rely on it.",
    ),
}
_UNKNOWN = (
    "Compare it with the certificate, letter by letter. If it is the same, we did not "
    "issue it."
)
_NAME_ERASED = (
    " The record stands, but the name on it has been erased at the wish of the person "
    "it belongs to."
)
_TOO_MANY = "You have looked up many numbers. Wait a minute, then try again."


@blueprint.record
def _count_lookups(state: BlueprintSetupState) -> None:
    # A number has 55 random bits, so guessing is hopeless; this keeps it cheap too.
    state.app.extensions[_LOOKUPS] = Throttle(most=30, seconds=_SECONDS)


@blueprint.get("/verify")
@allow("public")
def verify() -> str | AnyResponse:
    typed = request.args.get("number", "")
    number = _tidy(typed)
    if number:
        return redirect(url_for("public.verify_number", number=number), 303)
    error = "Type the number of the certificate." if "number" in request.args else None
    return render_template("public/verify.html", error=error)


@blueprint.get("/verify/<number>")
@allow("public")
def verify_number(number: str) -> AnyResponse:
    lookups = cast(Throttle, current_app.extensions[_LOOKUPS])
    if not lookups.allows(request.remote_addr or "", current.now()):
        page = make_response(
            render_template("errors/429.html", sentence=_TOO_MANY), 429
        )
        page.headers["Retry-After"] = str(_SECONDS)
        return page
    award = current.read(find_award, number, current.now())
    page = make_response(_verify_page(award, number), 200 if award else 404)
    # Nobody's name should be found by a search for it.
    page.headers["X-Robots-Tag"] = "noindex"
    return page


def _tidy(typed: str) -> str:
    """Keep what can stand in a number; it is shown again, also to whom a link lured."""
    return _NOT_IN_NUMBERS.sub("-", typed).strip("-")[:_LONGEST_NUMBER]


def _verify_page(award: AwardView | None, typed: str) -> str:
    if award is None:
        return render_template(
            "public/verify_result.html",
            state="unknown",
            number=_tidy(typed),
            words=_UNKNOWN,
            rows=[],
        )
    state, words = _STATES[award.state]
    return render_template(
        "public/verify_result.html",
        state=state,
        number=award.number,
        words=words.format(award.facts.organisation_name)
        + (_NAME_ERASED if award.name_erased else ""),
        rows=[
            ("Name", "Erased" if award.name_erased else award.facts.person_name),
            ("Course", award.facts.course_title),
            ("Completed", day(award.facts.passed_on)),
            ("Organisation", award.facts.organisation_name),
        ],
    )


@blueprint.get("/portraits/<look>/<mood>.svg")
@allow("public")
def portrait(look: str, mood: str) -> Response:
    if look not in LOOKS or mood not in MOODS:
        raise NotFound(f"{look}/{mood}")
    return Response(
        draw_portrait(look, mood),
        mimetype="image/svg+xml",
        headers={"Cache-Control": FOREVER, "Content-Security-Policy": SANDBOX},
    )


@blueprint.get("/help-now")
@allow("public")
def help_now() -> str:
    return render_template("public/help_now.html")


@blueprint.get("/privacy")
@allow("public")
def privacy() -> str:
    return _site_page("privacy")


@blueprint.get("/accessibility")
@allow("public")
def accessibility() -> str:
    return _site_page("accessibility")


def _site_page(kind: SitePageKind) -> str:
    page = current.read(show_site_page, kind)
    return render_template(
        "public/site_page.html",
        title=page.title,
        html=Markup(page.html),  # noqa: S704 - made safe when it was saved
        changed_at=page.changed_at,
    )


@blueprint.get("/healthz")
@allow("public")
def health() -> Response:
    """Say that this process answers; restarting it would not bring a database back."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@allow("public")
def readiness() -> Response:
    """Say whether pages can be answered: the database is there, in the right form."""
    if current.read(is_ready):
        return Response("ready\n", mimetype="text/plain")
    sentence = "The database does not answer, or is not up to date.\n"
    return Response(sentence, 503, mimetype="text/plain")
