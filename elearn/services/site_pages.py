"""The pages about privacy and accessibility: brought by elearn, or the site's own."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from typing import Literal

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from elearn.coursefiles.markup import MAX_CHARACTERS, RENDERER, render_page
from elearn.errors import BadResponse
from elearn.resources import find_bundled
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.store.tables import Organisation, SitePage

SitePageKind = Literal["privacy", "accessibility"]

TITLES: dict[SitePageKind, str] = {
    "privacy": "Privacy: what is kept, and who sees it",
    "accessibility": "Accessibility",
}
FIELDS = {
    "organisation": "The organisation you work for",
    "contact": "the person who gave you your account",
}
"""What is filled in when a page is opened, and what stands there without it."""

_FIELD = re.compile(rf"\{{({'|'.join(FIELDS)})\}}")


@dataclass(frozen=True)
class SitePageView:
    """A page as everybody reads it; `changed_at` is None for the text of elearn."""

    title: str
    html: str
    changed_at: datetime | None


@dataclass(frozen=True)
class SitePageText:
    """A page as an administrator edits it; `number` counts how often it was saved."""

    kind: SitePageKind
    title: str
    text: str
    number: int
    changed_at: datetime | None


@dataclass(frozen=True)
class SavedBefore:
    """Somebody else saved in between: their text, and its number."""

    page: SitePageText


def show_site_page(session: Session, kind: SitePageKind) -> SitePageView:
    """Show a page with the organisation's name and contact filled in; one query."""
    row = session.execute(
        select(
            Organisation.name, Organisation.contact, SitePage.html, SitePage.changed_at
        ).outerjoin(
            SitePage, (SitePage.kind == kind) & (SitePage.number == _newest(kind))
        )
    ).first()
    own = row.html if row else None
    html = own or _render_supplied(kind)
    filled = _fill(html, row.name if row else "", row.contact if row else "")
    return SitePageView(TITLES[kind], filled, row.changed_at if row and own else None)


def list_site_pages(session: Session) -> tuple[SitePageText, ...]:
    """List the pages as they stand, for an administrator."""
    return tuple(get_site_page(session, kind) for kind in TITLES)


def get_site_page(session: Session, kind: SitePageKind) -> SitePageText:
    """Get a page's text to edit."""
    row = session.scalars(
        select(SitePage).where(SitePage.kind == kind, SitePage.number == _newest(kind))
    ).one_or_none()
    text = row.text if row else None
    return SitePageText(
        kind,
        TITLES[kind],
        text if text is not None else load_supplied(kind),
        row.number if row else 0,
        row.changed_at if row and text is not None else None,
    )


def preview_site_page(session: Session, text: str) -> str:
    """Render a text as everybody would read it. Raise BadResponse, as saving does."""
    html = render_page(_check(text))
    row = session.execute(select(Organisation.name, Organisation.contact)).one()
    return _fill(html, row.name, row.contact)


def save_site_page(
    session: Session,
    moment: Moment,
    by_id: int,
    kind: SitePageKind,
    text: str,
    number: int,
) -> SavedBefore | None:
    """Keep a text and its HTML; every earlier one stays on record.

    `number` is that of the text which was edited. Raise BadResponse for a text that
    cannot be kept.
    """
    checked = _check(text)
    return _add(session, moment, by_id, kind, checked, number)


def restore_site_page(
    session: Session, moment: Moment, by_id: int, kind: SitePageKind, number: int
) -> SavedBefore | None:
    """Go back to the text that elearn brings."""
    return _add(session, moment, by_id, kind, None, number)


@cache
def load_supplied(kind: SitePageKind) -> str:
    """Load the text that elearn brings."""
    path = find_bundled("templates") / "public" / f"{kind}.md"
    return path.read_text(encoding="utf-8")


def _add(
    session: Session,
    moment: Moment,
    by_id: int,
    kind: SitePageKind,
    text: str | None,
    number: int,
) -> SavedBefore | None:
    # One row to queue at, also while the page has none yet.
    session.scalars(select(Organisation).with_for_update()).one()
    saved = get_site_page(session, kind)
    if saved.text == (load_supplied(kind) if text is None else text):
        return None
    if saved.number != number:
        return SavedBefore(saved)
    session.add(
        SitePage(
            kind=kind,
            number=number + 1,
            text=text,
            html=None if text is None else render_page(text),
            renderer=RENDERER,
            changed_at=moment.now,
            changed_by_id=by_id,
        )
    )
    action = "changed" if text is not None else "restored"
    record_event(session, moment, by_id, action, "page", kind, number=number + 1)
    return None


def _check(text: str) -> str:
    tidied = "\n".join(text.splitlines()).strip() + "\n"
    if not tidied.strip():
        raise BadResponse("text", "Write the page, or go back to the text of elearn.")
    if len(tidied) > MAX_CHARACTERS:
        raise BadResponse(
            "text", f"Make it shorter: a page can have {MAX_CHARACTERS:,} characters."
        )
    return tidied


def _newest(kind: SitePageKind) -> ScalarSelect[int | None]:
    return (
        select(func.max(SitePage.number)).where(SitePage.kind == kind).scalar_subquery()
    )


@cache
def _render_supplied(kind: SitePageKind) -> str:
    return render_page(load_supplied(kind))


def _fill(html: str, organisation: str, contact: str) -> str:
    """Put words into safe HTML; escaped, they are words wherever they stand."""
    given = {"organisation": organisation, "contact": contact}
    return _FIELD.sub(lambda found: escape(given[found[1]] or FIELDS[found[1]]), html)
