"""Pages for somebody who manages."""

from elearn.web.manager import team
from elearn.web.manager.routes import blueprint

__all__ = ["blueprint", "team"]
