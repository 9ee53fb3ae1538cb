"""What belongs to the request at hand: its database, moment and person."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import SystemRandom
from typing import Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import current_app, request
from flask_login import UserMixin, current_user
from sqlalchemy.orm import Session

from elearn.config import Settings
from elearn.resources import find_bundled
from elearn.services.accounts import SignedIn
from elearn.services.moment import Moment
from elearn.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")

_chance = SystemRandom()


class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A signed-in person as Flask-Login keeps one; its id is the sign-in's token."""

    def __init__(self, person: SignedIn, token: str) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str:
        return self.token


def settings() -> Settings:
    return cast(Settings, current_app.extensions["elearn_settings"])


def courses_folder() -> Path:
    """Give the folder that holds the courses' files on this machine."""
    return settings().courses_dir or find_bundled("courses")


def database() -> Database:
    return cast(Database, current_app.extensions["elearn_database"])


def read(
    service: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a service that only reads."""
    return database().read(service, *args, **kwargs)


def write(
    service: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a service as one transaction."""
    return database().write(service, *args, **kwargs)


def now() -> datetime:
    """Give the time; an app made with a CLOCK asks that."""
    clock: Callable[[], datetime] = current_app.config.get("CLOCK", _utc_now)
    return clock()


def moment() -> Moment:
    """Give the circumstances of this request."""
    return Moment(now(), _chance, settings().site_url, request.remote_addr or "")


def find_person() -> SignedIn | None:
    """Give who is signed in, if anybody."""
    # Through the proxy once: a page asks this several times.
    visitor = current_user._get_current_object()
    return visitor.person if isinstance(visitor, Visitor) else None


def person() -> SignedIn:
    """Give who is signed in; the guard lets nobody else reach such a view."""
    found = find_person()
    if found is None:
        raise LookupError("nobody is signed in")
    return found


def today() -> date:
    """Give the day it is where this organisation works."""
    return now().astimezone(ZoneInfo(person().time_zone)).date()


def _utc_now() -> datetime:
    return datetime.now(UTC)
