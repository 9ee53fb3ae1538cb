"""Pages for somebody who manages."""

from elearn.web.manager import allowance, team
from elearn.web.manager.routes import blueprint

__all__ = ["allowance", "blueprint", "team"]
