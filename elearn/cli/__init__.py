"""The `elearn` command."""

from elearn.cli import courses, keeping, running
from elearn.cli.root import main

__all__ = ["courses", "keeping", "main", "running"]
