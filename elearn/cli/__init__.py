"""The `elearn` command."""

from elearn.cli import courses, running
from elearn.cli.root import main

__all__ = ["courses", "main", "running"]
