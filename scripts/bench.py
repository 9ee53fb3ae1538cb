"""Measure what the design promises and print each figure beside its budget.

    python -m scripts.bench

Everything runs in a temporary folder, on SQLite. Ends with 1 when a budget is missed.
"""

import gc
import gzip
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from flask import Flask, render_template
from flask.testing import FlaskClient
from jinja2 import DictLoader
from sqlalchemy import Engine, Integer, String, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from elearn.app import create_app
from elearn.config import Settings
from elearn.coursefiles.library import load_library
from elearn.demo_learner import form_for
from elearn.documents.certificate import render_certificate
from elearn.domain.award import AwardFacts
from elearn.domain.standings import STATES
from elearn.resources import find_bundled
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.migrating import migrate
from scripts.bench_check import measure_check
from scripts.bench_report import Report
from scripts.bench_team import PASSWORD, fill_team

PORT = 8917


def main() -> int:
    report = Report()
    folder = Path(tempfile.mkdtemp(prefix="elearn-bench-"))
    try:
        measure_pages(folder, report)
        measure_certificate(report)
        measure_check(folder, report)
        measure_team(folder, report)
        measure_server(folder, report)
    finally:
        shutil.rmtree(folder)
    if report.missed:
        print("Missed: " + "; ".join(report.missed))
    return 1 if report.missed else 0


def measure_pages(folder: Path, report: Report) -> None:
    """Measure card, answer and choice with a signed-in client."""
    settings = Settings(data_dir=folder / "pages")
    app = create_app(settings)
    database: Database = app.extensions["elearn_database"]
    fill(database)
    client = app.test_client()
    sign_in(client)
    card, answer, form = a_card_with_a_question(database)
    client.get(card)
    with counted(database.engine) as counts:
        page = client.get(card)
    report.line("card page: queries", counts["queries"], 5, "queries")
    size = len(gzip.compress(page.data, 5)) / 1024
    report.line("card page: HTML, gzipped", size, 15, "KB")
    first = size + sum(assets(client, page.text)) / 1024
    report.line("card page: whole first visit", first, 150, "KB")
    token = csrf(page.text)
    measure_time_of_page("card page", client, card, folder, report)
    with counted(database.engine) as counts:
        client.post(answer, data={**form, "try": "1", "csrf_token": token})
    report.line("answering: queries", counts["queries"], 8, "queries")
    report.line("answering: commits", counts["commits"], 1, "commits")
    measure_time_of_page("card page, answered", client, card, folder, report)
    base = "/courses/communication/scenarios/fifteen-minutes/plays"
    play = client.post(base, data={"csrf_token": token}).headers["Location"]
    choice = re.search(
        r'name="choice" type="radio" value="([^"]+)"', client.get(play).text
    )
    with counted(database.engine) as counts:
        client.post(
            f"{play}/choices",
            data={"choice": choice and choice[1], "position": "0", "csrf_token": token},
        )
    report.line("choosing: queries", counts["queries"], 8, "queries")
    report.line("choosing: commits", counts["commits"], 1, "commits")


def measure_time_of_page(
    what: str, client: FlaskClient, path: str, folder: Path, report: Report
) -> None:
    """Compare a page, as it is now, with a bare view that gives as many bytes."""
    size = len(client.get(path).data)
    bare = bare_page(folder, size)
    freeze()
    ours, theirs, times = compare(lambda: client.get(path), lambda: bare.get("/1"))
    label = f"{what}: CPU of {size} bytes"
    print(f"{label:52} {ours:9.2f} ms, bare view {theirs:.2f} ms")
    report.line(f"{what}: CPU, times a bare view", times, 2, "times")


def freeze() -> None:
    """Leave what is loaded out of the search for garbage, as a worker does."""
    gc.collect()
    gc.freeze()


