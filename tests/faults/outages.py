"""What the real server needs is taken away and given back while somebody writes.

Each of these gives a sentence with what was seen, and fails where something is lost,
where a page says the wrong thing, or where it does not go on by itself.
"""

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import Random
from string import ascii_letters

from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import Message, Reflection
from tests.databases import PostgresCluster
from tests.faults.browser import Answer, Fields, WebBrowser
from tests.faults.site import PASSWORD, SLUG, Site, fill, serving
from tests.mail_server import MailServer
from tests.mail_server import serving as serving_mail
from tests.test_server import find_free_port

CARD = f"/courses/{SLUG}/modules/first-thirty-seconds/the-same-visit-two-starts"
FORM = "/reflections/my-opening"
AWAY = "We cannot reach our records just now"
FULL = "We cannot save anything just now"
_LONGEST_PAGE = 30
"""Seconds; a database that hangs is given up before."""


class CannotBeShown(Exception):
    """This machine cannot do what is needed; the words say what."""


class Writer:
    """Somebody signed in, with a form open in which they write."""

    def __init__(self, site: Site, url: str) -> None:
        self.longest = 0.0
        self._url = url
        self._browser = WebBrowser(site.port)
        self._browser.sign_in("person-0", PASSWORD)
        self._action, self._held, _ = self.read().form(FORM)

    def read(self) -> Answer:
        return self._ask(CARD)

    def write(self, words: str) -> Answer:
        return self._ask(self._action, self._held | {"written": words})

    def send_again(self, page: Answer) -> Answer:
        """Press the button of the page that kept what was typed."""
        action, held, _ = page.form(FORM)
        return self._ask(action, held)

    def send_until_saved(self, page: Answer, seconds: float = 30) -> float:
        """Press it until it is saved, and give the seconds that took."""
        began = time.perf_counter()
        while (answer := self.send_again(page)).status == 503:
            assert time.perf_counter() < began + seconds, "It did not go on by itself."
            time.sleep(0.1)
        assert answer.status == 303, (answer.status, answer.heading)
        return time.perf_counter() - began

    def kept(self) -> list[str]:
        """What the records hold of what anybody wrote."""
        with closing(Database(self._url)) as database:
            return database.read(lambda s: list(s.scalars(select(Reflection.text))))

    def _ask(self, path: str, fields: Fields | None = None) -> Answer:
        began = time.perf_counter()
        answer = self._browser.ask(path, fields)
        self.longest = max(self.longest, time.perf_counter() - began)
        return answer


@contextmanager
def _somebody_writing(folder: Path, url: str) -> Iterator[tuple[Site, Writer]]:
    with serving(Site(folder, url, find_free_port())) as site:
        writer = Writer(site, url)
        assert writer.write("Before it happened").status == 303
        assert writer.kept() == ["Before it happened"]
        writer.longest = 0
        yield site, writer


def _is_refused(page: Answer, heading: str) -> None:
    assert page.status == 503, page.status
    assert page.heading == heading
    assert page.headers["retry-after"] == "30"


def _goes_on(
    writer: Writer, take_away: Callable[[], object], give_back: Callable[[], object]
) -> str:
    """Write while the database is away: it says so, keeps it, and saves it later."""
    take_away()
    try:
        page = writer.write("While it was away")
        _is_refused(page, AWAY)
        assert "What you typed is kept on this page" in page.text
        _is_refused(writer.read(), AWAY)
    finally:
        give_back()
    after = writer.send_until_saved(page)
    assert writer.kept() == ["While it was away"]
    assert writer.read().status == 200
    assert writer.longest < _LONGEST_PAGE
    return (
        f"503 after at most {writer.longest:.1f} s, saved {after:.1f} s after it was "
        "back, without a restart"
    )


def stop_postgres(folder: Path, cluster: PostgresCluster) -> str:
    """Stop PostgreSQL as an update of it does, and start it again."""
    url = cluster.make_database()
    fill(url, 1)

    def stop() -> None:
        cluster.stop()
        assert site.ask("/healthz") == 200
        assert site.ask("/readyz") == 503

    with _somebody_writing(folder / "stopped", url) as (site, writer):
        seen = _goes_on(writer, stop, cluster.start)
        assert site.ask("/readyz") == 200
        return seen


def hang_postgres(folder: Path, cluster: PostgresCluster) -> str:
    """Let PostgreSQL hang, which gives no error at all."""
    url = cluster.make_database()
    fill(url, 1)
    with _somebody_writing(folder / "hanging", url) as (_, writer):
        return _goes_on(writer, cluster.hang, cluster.go_on)


