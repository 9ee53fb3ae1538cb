"""Arrows between the layers point one way, and each library has its home."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "elearn"

FREE = {"errors", "config", "post_office", "resources", "secret_key"}
# What each part of elearn may import, besides itself.
ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "resources": set(),
    "post_office": set(),
    "config": {"errors", "post_office", "resources"},
    "secret_key": {"errors", "config"},
    "domain": {"errors"},
    "logs": FREE,
    "store": {"domain", *FREE},
    "coursefiles": {"domain", *FREE},
    "documents": {"domain", *FREE},
    "migrations": {"store", "domain", *FREE},
    "services": {"store", "coursefiles", "documents", "domain", *FREE},
    "web": {"logs", "services", "store", "coursefiles", "documents", "domain", *FREE},
    "metrics": {"web", "services", *FREE},
    "server": {"logs", "worker", *FREE},
    "worker": FREE,
    "stem": set(),
    "demo_accounts": set(),
}
# These wire everything together and know everybody. Nobody knows them.
WIRING = {"app", "cli", "demo", "demo_learner", "loaded", "working", "__main__"}

WEB = {"web", "app", "cli"}
HOMES = {
    "flask": WEB,
    "flask_login": WEB,
    "flask_wtf": WEB,
    "wtforms": WEB,
    "werkzeug": WEB,
    # documents.mail writes messages, in an environment that knows no pages.
    "jinja2": {"documents.mail", *WEB},
    "markupsafe": WEB,
    # web.current hands a session from the database to a service; no view has one.
    "sqlalchemy": {"store", "services", "migrations", "web.current", *WIRING},
    "alembic": {"store", "migrations"},
    "yaml": {"coursefiles"},
    "markdown": {"coursefiles"},
    "pymdownx": {"coursefiles"},
    "nh3": {"coursefiles"},
    "fast_sugiyama": {"documents"},
    "typst": {"documents"},
    "segno": {"documents"},
    "PIL": {"documents"},
    "argon2": {"services"},
    "click": {"cli"},
    "granian": {"server"},
    "watchfiles": {"cli"},
    "prometheus_client": {"metrics"},
}

# A rule of the trade takes time and chance as arguments, and touches nothing.
IMPURE_MODULES = {
    "asyncio", "http", "importlib", "io", "logging", "multiprocessing", "os",
    "pathlib", "secrets", "shutil", "socket", "sqlite3", "subprocess", "sys",
    "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
IMPURE_CALLS = {
    "open", "print", "input", "Random", "datetime.now", "datetime.utcnow",
    "datetime.today", "date.today",
}  # fmt: skip


def find_faults(sources: dict[str, str]) -> list[str]:
    """Tell every import that should not be, in modules given as name and text."""
    return [
        f"{module}: {fault}"
        for module, source in sources.items()
        for fault in _faults_of(module, ast.parse(source))
    ]


def _faults_of(module: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for imported in _imports_of(node):
            yield from _import_faults(module, imported)
        if isinstance(node, ast.Call):
            yield from _call_faults(module, node)


def _imports_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        origin = "." * node.level + (node.module or "")
        return [f"{origin}.{alias.name}" for alias in node.names]
    return []


def _import_faults(module: str, imported: str) -> Iterator[str]:
    part = _part_of(module)
    origin, _, rest = imported.partition(".")
    if not origin:
        yield f"imports {imported} by a relative path"
    elif origin == "elearn":
        other = rest.partition(".")[0]
        if part not in WIRING and other != part and other not in ARROWS.get(part, ()):
            yield f"imports {imported}, and {part} may not know {other}"
    elif part == "domain" and _is_impure(imported):
        yield f"imports {imported}, and domain is pure"
    elif not _may_use(module, origin):
        yield f"imports {imported}, which has its home elsewhere"


def _part_of(module: str) -> str:
    """Return what comes after elearn in a module's name; elearn itself is no part."""
    return module.removeprefix("elearn.").partition(".")[0]


def _is_impure(imported: str) -> bool:
    origin = imported.partition(".")[0]
    if origin == "random":
        return imported != "random.Random"
    return origin in IMPURE_MODULES or origin not in {
        "pydantic",
        *sys.stdlib_module_names,
    }


