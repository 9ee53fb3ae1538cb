"""Whoever opens a preview is signed in, so only this machine's own pages may."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

from elearn.services.accounts import SHIFT, open_sign_in
from elearn.web import current
from elearn.web.preview.desk import find_desk
from elearn.web.signing_in import open_visit

_HERE = {"127.0.0.1", "localhost"}
_FOR_ANYBODY = {None, "static", "preview.version"}


def refuse_others() -> Response | None:
    """Refuse another name: a hostile site can give its own name this address."""
    try:
        name = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    except ValueError:
        name = None
    if name in _HERE:
        return None
    return Response("Open this preview as http://127.0.0.1.\n", 400)


def sign_in() -> None:
    """Sign in whoever looks, and again after they chose to begin anew."""
    if request.method != "GET" or request.endpoint in _FOR_ANYBODY:
        return
    shown, person = find_desk().shown, current.find_person()
    if person is not None and person.person_id == shown.person_id:
        return
    token = current.write(open_sign_in, current.moment(), shown.person_id, SHIFT)
    open_visit(token, lasting=False)
