"""Pictures of a course, by their content's name."""

from flask import Response

from elearn.services.publishing import get_media
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.routes import blueprint
from elearn.web.security import SANDBOX


@blueprint.get("/media/<sha256>.<extension>")
@allow("learner")
def media(sha256: str, extension: str) -> Response:
    found = current.read(get_media, sha256)
    return Response(
        found.content,
        mimetype=found.type,
        headers={
            # The name is the content's hash, so it never changes under this address.
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Security-Policy": SANDBOX,
        },
    )
