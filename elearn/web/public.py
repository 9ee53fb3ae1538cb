"""Pages and files for everybody, signed in or not."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from elearn.documents.portraits import LOOKS, MOODS, draw_portrait
from elearn.errors import NotFound
from elearn.services.awarding import find_award
from elearn.services.health import ask_database
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.security import SANDBOX
from elearn.web.templating import FOREVER
from elearn.web.throttle import Throttle

blueprint = Blueprint("public", __name__)

# A number has 55 random bits, so guessing is hopeless; this keeps it cheap as well.
_lookups = Throttle(most=30, seconds=60)


@blueprint.get("/verify")
@allow("public")
def verify() -> str | AnyResponse:
    number = request.args.get("number", "").strip()
    if number:
        return redirect(url_for("public.verify_number", number=number[:60]), 303)
    return render_template("public/verify.html")


@blueprint.get("/verify/<number>")
@allow("public")
def verify_number(number: str) -> str | tuple[str, int]:
    if not _lookups.allows(request.remote_addr or "", current.now()):
        return render_template("errors/429.html", sentence=""), 429
    award = current.read(find_award, number, current.now())
    page = render_template("public/verify_result.html", award=award, number=number)
    return (page, 200) if award else (page, 404)


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
    return render_template("public/privacy.html")


@blueprint.get("/accessibility")
@allow("public")
def accessibility() -> str:
    return render_template("public/accessibility.html")


@blueprint.get("/healthz")
@allow("public")
def health() -> Response:
    """Say that pages can be answered: the database is asked one small thing."""
    current.read(ask_database)
    return Response("ok\n", mimetype="text/plain")
