"""Pages for somebody who manages."""

from elearn.web.manager import allowance, assignments, files, person, team
from elearn.web.manager.routes import blueprint

__all__ = ["allowance", "assignments", "blueprint", "files", "person", "team"]
