"""Carry what somebody wrote over the end of their sign-in, to them and nobody else.

A form whose writing must not be lost has the fields that `draft_fields` gives. They
say under which key it is kept and, signed, whose it is: on a shared phone the next
person to sign in is often somebody else.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, render_template, request, session, url_for
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from elearn.services.accounts import find_earlier_person
from elearn.services.drafts import can_keep, save_draft
from elearn.web.current import find_person, now, read, write

_CARRY_SECONDS = 12 * 60 * 60
_CARRY_MOST = 160_000
"""Below MAX_CONTENT_LENGTH, because it comes back as a form field."""

DRAFT_KEY, DRAFT_FOR = "draft_key", "draft_for"
NOT_CARRIED = ("csrf_token", DRAFT_KEY, DRAFT_FOR)


def draft_fields(page: str, form_name: str) -> dict[str, str]:
    """Give the hidden fields of a form that keeps drafts: its key, and whose it is."""
    person = find_person()
    fields = {DRAFT_KEY: f"{page}#{form_name}"}
    if person is not None:
        fields[DRAFT_FOR] = _mark_of(str(current_app.secret_key), person.person_id)
    return fields


@lru_cache(maxsize=1024)
def _mark_of(_secret_key: str, person_id: int) -> str:
    # The same for every form of a person, as long as the key is the same.
    return str(_owner_mark().dumps(person_id))


def is_draft_key(key: str) -> bool:
    """Tell whether this is a page of ours, “#”, and the name of a form on it."""
    page, mark, form_name = key.partition("#")
    return bool(mark and form_name and page.isprintable()) and is_local(page)


def is_local(target: str) -> bool:
    """Tell whether an address is a path on this site."""
    parts = urlsplit(target)
    # Browsers read a backslash as a slash, so “/\host” would lead away.
    rooted = target.startswith("/") and target[1:2] not in ("/", "\\")
    return rooted and target.isprintable() and not (parts.scheme or parts.netloc)


def local_path(target: str) -> str:
    """Give a path on this site, or the start page for anything else."""
    return target if is_local(target) else "/"


def belongs_to(person_id: int) -> bool:
    """Tell whether the form just sent was made for this person, or says nothing."""
    mark = request.form.get(DRAFT_FOR)
    return mark is None or _read_owner(mark) == person_id


def ask_again() -> Response:
    """Answer a form whose sign-in is over: keep what it carries, ask to sign in."""
    key = request.form.get(DRAFT_KEY, "")
    owner = _find_owner()
    kept: dict[str, Any] = {"person": owner, "page": _page_sent_from(), "fields": {}}
    if owner is not None and is_draft_key(key):
        kept |= {"key": key, "fields": _written()}
    carried = _seal(kept)
    too_long = len(carried) > _CARRY_MOST or not can_keep(key, kept["fields"])
    if too_long:
        kept["fields"] = {}
        carried = _seal(kept)
    return Response(
        render_template(
            "account/sign_in.html",
            sign_in_name="",
            next="",
            carried=carried,
            error=None,
            state="too-long" if too_long else "kept" if kept["fields"] else "expired",
        ),
        401,
    )


def restore_carried(carried: str, person_id: int) -> str | None:
    """Keep what an expired form carried, as a draft, and give the page to return to.

    None when there is nothing to return to, or when somebody else signed in.
    """
    try:
        kept = _carrier().loads(carried, max_age=_CARRY_SECONDS)
    except BadSignature:
        return None
    if kept["person"] not in (None, person_id):
        return None
    if not kept["fields"]:
        return local_path(kept["page"])
    write(save_draft, person_id, kept["key"], kept["fields"], now())
    page, _, form_name = kept["key"].partition("#")
    return f"{local_path(page)}#at-{form_name}"


def ask_to_send_again() -> Response:
    """Answer a form made before the last sign-in: show a button that sends it.

    Nothing is done until the person presses it on our own page. What somebody else
    wrote is not shown to whoever is signed in now.
    """
    person = find_person()
    theirs = person is None or belongs_to(person.person_id)
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name != "csrf_token"
        for value in values
    ]
    page = render_template(
        "errors/send_again.html",
        fields=fields if theirs else [],
        url=request.path,
        theirs=theirs,
    )
    return Response(page, 400)


def fields_sent() -> list[tuple[str, str]]:
    """Give the fields of the form just sent, for a page that sends it once more.

    Its token goes along as it came: a form that was not ours stays one. Gives none of
    a form without a token, or with files, which no page can hold.
    """
    if "csrf_token" not in request.form or request.files:
        return []
    return list(request.form.items(multi=True))


def _page_sent_from() -> str:
    """Give the page a form was on, never an address that only takes forms."""
    return local_path(urlsplit(request.referrer or "").path or url_for("learner.home"))


def _written() -> dict[str, list[str]]:
    return {
        name: values for name, values in request.form.lists() if name not in NOT_CARRIED
    }


def _find_owner() -> int | None:
    mark = request.form.get(DRAFT_FOR)
    if mark is not None:
        return _read_owner(mark)
    token = session.get("_user_id")
    return read(find_earlier_person, token) if token else None


def _read_owner(mark: str) -> int | None:
    try:
        return int(_owner_mark().loads(mark))
    except (BadSignature, TypeError, ValueError):
        return None


def _seal(kept: dict[str, Any]) -> str:
    return str(_carrier().dumps(kept))


def _carrier() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        str(current_app.secret_key), salt="elearn what an expired form carried"
    )


def _owner_mark() -> URLSafeSerializer:
    return URLSafeSerializer(
        str(current_app.secret_key), salt="elearn whose form this is"
    )
