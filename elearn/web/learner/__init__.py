"""Pages for somebody who learns."""

from elearn.web.learner import (
    assessment,
    cards,
    certificates,
    courses,
    media,
    refreshers,
    scenarios,
)
from elearn.web.learner.routes import blueprint

__all__ = [
    "assessment",
    "blueprint",
    "cards",
    "certificates",
    "courses",
    "media",
    "refreshers",
    "scenarios",
]
