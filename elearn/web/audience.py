"""Every view declares whom it is for; a view that does not stops the start."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from elearn.domain.access import Audience

View = TypeVar("View", bound=Callable[..., Any])

_audiences: dict[Callable[..., Any], Audience] = {}


def allow(audience: Audience) -> Callable[[View], View]:
    """Declare a view's audience; stands below the route."""

    def declare(view: View) -> View:
        _audiences[view] = audience
        return view

    return declare


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
