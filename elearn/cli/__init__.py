"""The `elearn` command."""

from elearn.cli import checking, courses, keeping, running, setting_up, working
from elearn.cli.root import main

__all__ = [
    "checking",
    "courses",
    "keeping",
    "main",
    "running",
    "setting_up",
    "working",
]
