"""The blueprint that all pages for administrators share, and the way between them."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from elearn.services.people import show_overview
from elearn.web import current
from elearn.web.audience import allow

blueprint = Blueprint("admin", __name__, url_prefix="/organisation")

SECTIONS = (
    ("People", "admin.people"),
    ("Teams", "admin.teams"),
    ("Job roles", "admin.job_roles"),
    ("About", "admin.details"),
    ("Pages", "admin.pages"),
    ("Messages", "admin.messages"),
    ("Audit trail", "admin.trail"),
)
"""What the pages for administrators are divided into: words and first page."""


@blueprint.context_processor
def give_sections() -> dict[str, Any]:
    """Give templates `sections`: label, url, and whether it is open now."""
    path = request.path
    if path == url_for("admin.logo"):
        path = url_for("admin.details")  # Its way back leads there.
    return {
        "sections": [
            (words, url, path == url or path.startswith(f"{url}/"))
            for words, url in ((words, url_for(name)) for words, name in SECTIONS)
        ]
    }


@blueprint.get("")
@allow("admin")
def overview() -> str:
    return render_template("admin/overview.html", overview=current.read(show_overview))
