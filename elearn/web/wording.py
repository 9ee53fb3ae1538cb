"""Say days, times and names as people say them; templates know these as filters."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import Flask

from elearn.web.current import find_person

_NEUTRAL_ZONE = "Europe/London"


def init_wording(app: Flask) -> None:
    """Give templates the filters `day`, `moment_words` and `first_name`."""
    app.add_template_filter(day)
    app.add_template_filter(moment_words)
    app.add_template_filter(first_name)


def day(when: date) -> str:
    """Say a day: 3 March 2027. An instant is the day it is where they work."""
    if isinstance(when, datetime):
        when = _at_work(when).date()
    return _say_day(when)


@lru_cache(maxsize=4096)
def _say_day(when: date) -> str:
    # A team's file says hundreds of thousands of days, and few different ones.
    return f"{when.day} {when:%B %Y}"


def moment_words(when: datetime) -> str:
    """Say an instant: 3 March 2027 at 14:05."""
    return f"{day(when)} at {_at_work(when):%H:%M}"


def first_name(name: str) -> str:
    """Give the name to greet somebody by."""
    return name.split()[0] if name.split() else name


def count(number: int, one: str, many: str | None = None) -> str:
    """Say how many: 1 card, 2 cards."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _at_work(when: datetime) -> datetime:
    person = find_person()
    return when.astimezone(ZoneInfo(person.time_zone if person else _NEUTRAL_ZONE))
