"""How a command that cannot do its work ends: with a sentence, never with a trace."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from elearn.errors import ElearnError

P = ParamSpec("P")
R = TypeVar("R")


def in_plain_words(command: Callable[P, R]) -> Callable[P, R]:
    """End with a sentence and code 2 where a command cannot do its work."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ElearnError as error:
            click.echo(error.sentence or str(error), err=True)
        sys.exit(2)

    return run
