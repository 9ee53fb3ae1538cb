"""Pages for somebody who trains."""

from elearn.web.trainer import (
    course,
    courses,
    maps,
    marking,
    publishing,
    refreshers,
    results,
    uploads,
    versions,
)
from elearn.web.trainer.routes import blueprint

__all__ = [
    "blueprint",
    "course",
    "courses",
    "maps",
    "marking",
    "publishing",
    "refreshers",
    "results",
    "uploads",
    "versions",
]
