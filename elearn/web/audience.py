"""Every view declares whom it is for, and whether it takes files.

A view that does not say whom it is for stops the start.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from elearn.domain.access import Audience

View = TypeVar("View", bound=Callable[..., Any])

_audiences: dict[Callable[..., Any], Audience] = {}
_upload_limits: dict[Callable[..., Any], int] = {}


def allow(audience: Audience) -> Callable[[View], View]:
    """Declare a view's audience; stands below the route."""

    def declare(view: View) -> View:
        _audiences[view] = audience
        return view

    return declare


def takes_file(most_bytes: int) -> Callable[[View], View]:
    """Let a view have files of together *most_bytes*; stands below the route."""

    def declare(view: View) -> View:
        _upload_limits[view] = most_bytes
        return view

    return declare


def upload_limit_of(view: Callable[..., Any]) -> int | None:
    """Give how many bytes a view takes, or None where it takes forms only."""
    return _upload_limits.get(view)


def audience_of(app: Flask, endpoint: str) -> Audience:
    """Give an endpoint's audience. Raise LookupError if it declares none."""
    if endpoint == "static":
        return "public"
    view = app.view_functions[endpoint]
    if view not in _audiences:
        raise LookupError(f"the view {endpoint} does not say whom it is for")
    return _audiences[view]


def check_audiences(app: Flask) -> None:
    """Raise LookupError for the first view without an audience."""
    for endpoint in app.view_functions:
        audience_of(app, endpoint)
