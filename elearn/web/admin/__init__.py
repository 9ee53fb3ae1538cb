"""Pages for somebody who administers."""

from elearn.web.admin import (
    importing,
    job_roles,
    messages,
    one_person,
    organisation,
    people,
    rights,
    roles,
    site_pages,
    teams,
    trail,
)
from elearn.web.admin.routes import blueprint

__all__ = [
    "blueprint",
    "importing",
    "job_roles",
    "messages",
    "one_person",
    "organisation",
    "people",
    "rights",
    "roles",
    "site_pages",
    "teams",
    "trail",
]
