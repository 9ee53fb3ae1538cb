"""Write what is kept about one person as one file, to be read and to be processed.

A zip with a page that opens without a network, the same as JSON, and certificates.
Everything is written as it comes, so that a long history takes no more memory.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from html import escape
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile
from zoneinfo import ZoneInfo

Row = Mapping[str, object]

_IN_MEMORY = 500_000
_FORM = "elearn personal data 1"

_STYLE = """
html{color-scheme:light dark}
body{max-width:46rem;margin:0 auto;padding:1.5rem}
body{font:1.0625rem/1.55 system-ui,sans-serif}
h1,h2{line-height:1.2}
h2{margin-top:3rem;padding-top:1rem;border-top:1px solid #8888}
.about{opacity:.8}
dl{margin:0 0 1rem;padding:.75rem 1rem;border:1px solid #8886;border-radius:8px}
dl div{display:grid;grid-template-columns:minmax(7rem,12rem) 1fr;gap:0 1rem}
dt{opacity:.75}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}
dd ul{margin:0;padding-left:1.2rem}
@media (max-width:30rem){dl div{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
""".strip()


@dataclass(frozen=True)
class Section:
    """One kind of thing that is kept. Its rows are read once, while writing."""

    key: str
    title: str
    about: str
    rows: Iterable[Row]


@dataclass(frozen=True)
class Cover:
    """What stands above it all."""

    name: str
    organisation: str
    contact: str
    made_at: datetime
    time_zone: str
    left_out: tuple[str, ...]


def write_personal_data(
    target: IO[bytes],
    cover: Cover,
    sections: Iterable[Section],
    certificates: Iterable[tuple[str, bytes]],
) -> None:
    """Write the zip; certificates are pairs of a file's name and its content."""
    zone = ZoneInfo(cover.time_zone)
    with (
        ZipFile(target, "w", ZIP_DEFLATED) as archive,
        SpooledTemporaryFile(_IN_MEMORY) as page,
    ):
        with archive.open("my-data.json", "w", force_zip64=True) as data:
            _write_both(data, page, cover, sections, zone)
        page.seek(0)
        with archive.open("my-data.html", "w", force_zip64=True) as html:
            copyfileobj(page, html)
        for name, content in certificates:
            archive.writestr(f"certificates/{name}", content, ZIP_STORED)


def _write_both(
    data: IO[bytes],
    page: IO[bytes],
    cover: Cover,
    sections: Iterable[Section],
    zone: ZoneInfo,
) -> None:
    page.write(_head(cover, zone).encode())
    head = {
        "format": _FORM,
        "made_at": _plain(cover.made_at),
        "name": cover.name,
        "organisation": cover.organisation,
        "left_out": list(cover.left_out),
    }
    data.write(_json(head)[:-1].encode() + b',\n"sections":{')
    for number, section in enumerate(sections):
        data.write(b",\n" if number else b"\n")
        start = {"title": section.title, "about": section.about}
        data.write(f'"{section.key}":{_json(start)[:-1]},"rows":['.encode())
        page.write(_heading(section).encode())
        count = 0
        for row in section.rows:
            data.write(b",\n" if count else b"\n")
            data.write(_json(row).encode())
            page.write(_record(row, zone).encode())
            count += 1
        data.write(b"]}")
        page.write(b"</section>\n" if count else b"<p>Nothing.</p></section>\n")
    data.write(b"}}\n")
    page.write(b"</main></body></html>\n")


def _head(cover: Cover, zone: ZoneInfo) -> str:
    title = f"What {cover.organisation} keeps about {cover.name}"
    left_out = "".join(f"<li>{escape(words)}</li>" for words in cover.left_out)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>"
        f"<p>As it stood on {_say(cover.made_at, zone)}. The file my-data.json beside "
        "this one holds the same for a computer, and the folder certificates the "
        f"certificates. Questions: {escape(cover.contact or cover.organisation)}.</p>"
        + (f"<p>Left out:</p><ul>{left_out}</ul>" if left_out else "")
    )


def _heading(section: Section) -> str:
    return (
        f'<section id="{section.key}"><h2>{escape(section.title)}</h2>'
        f'<p class="about">{escape(section.about)}</p>\n'
    )


def _record(row: Row, zone: ZoneInfo) -> str:
    pairs = "".join(
        f"<div><dt>{escape(_label(name))}</dt><dd>{_value(value, zone)}</dd></div>"
        for name, value in row.items()
        if value not in (None, "", [], {})
    )
    return f"<dl>{pairs}</dl>\n"


def _label(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _value(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, Mapping):
        items = [f"{_label(str(k))}: {_say(v, zone)}" for k, v in value.items()]
    elif isinstance(value, list | tuple):
        items = [_say(item, zone) for item in value]
    else:
        return escape(_say(value, zone))
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def _say(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        there = value.astimezone(zone)
        return f"{there.day} {there:%B %Y} at {there:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Mapping | list | tuple):
        return _json(value)
    return "" if value is None else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
