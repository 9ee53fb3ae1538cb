"""Write a message: its subject, its plain text, and the same as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
    select_autoescape,
)
from jinja2.runtime import Context

from elearn.resources import find_bundled


@dataclass(frozen=True)
class Letterhead:
    """What every message says besides its own words: from whom, and to whom."""

    organisation_name: str
    organisation_contact: str
    site_url: str
    time_zone: str
    person_name: str


@dataclass(frozen=True)
class WrittenMessage:
    """A message in words, for nobody in particular's mail program."""

    subject: str
    text: str
    html: str


def write_message(
    kind: str, facts: Mapping[str, object], letterhead: Letterhead
) -> WrittenMessage:
    """Fill the two templates of a kind. A fact they miss raises jinja2's error.

    Subject and reason stand in the plain text alone, and the HTML repeats them.
    """
    plain = _environment().get_template(f"{kind}.txt")
    known = {**facts, "letterhead": letterhead, "time_zone": letterhead.time_zone}
    said = {
        name: _one_line("".join(plain.blocks[name](plain.new_context(known))))
        for name in ("subject", "why")
    }
    html = _environment().get_template(f"{kind}.html")
    return WrittenMessage(
        said["subject"],
        _tidy(plain.render(known)),
        html.render({**known, **said}),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(find_bundled("templates") / "mail"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters.update(
        day=_say_day, moment=_say_moment, first_name=_first_name, many=_count
    )
    return environment


def _say_day(when: str) -> str:
    """Say a day, which a message keeps as 2027-03-03: 3 March 2027."""
    on = date.fromisoformat(when)
    return f"{on.day} {on:%B %Y}"


@pass_context
def _say_moment(context: Context, when: str) -> str:
    """Say a moment where the organisation works: 3 March 2027 at 14:05."""
    at = datetime.fromisoformat(when).astimezone(ZoneInfo(context["time_zone"]))
    return f"{at.day} {at:%B %Y} at {at:%H:%M}"


def _first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Keep one empty line where templates left several."""
    lines = (line.rstrip() for line in text.strip().splitlines())
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept) + "\n"
