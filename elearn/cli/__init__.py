"""The `elearn` command."""

from elearn.cli import checking, courses, keeping, running
from elearn.cli.root import main

__all__ = ["checking", "courses", "keeping", "main", "running"]
