"""The `elearn` command."""

from elearn.cli import (
    checking,
    courses,
    keeping,
    previewing,
    running,
    setting_up,
    working,
)
from elearn.cli.root import main

__all__ = [
    "checking",
    "courses",
    "keeping",
    "main",
    "previewing",
    "running",
    "setting_up",
    "working",
]
