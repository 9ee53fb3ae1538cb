"""The privacy notice and the accessibility statement, as the organisation has them."""

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from elearn.errors import BadResponse, NotFound
from elearn.services.site_pages import (
    TITLES,
    SavedBefore,
    SitePageKind,
    get_site_page,
    list_site_pages,
    load_supplied,
    preview_site_page,
    restore_site_page,
    save_site_page,
)
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow


@blueprint.get("/pages")
@allow("admin")
def pages() -> str:
    return render_template("admin/pages.html", pages=current.read(list_site_pages))


@blueprint.get("/pages/<kind>")
@allow("admin")
def page(kind: str) -> str:
    saved = request.args.get("saved") == "yes"
    return _edit_page(_read_kind(kind), saved=saved)


@blueprint.post("/pages/<kind>")
@allow("admin")
def save_page(kind: str) -> str | tuple[str, int] | Response:
    known, text, number = _read_kind(kind), _read_text(), _read_number()
    try:
        if request.form.get("act") == "preview":
            html = current.read(preview_site_page, text)
            return _edit_page(known, text=text, number=number, preview=html)
        by_id = current.person().person_id
        outcome = current.write(
            save_site_page, current.moment(), by_id, known, text, number
        )
    except BadResponse as error:
        return _edit_page(known, text=text, number=number, error=error.sentence), 400
    if isinstance(outcome, SavedBefore):
        return _edit_page(known, text=text, overtaken=outcome), 409
    return redirect(url_for("admin.page", kind=known, saved="yes"), 303)


@blueprint.post("/pages/<kind>/restore")
@allow("admin")
def restore_page(kind: str) -> tuple[str, int] | Response:
    known, by_id = _read_kind(kind), current.person().person_id
    outcome = current.write(
        restore_site_page, current.moment(), by_id, known, _read_number()
    )
    if isinstance(outcome, SavedBefore):
        return _edit_page(known, text=outcome.page.text, overtaken=outcome), 409
    return redirect(url_for("admin.page", kind=known, saved="yes"), 303)


def _edit_page(
    kind: SitePageKind,
    *,
    text: str | None = None,
    number: int | None = None,
    preview: str | None = None,
    error: str | None = None,
    saved: bool = False,
    overtaken: SavedBefore | None = None,
) -> str:
    stored = current.read(get_site_page, kind)
    return render_template(
        "admin/page.html",
        page=stored,
        text=stored.text if text is None else text,
        number=stored.number if number is None else number,
        preview=None if preview is None else Markup(preview),  # noqa: S704 - cleaned
        error=error,
        saved=saved,
        overtaken=overtaken,
        own=stored.text != load_supplied(kind),
        url=url_for(f"public.{kind}"),
    )


def _read_kind(kind: str) -> SitePageKind:
    if kind not in TITLES:
        raise NotFound(kind)
    return kind


def _read_text() -> str:
    return request.form.get("text", "")


def _read_number() -> int:
    text = request.form.get("number", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
