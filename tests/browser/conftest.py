"""The real server, a real Chromium, and Lena's first day."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    sync_playwright,
)

from elearn.coursefiles.build import BuiltCourse
from elearn.domain.access import Role
from elearn.services.moment import Moment
from elearn.services.organisations import (
    add_organisation,
    add_person,
    grant_role,
)
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.migrating import migrate
from tests.chromium import launch_chromium
from tests.every_kind import make_every_kind
from tests.rosewood import NOW

PASSWORD = "rosewood-demo"
ROLES: dict[str, Role] = {"ada": "admin", "mara": "manager", "tariq": "trainer"}
PHONE = {"width": 390, "height": 780}
DESK = {"width": 1280, "height": 860}


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def built_every_kind(tmp_path_factory: pytest.TempPathFactory) -> BuiltCourse:
    return make_every_kind(tmp_path_factory.mktemp("every-kind")).build()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def records(site: str, site_folder: Path) -> Iterator[Database]:
    """The database of the site that runs, for what a test need not do by hand."""
    database = _open(site_folder)
    yield database
    database.close()


def _open(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'elearn.sqlite3'}")


@pytest.fixture(scope="session")
def site(
    site_folder: Path,
    built_communication: BuiltCourse,
    built_every_kind: BuiltCourse,
) -> Iterator[str]:
    """Start `elearn serve` on a fresh organisation; gives its address."""
    folder = site_folder
    database = _open(folder)
    migrate(database)
    moment = Moment(NOW, Random(1))
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care", contact="01632 960 001")
        for name in ("lena", "otto", "mara", "tariq", "ada"):
            person_id = add_person(
                session,
                moment,
                name,
                f"{name.capitalize()} Kowalska",
                password=PASSWORD,
            )
            if name in ROLES:
                grant_role(session, moment, person_id, ROLES[name])
        publish_course(session, built_communication, moment)
        publish_course(session, built_every_kind, moment)
    database.close()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environ = {
        "PATH": os.environ["PATH"],
        "ELEARN_DATA_DIR": str(folder),
        "ELEARN_PORT": str(port),
    }
    command = [str(Path(sys.executable).with_name("elearn")), "serve"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        wait_until_open(f"{address}/healthz", folder / "server.log")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def wait_until_open(url: str, log: Path) -> None:
    """Wait for a server that is starting; fail with what it logged."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            urlopen(url).close()
            return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    """A phone with JavaScript."""
    yield from open_page(chromium, site, scripts=True)


@pytest.fixture
def old_phone(chromium: Browser, site: str) -> Iterator[Page]:
    """A phone without JavaScript."""
    yield from open_page(chromium, site, scripts=False)


def _is_fault(said: ConsoleMessage) -> bool:
    # Tests of the administrator's forms make slips on purpose, and Chromium notes down
    # the 400 that answers them. Everywhere else a 400 is nobody's purpose.
    slip = "status of 400" in said.text and "/organisation" in said.location["url"]
    return said.type == "error" and not slip


def open_page(chromium: Browser, site: str, *, scripts: bool) -> Iterator[Page]:
    """Open a phone's browser; at its end no script or policy may have complained."""
    context: BrowserContext = chromium.new_context(
        base_url=site, viewport=PHONE, java_script_enabled=scripts, has_touch=True
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if _is_fault(said) else None,
    )
    yield page
    context.close()
    assert faults == [], "the page's own script or policy complained"
