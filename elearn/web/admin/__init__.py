"""Pages for somebody who administers."""

from elearn.web.admin import organisation, people
from elearn.web.admin.routes import blueprint

__all__ = ["blueprint", "organisation", "people"]
