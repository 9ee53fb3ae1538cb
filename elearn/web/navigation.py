"""What the frame of every page shows: who, where to go, where to find help."""

from functools import cache
from typing import Any

from flask import Flask, request, url_for

from elearn.domain.access import Role
from elearn.web.current import find_person
from elearn.web.wording import init_wording

_LINKS = (("Learn", "learner.home"), ("Certificates", "learner.certificates"))
_FOR_ROLES: dict[Role, tuple[tuple[str, str], ...]] = {
    "manager": (("Team", "manager.team"),),
    "trainer": (("Courses", "trainer.courses"), ("Marking", "trainer.marking")),
    "admin": (
        ("Organisation", "admin.overview"),
        ("Assignments", "manager.assignments"),
    ),
}
_ACCOUNT = ("Account", "account.account")
_HOMES = {
    "admin": "admin.overview",
    "manager": "manager.team",
    "trainer": "trainer.courses",
}
"""Where the pages of a part belong that stand below no entry's own address."""

_FOOTER = (
    ("Get help now", "public.help_now"),
    ("Privacy", "public.privacy"),
    ("Accessibility", "public.accessibility"),
    ("Check a certificate", "public.verify"),
)


_fixed_url = cache(url_for)
"""The address of a page that takes no arguments: it never changes."""


def init_navigation(app: Flask) -> None:
    """Give templates `person`, `organisation_name`, `navigation`, `footer_links`."""

    def frame() -> dict[str, Any]:
        person = find_person()
        footer = [(words, _fixed_url(endpoint)) for words, endpoint in _FOOTER]
        if person is None:
            return {"person": None, "navigation": [], "footer_links": footer}
        more = [
            link
            for role, links in _FOR_ROLES.items()
            if role in person.roles
            for link in links
        ]
        links = (*_LINKS, *more, _ACCOUNT)
        here = _find_entry([endpoint for _, endpoint in links])
        return {
            "person": person,
            "organisation_name": person.organisation_name,
            "navigation": [
                (words, _fixed_url(endpoint), endpoint == here)
                for words, endpoint in links
            ],
            "footer_links": footer,
        }

    app.context_processor(frame)
    init_wording(app)


def _find_entry(endpoints: list[str]) -> str | None:
    """Find the one entry that the page at hand belongs to, if there is one."""
    if request.endpoint in endpoints:
        return request.endpoint
    below = [
        endpoint
        for endpoint in endpoints
        if _fixed_url(endpoint) != "/"
        and request.path.startswith(f"{_fixed_url(endpoint)}/")
    ]
    if below:
        return max(below, key=lambda endpoint: len(_fixed_url(endpoint)))
    home = _HOMES.get(request.blueprint or "")
    return home if home in endpoints else None