def _may_use(module: str, library: str) -> bool:
    homes = HOMES.get(library)
    name = module.removeprefix("elearn.")
    return homes is None or not homes.isdisjoint({name, _part_of(module)})


def _call_faults(module: str, call: ast.Call) -> Iterator[str]:
    called = ast.unparse(call.func)
    # The command loads only what it is asked for; it may know everyone anyway.
    is_hidden = called in {"__import__", "import_module", "importlib.import_module"}
    if is_hidden and module != "elearn.cli.root":
        yield f"hides an import in {called}"
    if _part_of(module) == "domain":
        short = ".".join(called.split(".")[-2:])
        if called in IMPURE_CALLS or short in IMPURE_CALLS:
            yield f"calls {called}, and domain is pure"


def read_package() -> dict[str, str]:
    return {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def test_every_arrow_points_down() -> None:
    sources = read_package()
    assert {"elearn.config", "elearn.domain", "elearn.web"} <= set(sources)
    assert find_faults(sources) == []


def test_every_part_of_the_package_has_its_place_in_the_order() -> None:
    parts = {_part_of(module) for module in read_package()} - {"elearn"}
    assert parts - set(ARROWS) - WIRING == set()


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        (
            "elearn.domain.course",
            "from elearn.store import tables",
            "imports elearn.store.tables, and domain may not know store",
        ),
        (
            "elearn.domain.course",
            "from elearn.config import Settings",
            "imports elearn.config.Settings, and domain may not know config",
        ),
        (
            "elearn.services.learning",
            "def learn():\n    import elearn.web.learner",
            "imports elearn.web.learner, and services may not know web",
        ),
        (
            "elearn.services.learning",
            "from elearn import demo",
            "imports elearn.demo, and services may not know demo",
        ),
        (
            "elearn.store.tables",
            "if True:\n    from elearn.coursefiles.build import build",
            "imports elearn.coursefiles.build.build, and store may not know "
            "coursefiles",
        ),
        (
            "elearn.web.public",
            "from . import current",
            "imports ..current by a relative path",
        ),
        (
            "elearn.domain.course",
            "import yaml",
            "imports yaml, and domain is pure",
        ),
        (
            "elearn.domain.course",
            "from pathlib import Path",
            "imports pathlib.Path, and domain is pure",
        ),
        (
            "elearn.domain.course",
            "from random import choice",
            "imports random.choice, and domain is pure",
        ),
        (
            "elearn.domain.course",
            "from datetime import datetime\nlate = datetime.now()",
            "calls datetime.now, and domain is pure",
        ),
        (
            "elearn.domain.course",
            "import datetime\nlate = datetime.date.today()",
            "calls datetime.date.today, and domain is pure",
        ),
        (
            "elearn.domain.course",
            "text = open('course.yaml').read()",
            "calls open, and domain is pure",
        ),
        (
            "elearn.documents.certificate",
            "from flask import request",
            "imports flask.request, which has its home elsewhere",
        ),
        (
            "elearn.web.learner.cards",
            "from sqlalchemy import select",
            "imports sqlalchemy.select, which has its home elsewhere",
        ),
        (
            "elearn.services.learning",
            "import importlib\nweb = importlib.import_module('elearn.web')",
            "hides an import in importlib.import_module",
        ),
    ],
)
def test_a_wrong_arrow_is_found(module: str, source: str, fault: str) -> None:
    assert find_faults({module: source}) == [f"{module}: {fault}"]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("elearn.app", "from flask import Flask\nfrom elearn.web import learner"),
        ("elearn.cli", "import click\nfrom elearn.store.database import Database"),
        ("elearn.web.current", "from sqlalchemy.orm import Session"),
        ("elearn.services.learning", "from elearn.documents import certificate"),
        ("elearn.domain.assessment", "from random import Random\nimport re"),
        ("elearn.domain.course", "from pydantic import BaseModel"),
        ("elearn.coursefiles.source", "import yaml\nfrom elearn.domain import text"),
    ],
)
def test_a_right_arrow_is_left_alone(module: str, source: str) -> None:
    assert find_faults({module: source}) == []
