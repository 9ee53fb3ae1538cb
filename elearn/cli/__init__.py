"""The `elearn` command."""

from elearn.cli.root import main

__all__ = ["main"]
