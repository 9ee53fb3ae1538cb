"""The only map from errors to HTTP."""

import logging

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from elearn.errors import (
    AlreadyHandedIn,
    AlreadyMarked,
    AttemptsUsedUp,
    BadForm,
    BadResponse,
    CourseChanged,
    ElearnError,
    NotAllowed,
    NotFound,
    NotOpenYet,
    PublishRefused,
    RecordsAway,
    UploadRefused,
)
from elearn.logs import request_id
from elearn.web.carrying import fields_sent, local_path
from elearn.web.signing_in import ANSWERED_BY_THEIR_PAGE

log = logging.getLogger(__name__)

_STATUS: dict[type[ElearnError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    NotOpenYet: 409,
    AttemptsUsedUp: 409,
    AlreadyHandedIn: 409,
    AlreadyMarked: 409,
    BadResponse: 400,
    BadForm: 400,
    UploadRefused: 400,
    PublishRefused: 409,
    CourseChanged: 409,
}
_PAGES = (400, 403, 404, 409, 413, 429)
_SECONDS_AWAY = 30


def init_errors(app: Flask) -> None:
    """Give every error a page that says what happened and what to do."""
    app.register_error_handler(RecordsAway, _records_away)
    app.register_error_handler(ElearnError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _domain_error(error: ElearnError) -> Response:
    status = _STATUS.get(type(error))
    if status is None:
        return _fault(error)
    return _page(status, error.sentence)


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is not None and error.code < 400:
        return error
    origin = getattr(error, "original_exception", None)
    if isinstance(origin, RecordsAway):
        # Another error's page asked who is signed in, and nobody could say.
        return _records_away(origin)
    status = error.code or 500
    if status >= 500:
        return _fault(error)
    if status == 405:
        # An address that only takes forms, opened as a page: a reload after
        # signing in, or a link that was copied.
        status = 404
    return _page(status if status in _PAGES else 400, "")


def _fault(error: Exception) -> Response:
    log.error("a page failed", exc_info=error)
    # Without the frame's context: asking who is signed in would fail again while
    # the database is away.
    page = current_app.jinja_env.get_template("errors/500.html")
    return Response(page.render(code=request_id.get()), 500)


def _records_away(error: RecordsAway) -> Response:
    log.error("the records cannot be reached (%s)", error.reason, exc_info=error)
    # No password goes into a page, and as above, nothing here may ask the database.
    secret = request.endpoint in ANSWERED_BY_THEIR_PAGE
    page = current_app.jinja_env.get_template("errors/503.html").render(
        reason=error.reason,
        saved=error.saved,
        sent=request.method == "POST",
        fields=[] if secret else fields_sent(),
        url=local_path(request.full_path.rstrip("?")),
        code=request_id.get(),
    )
    return Response(page, 503, headers={"Retry-After": str(_SECONDS_AWAY)})


def _page(status: int, sentence: str) -> Response:
    return Response(render_template(f"errors/{status}.html", sentence=sentence), status)
