"""Two hosts with separate folders on one PostgreSQL, behind a round-robin proxy."""

import itertools
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.wrappers import Request, Response

from elearn.demo_learner import form_for
from elearn.store.database import Database
from tests.courses import SmallCourse
from tests.databases import PostgresCluster
from tests.faults.site import Site
from tests.pages import Browser, Page
from tests.people import add_rosewood
from tests.site import SMALL, make_small_course
from tests.test_server import find_free_port
from tests.web.attempts import ASSESSMENT, take
from tests.web.plays import KIND, begin, choose, go_on

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

CARD = f"/courses/{SMALL}/modules/at-the-door/check"
FIRST_CARD = f"/courses/{SMALL}/modules/at-the-door/knock-and-wait"
_HOP = {"connection", "transfer-encoding", "server", "date"}


def ask(port: int, request: Request) -> Response:
    """Hand a request on to a port, and its answer back, unchanged."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(
            request.method, request.full_path, request.get_data(), dict(request.headers)
        )
        answer = connection.getresponse()
        headers = [(n, v) for n, v in answer.getheaders() if n.lower() not in _HOP]
        return Response(answer.read(), answer.status, headers)
    finally:
        connection.close()


class _Handler(BaseHTTPRequestHandler):
    server: "Proxy"

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        port = self.server.next_port()
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            headers = dict(self.headers) | {"X-Forwarded-For": self.client_address[0]}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.read())
        finally:
            connection.close()

    do_GET = do_POST = _hand_on  # noqa: N815  # the library's names

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: pytest shows what matters."""