def lock_sqlite(folder: Path) -> str:
    """Let another program write into the SQLite file for long."""
    path = folder / "locked.sqlite3"
    url = f"sqlite:///{path}"
    fill(url, 1)
    with (
        _somebody_writing(folder / "locked", url) as (_, writer),
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        page = writer.write("While it was locked")
        _is_refused(page, AWAY)
        waited, writer.longest = writer.longest, 0
        assert writer.read().status == 200
        other.execute("ROLLBACK")
        after = writer.send_until_saved(page)
        assert writer.kept() == ["While it was locked"]
        assert waited < _LONGEST_PAGE
        return (
            f"503 after {waited:.1f} s, pages could be read, saved {after:.1f} s after "
            "it was free, without a restart"
        )


def fill_disk(folder: Path) -> str:
    """Fill the disk that holds the SQLite file, and make room again."""
    with _small_disk(folder / "disk") as disk:
        return _fill(disk, folder / "full", f"sqlite:///{disk / 'elearn.sqlite3'}")


def fill_disk_of_postgres(folder: Path, cluster: PostgresCluster) -> str:
    """Fill the disk that holds the tables, and make room again."""
    with _small_disk(cluster.folder / "disk") as disk:
        url = cluster.make_database_on(disk)
        try:
            return _fill(disk, folder / "full-postgres", url)
        finally:
            cluster.drop_database_on(disk, url)


def _fill(disk: Path, folder: Path, url: str) -> str:
    fill(url, 1)
    with _somebody_writing(folder, url) as (site, writer):
        saved, refused, page = _write_until_full(writer, disk / "rubbish")
        assert writer.kept() == [saved]
        assert writer.read().status == 200
        assert site.ask("/readyz") == 200
        (disk / "rubbish").unlink()
        after = writer.send_until_saved(page)
        assert writer.kept() == [refused]
        return (
            f"503 after at most {writer.longest:.1f} s, pages could be read, saved "
            f"{after:.1f} s after there was room, without a restart"
        )


def _write_until_full(writer: Writer, rubbish: Path) -> tuple[str, str, Answer]:
    """Fill the disk; give what was saved last, what was not, and the page about it.

    A database writes into what it has before it asks the disk for more.
    """
    with rubbish.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    saved = "Before it happened"
    for number in range(600):
        # Letters by chance, which nothing makes shorter.
        words = "".join(Random(number).choices(ascii_letters, k=9000))
        page = writer.write(words)
        if page.status != 303:
            _is_refused(page, FULL)
            assert "What you typed is kept on this page" in page.text
            return saved, words, page
        saved = words
    raise AssertionError("The disk never was full.")


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    order = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(order, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        done = False
    if not done:
        raise CannotBeShown("a small disk can only be mounted by root, on Linux")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def lose_mail_server(folder: Path) -> str:
    """Earn a certificate while the mail server is away; then it comes back."""
    url = f"sqlite:///{folder / 'mail.sqlite3'}"
    fill(url, 3, ready=3)
    server = MailServer(find_free_port())
    environ = {"ELEARN_MAIL": server.url, "ELEARN_MAIL_FROM": "learning@example.org"}
    site = Site(folder / "mail", url, find_free_port(), **environ)
    with serving(site), closing(Database(url)) as database:

        def look() -> Message:
            return database.read(lambda s: s.scalars(select(Message)).one())

        browser = WebBrowser(site.port)
        browser.sign_in("person-2", PASSWORD)
        attempt = f"/courses/{SLUG}/assessment/attempts/1"
        action, held, _ = browser.open(attempt).form("/hand-in")
        assert browser.send(action, held).status == 303
        assert "Well done" in browser.open(f"{attempt}/result").text
        _wait(lambda: "does not answer" in look().reason, 60)
        assert look().state == "waiting"
        with serving_mail(server):
            began = time.perf_counter()
            _wait(lambda: look().state == "sent", 120)
            after = time.perf_counter() - began
            assert server.recipients() == ["person-2@example.org"]
    assert not browser.odd
    return f"pages as always, one message waited and was sent once, after {after:.0f} s"


def _wait(done: Callable[[], bool], seconds: float) -> None:
    end = time.perf_counter() + seconds
    while not done():
        assert time.perf_counter() < end, "It did not happen in time."
        time.sleep(0.2)
