"""What somebody had typed and not yet sent, kept under the page's address."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from elearn.store.tables import Draft

_LONGEST = 40_000


def save_draft(
    session: Session,
    person_id: int,
    path: str,
    fields: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Keep the fields of a form; the newest save wins.

    A form too large to keep whole is not kept at all, rather than cut in the middle.
    """
    kept = {name: list(values) for name, values in fields.items()}
    size = sum(len(value) for values in kept.values() for value in values)
    if size > _LONGEST or len(path) > 400:
        return
    draft = session.get(Draft, (person_id, path))
    if draft is None:
        draft = Draft(person_id=person_id, path=path)
        session.add(draft)
    draft.fields, draft.saved_at = kept, now


def find_draft(session: Session, person_id: int, path: str) -> dict[str, list[str]]:
    """Give the fields kept for a page; empty when there are none."""
    draft = session.get(Draft, (person_id, path))
    return draft.fields if draft else {}


def drop_draft(session: Session, person_id: int, path: str) -> None:
    """Forget what has been sent now."""
    session.execute(
        delete(Draft).where(Draft.person_id == person_id, Draft.path == path)
    )
