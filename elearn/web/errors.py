"""The only map from errors to HTTP."""

import logging

from flask import Flask, Response, current_app, render_template
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
    UploadRefused,
)
from elearn.logs import request_id

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


def init_errors(app: Flask) -> None:
    """Give every error a page that says what happened and what to do."""
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


def _page(status: int, sentence: str) -> Response:
    return Response(render_template(f"errors/{status}.html", sentence=sentence), status)
