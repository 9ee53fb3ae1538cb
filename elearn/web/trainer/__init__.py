"""Pages for somebody who trains."""

from elearn.web.trainer import courses
from elearn.web.trainer.routes import blueprint

__all__ = ["blueprint", "courses"]