class Proxy(ThreadingHTTPServer):
    """Sends every request to the other host than the one before."""

    daemon_threads = True

    def __init__(self, port: int, hosts: list[int]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.asked: Counter[int] = Counter()
        self._turns = itertools.cycle(hosts)
        self._lock = threading.Lock()

    def next_port(self) -> int:
        with self._lock:
            port = next(self._turns)
            self.asked[port] += 1
            return port


@contextmanager
def proxying(port: int, hosts: list[int]) -> Iterator[Proxy]:
    proxy = Proxy(port, hosts)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join(10)


@dataclass
class Hosts:
    folder: Path
    url: str
    courses: list[SmallCourse]
    sites: list[Site]
    proxy: Proxy
    addresses: Flask
    via: int = field(default=0)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        port = self.via or int(self.proxy.server_address[1])
        return ask(port, Request(environ))(environ, start_response)

    @contextmanager
    def only(self, number: int) -> Iterator[None]:
        """Ask one host past the proxy."""
        self.via = self.sites[number].port
        try:
            yield
        finally:
            self.via = 0

    def sign_in(self, name: str) -> Browser:
        browser = Browser(self.addresses)
        assert browser.sign_in(name).location == "/"
        return browser


def _make_host(folder: Path, number: int, url: str, port: int) -> tuple[Any, Site]:
    course = make_small_course(folder / f"files-{number}")
    (folder / f"host-{number}-courses").symlink_to(course.folder.parent)
    site = Site(
        folder / f"host-{number}", url, find_free_port(),
        ELEARN_WORKERS="1",
        ELEARN_SITE_URL=f"http://127.0.0.1:{port}",
        ELEARN_TRUSTED_PROXIES="1",
    )  # fmt: skip
    return course, site


@pytest.fixture(scope="module")
def hosts(
    postgres_cluster: PostgresCluster,
    postgres_template: str,
    built_app: Flask,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Hosts]:
    """Two hosts, started at the same moment on people without a course."""
    url = postgres_cluster.make_database(postgres_template)
    database = Database(url)
    database.write(add_rosewood)
    database.close()
    folder, port = tmp_path_factory.mktemp("hosts"), find_free_port()
    made = [_make_host(folder, number, url, port) for number in (0, 1)]
    courses, sites = [m[0] for m in made], [m[1] for m in made]
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        with ThreadPoolExecutor(2) as pool:
            starts = [pool.submit(site.start) for site in sites]
        for site, start in zip(sites, starts, strict=True):
            if start.exception() is None:
                stack.callback(site.stop)
        for start in starts:
            start.result()
        proxy = stack.enter_context(proxying(port, [s.port for s in sites]))
        both = Hosts(folder, url, courses, sites, proxy, built_app)
        patch.setattr(built_app, "wsgi_app", both)
        yield both
    postgres_cluster.drop_database(url)


def _finish_cards(browser: Browser, course: SmallCourse) -> None:
    built = course.build().course
    assert built is not None
    for module in built.modules.values():
        for card in module.cards:
            path = f"/courses/{SMALL}/modules/{module.id}/{card.id}"
            for question in card.questions:
                form = browser.open(path).form(f"/questions/{question.id}")
                sent = form.send(**form_for(question, question.right_response()))
                assert "right" in sent.follow().words
            assert browser.open(path).form("/done").send().status == 303


def _reflection(page: Page) -> str:
    return page.form("/my-opening").fields["written"][0].strip()


def test_the_whole_path_whichever_host_answers(hosts: Hosts) -> None:
    hosts.proxy.asked.clear()
    lena = hosts.sign_in("lena")
    with hosts.only(0):
        form = lena.open(CARD).form("/my-opening")
        draft = {**form.fields, "written": "half a sen"}
        assert lena.send("/account/drafts", draft).status == 204
    with hosts.only(1):
        assert _reflection(lena.open(CARD)) == "half a sen"
    _finish_cards(lena, hosts.courses[0])
    lena.open(CARD).form("/my-opening").send(written="half a sentence")
    assert [_reflection(lena.open(CARD)) for _ in hosts.sites] == [
        "half a sentence"
    ] * 2
    go_on(choose(begin(lena), KIND))
    course = hosts.courses[0].build().course
    assert course is not None
    take(lena, course, assessment=ASSESSMENT)
    page = lena.open("/certificates")
    found = re.search(r"/verify/([\w-]+)", page.html)
    assert found, page.words
    pdfs = [lena.open(f"/certificates/{found[1]}.pdf").response for _ in hosts.sites]
    assert pdfs[0].get_data().startswith(b"%PDF")
    assert pdfs[0].get_data() == pdfs[1].get_data()
    verified = Browser(hosts.addresses).open(f"/verify/{found[1]}")
    assert verified.heading == "Valid"
    one, other = (hosts.proxy.asked[site.port] for site in hosts.sites)
    assert abs(one - other) <= 1
    assert one > 20


def test_what_one_host_publishes_both_show(hosts: Hosts) -> None:
    mara = hosts.sign_in("mara")
    for number in (0, 1):
        with hosts.only(number):
            assert "who comes in." in mara.open(FIRST_CARD).words
    course = hosts.courses[0]
    course.change("modules/at-the-door.md", "who comes in.", "who is at the door.")
    course.write("media/waiting.svg", course.read("media/waiting.svg") + "\n")
    done = _run(hosts.url, hosts.folder / "host-0", course, "publish", SMALL).wait(60)
    assert done == 0
    for number in (0, 1):
        with hosts.only(number):
            page = mara.open(FIRST_CARD)
            assert "who is at the door." in page.words
            [picture] = list(page.main.iter("img"))
            answer = mara.open(picture.get("src") or "").response
            assert answer.get_data(as_text=True) == course.read("media/waiting.svg")


def test_signing_out_through_one_host_ends_the_visit_on_the_other(hosts: Hosts) -> None:
    otto = hosts.sign_in("otto")
    cookie = otto.cookie().value
    with hosts.only(0):
        # By the form: this test has not the hosts’ key to make a token with.
        assert otto.open("/account").form("/sign-out").send().status == 303
    otto.client.set_cookie("elearn", cookie)
    with hosts.only(1):
        assert otto.open("/account").location.startswith("/sign-in")


def _run(
    url: str, folder: Path, course: SmallCourse, *command: str
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("elearn")), *command],
        env={
            "PATH": os.environ["PATH"],
            "ELEARN_DATA_DIR": str(folder),
            "ELEARN_DATABASE_URL": url,
            "ELEARN_COURSES_DIR": str(course.folder.parent),
        },
    )


def test_two_that_migrate_an_empty_database_at_once_both_succeed(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    course = make_small_course(tmp_path)
    runs = [
        _run(empty_postgres_url, tmp_path / name, course, "migrate") for name in "ab"
    ]
    assert [run.wait(60) for run in runs] == [0, 0]
