"""Set up Jinja: strict templates of ours, nhsuk macros, addresses of static files."""

import hashlib
import re
from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for
from flask.templating import Environment as FlaskEnvironment
from jinja2 import ChainableUndefined, Environment, PackageLoader, StrictUndefined

FOREVER = "public, max-age=31536000, immutable"
NAMED_OTHERWISE = {"table": "tables", "image": "images", "list": "do-dont-list"}


class NhsukMacros:
    """The nhsuk-frontend macros by name: `nhsuk.input({...})`.

    They rest on undefined values that chain, ours must fail loudly on a misspelt name:
    so they live in an environment of their own and are read when first used.
    """

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("nhsuk_frontend_jinja"),
            undefined=ChainableUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._macros: dict[str, Callable[..., str]] = {}

    def __getattr__(self, name: str) -> Callable[..., str]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._macros:
            folder = NAMED_OTHERWISE.get(name) or re.sub(
                "[A-Z]", lambda capital: f"-{capital[0].lower()}", name
            )
            template = self._environment.get_template(
                f"nhsuk/components/{folder}/macro.jinja"
            )
            self._macros[name] = getattr(template.module, name)
        return self._macros[name]


class PageEnvironment(FlaskEnvironment):
    """Flask's, in which all templates share one set of globals.

    None of ours has globals of its own, for which Jinja chains two mappings: it then
    compares all names of the chain, one by one, at each import in each page.
    """

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


@cache
def _content_hash(path: Path, modified: int) -> str:
    """Name a file by its content; `modified` makes a changed file a new question."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def content_hash(path: Path) -> str | None:
    """Name a file by its content, or None where there is no such file."""
    try:
        return _content_hash(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=8192)
def _kept_address(endpoint: str, values: tuple[tuple[str, object], ...]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]  # route values


def _address(endpoint: str, **values: object) -> str:
    """Give an address as url_for does; addresses of a running site never change."""
    return _kept_address(endpoint, tuple(values.items()))


def init_templating(app: Flask) -> None:
    """Give templates `nhsuk` and `static_url(name)`, and let hashed files be kept."""
    root = Path(app.static_folder or "")

    known: dict[str, str] = {}

    def static_url(name: str) -> str:
        # Files of a running release do not change; looking at each of them for every
        # page took as long as a query.
        if name not in known or app.debug:
            hashed = content_hash(root / name)
            known[name] = url_for("static", filename=name, v=hashed)
        return known[name]

    def keep_hashed_files(response: Response) -> Response:
        version = request.args.get("v")
        if request.endpoint == "static" and version and response.status_code == 200:
            name = (request.view_args or {})["filename"]
            # Only under the hash this process knows: while a release rolls out, an old
            # process must not have its old file kept under a new name.
            if version == content_hash(root / name):
                response.headers["Cache-Control"] = FOREVER
        return response

    app.jinja_environment = PageEnvironment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        nhsuk=NhsukMacros(), static_url=static_url, url_for=_address
    )
    app.after_request(keep_hashed_files)
