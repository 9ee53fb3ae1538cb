"""What somebody had typed and not yet sent.

A draft's key is the page's path, “#”, and the name of the form on that page.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import String, bindparam, delete, func, select
from sqlalchemy.orm import Session

from elearn.store.tables import Draft

_LONGEST = 40_000
_LONGEST_KEY = 400


def save_draft(
    session: Session,
    person_id: int,
    key: str,
    fields: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Keep the fields of a form; the newest save wins.

    A form too large to keep whole is not kept at all, rather than cut in the middle.
    """
    if not can_keep(key, fields):
        return
    kept = {name: list(values) for name, values in fields.items()}
    draft = session.get(Draft, (person_id, key))
    if draft is None:
        draft = Draft(person_id=person_id, key=key)
        session.add(draft)
    draft.fields, draft.saved_at = kept, now


def can_keep(key: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a form is small enough to be kept."""
    size = sum(len(value) for values in fields.values() for value in values)
    return size <= _LONGEST and len(key) <= _LONGEST_KEY


_PAGE = bindparam("page", type_=String) + "#"

DRAFTED_ON_PAGE = func.substr(Draft.key, 1, func.length(_PAGE)) == _PAGE
"""Holds for the drafts of all forms on the page that is bound as “page”."""

_ON_PAGE = select(Draft.key, Draft.fields).where(
    Draft.person_id == bindparam("person_id"), DRAFTED_ON_PAGE
)


def find_drafts(
    session: Session, person_id: int, page: str
) -> dict[str, dict[str, list[str]]]:
    """Give the fields kept for each form of a page, by the form's name."""
    rows = session.execute(_ON_PAGE, {"person_id": person_id, "page": page}).all()
    return {form_name(row.key): row.fields for row in rows}


def form_name(key: str) -> str:
    """Give the name of the form that a key is about."""
    return key.partition("#")[2]


def drop_draft(session: Session, person_id: int, key: str) -> None:
    """Forget what has been sent now."""
    session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.key == key))