def fill(database: Database) -> None:
    migrate(database)
    moment = Moment(datetime.now(UTC), Random(1))  # noqa: S311
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care")
        add_person(session, moment, "lena", "Lena Kowalska", password=PASSWORD)
        for built in load_library(find_bundled("courses")):
            if built.course:
                publish_course(session, built, moment)


def sign_in(client: FlaskClient, name: str = "lena") -> None:
    token = csrf(client.get("/sign-in").text)
    sent = {"sign_in_name": name, "password": PASSWORD, "csrf_token": token}
    answer = client.post("/sign-in", data=sent)
    if answer.status_code != 303:
        raise SystemExit("The bench could not sign in.")


def csrf(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return found[1] if found else ""


def a_card_with_a_question(
    database: Database,
) -> tuple[str, str, dict[str, list[str]]]:
    built = next(
        b for b in load_library(find_bundled("courses")) if b.slug == "communication"
    )
    if built.course is None:
        raise SystemExit("The communication course has errors.")
    for module in built.course.modules.values():
        for card in module.cards:
            for question in card.questions:
                path = f"/courses/communication/modules/{module.id}/{card.id}"
                form = form_for(question, question.right_response())
                sent = {name: list(values) for name, values in form.items()}
                return path, f"{path}/questions/{question.id}", sent
    raise SystemExit("The communication course asks nothing.")


def assets(client: FlaskClient, page: str) -> Iterator[int]:
    """Give the size, as sent, of everything that a first visit loads."""
    found = set(re.findall(r'(?:src|href)="(/(?:static|media|portraits)/[^"]+)"', page))
    style = next(path for path in found if ".css" in path)
    for font in re.findall(
        r"url\(['\"]?([^'\")]+latin\.woff2)", client.get(style).text
    ):
        found.add(f"/static/{font.removeprefix('./')}")
    seen = set()
    for path in found:
        if path.partition("?")[0] in seen:
            continue
        seen.add(path.partition("?")[0])
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        if answer.status_code == 200:
            yield len(answer.data)


@contextmanager
def counted(engine: Engine) -> Iterator[dict[str, int]]:
    counts = {"queries": 0, "commits": 0}

    def query(_c: object, _k: object, sql: str, *_: object) -> None:
        counts["queries"] += not sql.startswith(("BEGIN", "PRAGMA"))

    def commit(_: object) -> None:
        counts["commits"] += 1

    event.listen(engine, "before_cursor_execute", query)
    event.listen(engine, "commit", commit)
    yield counts
    event.remove(engine, "before_cursor_execute", query)
    event.remove(engine, "commit", commit)


def compare(
    one: Callable[[], object], other: Callable[[], object], rounds: int = 41
) -> tuple[float, float, float]:
    """Give the CPU milliseconds of each, and how many times one costs the other.

    Measured in turns, so that whatever else the machine does weighs on both.
    """
    pairs = [(cpu(one), cpu(other)) for _ in range(rounds)]
    return (
        median(pair[0] for pair in pairs),
        median(pair[1] for pair in pairs),
        median(pair[0] / pair[1] for pair in pairs),
    )


def cpu(act: Callable[[], object], calls: int = 12) -> float:
    act()
    start = time.process_time()
    for _ in range(calls):
        act()
    return 1000 * (time.process_time() - start) / calls


def bare_page(folder: Path, size: int) -> FlaskClient:
    """Make a bare Flask view: one lookup by key, one template of the same size."""

    class Base(DeclarativeBase):
        pass

    class Thing(Base):
        __tablename__ = "thing"
        id: Mapped[int] = mapped_column(Integer, primary_key=True)
        words: Mapped[str] = mapped_column(String)

    path = folder / f"bare-{size}.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Thing(id=1, words="one word"))
        session.commit()
    app = Flask("bare")
    row = "<p class='x'>{{ words }} {{ loop.index }}</p>\n"
    rows = f"{{% for i in range({size // 30}) %}}{row}{{% endfor %}}"
    app.jinja_loader = DictLoader({"page.html": rows})

    @app.get("/<int:number>")
    def page(number: int) -> str:
        with Session(engine) as session:
            thing = session.scalars(select(Thing).where(Thing.id == number)).one()
            return render_template("page.html", words=thing.words)

    return app.test_client()


def measure_certificate(report: Report) -> None:
    facts = AwardFacts(
        number="K7QM-3XWD-9F2A",
        person_name="Lena Kowalska",
        organisation_name="Rosewood Care",
        course_title="Heard and understood",
        course_version="ab12cd34, published 22 November 2026",
        passed_on=date(2026, 11, 22),
        cpd_minutes=75,
        cpd_basis="Learning time estimated by the author.",
        outcomes=("Demonstrate a four-part opening for any contact",) * 6,
        how_assessed=("12 questions, 11 of 12 marks; pass mark 80%.",),
        verify_url="http://127.0.0.1:8000/verify/K7QM-3XWD-9F2A",
    )
    pdf = render_certificate(facts).pdf
    taken = []
    for _ in range(10):
        start = time.perf_counter()
        render_certificate(facts)
        taken.append(time.perf_counter() - start)
    report.line("certificate: warm", median(taken) * 1000, 50, "ms")
    report.line("certificate: size", len(pdf) / 1024, 60, "KB")


def measure_team(folder: Path, report: Report) -> None:
    """Open a manager's page of 10,000 people in 20 courses, by each filter."""
    app = create_app(Settings(data_dir=folder / "team"))
    database: Database = app.extensions["elearn_database"]
    fill_team(database, people=10_000, courses=20)
    client = app.test_client()
    sign_in(client, "mara")
    client.get("/team")
    freeze()
    with counted(database.engine) as counts:
        client.get("/team?order=urgent")
    report.line("team of 10,000: queries", counts["queries"], 10, "queries")
    filters = ["", "?order=urgent", "?name=amira", "?page=300"]
    filters += [f"?state={state}" for state in STATES]
    for query in filters:
        taken = min(cpu(lambda q=query: client.get(f"/team{q}"), 1) for _ in range(7))  # type: ignore[misc]  # bound at once
        report.line(f"team of 10,000: /team{query}", taken, 300, "ms")
    start = time.process_time()
    lines = iter(client.get("/team.csv").response)
    size = len(next(lines))
    first = time.process_time() - start
    size += sum(map(len, lines))
    whole = time.process_time() - start
    report.line("team of 10,000: CSV, first bytes", first, 1, "s")
    report.line(f"team of 10,000: CSV, all {size / 1e6:.1f} MB", whole, 15, "s")


def measure_server(folder: Path, report: Report) -> None:
    """Start the real server on a filled database; time it and weigh it."""
    environ = {
        "PATH": "/usr/bin:/bin",
        "ELEARN_DATA_DIR": str(folder / "pages"),
        "ELEARN_PORT": str(PORT),
    }
    command = [str(Path(sys.executable).with_name("elearn")), "serve"]
    start = time.perf_counter()
    server = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{PORT}/sign-in")
        report.line("server: start to first page", time.perf_counter() - start, 2, "s")
        for _ in range(40):
            urlopen(f"http://127.0.0.1:{PORT}/sign-in").close()
        family = psutil.Process(server.pid).children(recursive=True)
        resident = max(process.memory_info().rss for process in family) / 2**20
        # Resident counts what forked processes share again in each of them.
        shares = [process.memory_full_info().pss for process in family]
        report.line("server: memory of a worker, resident", resident, 120, "MB")
        print(
            f"{'server: memory of all processes, each its share':52} "
            f"{sum(shares) / 2**20:9.2f} MB"
        )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def wait_for(url: str, seconds: float = 20) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        try:
            urlopen(url).close()
            return
        except URLError:
            time.sleep(0.02)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    sys.exit(main())
