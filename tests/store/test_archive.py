"""A backup holds every row, whichever database it comes from and goes into."""

import json
import shutil
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, text

from elearn.services.moment import Moment
from elearn.services.organisations import add_person
from elearn.store.archive_form import BackupFailed, RestoreRefused
from elearn.store.archive_read import open_archive
from elearn.store.archive_write import write_archive
from elearn.store.database import Database
from elearn.store.form import changing_form
from elearn.store.migrating import is_current, upgrade
from elearn.store.restoring import restore_archive
from elearn.store.tables import AuditEvent, Base, Media, Person, Team
from tests.databases import Templates
from tests.full_database import ROWS, all_rows, fill_every_table

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GROWING = {"person", "audit_event"}
KEY = "k" * 48

_postgres = pytest.mark.postgres
_WAYS = [
    pytest.param("sqlite", "sqlite", id="sqlite-sqlite"),
    pytest.param("sqlite", "postgres", id="sqlite-postgres", marks=_postgres),
    pytest.param("postgres", "sqlite", id="postgres-sqlite", marks=_postgres),
    pytest.param("postgres", "postgres", id="postgres-postgres", marks=_postgres),
]


def back_up(database: Database, path: Path) -> Path:
    write_archive(database, path, made_at=NOW, elearn="0.1.0", secret_key=KEY)
    return path


def restore(path: Path, database: Database, *, replace: bool = False) -> None:
    with open_archive(path) as archive:
        restore_archive(database, archive, replace=replace)


@pytest.fixture
def full(sqlite_url: str, templates: Templates) -> Database:
    templates.copy_onto(sqlite_url, "full", fill_every_table)
    return Database(sqlite_url)


@pytest.fixture(scope="session")
def kept_backup(tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    url = f"sqlite:///{folder / 'full.sqlite3'}"
    templates.copy_onto(url, "full", fill_every_table)
    database = Database(url)
    path = back_up(database, folder / "backup.zip")
    database.close()
    return path


@pytest.fixture
def backup(kept_backup: Path, tmp_path: Path) -> Path:
    """A backup of all that `full` holds."""
    return Path(shutil.copy2(kept_backup, tmp_path / "backup.zip"))


@pytest.fixture
def empty(empty_sqlite_url: str) -> Database:
    return Database(empty_sqlite_url)


@pytest.mark.parametrize(("origin", "goal"), _WAYS)
def test_every_row_comes_back(
    request: pytest.FixtureRequest, tmp_path: Path, origin: str, goal: str
) -> None:
    before = Database(request.getfixturevalue(f"{origin}_url"))
    after = Database(request.getfixturevalue(f"empty_{goal}_url"))
    fill_every_table(before)
    restore(back_up(before, tmp_path / "backup.zip"), after)
    assert all_rows(after) == all_rows(before)
    with after.engine.connect() as connection:
        assert is_current(connection)
    # The next number is a new one, and what belongs together still does.
    moment = Moment(NOW, Random(1))
    added = after.write(add_person, moment, "new", "New", password_hash="x")
    assert added == ROWS + 1
    before.close()
    after.close()


def test_a_backup_is_for_its_owner_and_says_what_it_is(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with zipfile.ZipFile(backup) as file:
        told = json.loads(file.read("manifest.json"))
        assert "elearn restore FILE" in file.read("README.txt").decode()
        people = file.read("tables/person.jsonl").splitlines()
    assert told["format"] == "elearn backup"
    assert len(people) == ROWS
    with open_archive(backup) as archive:
        assert archive.secret_key == KEY
        assert archive.manifest.made_at == NOW
        assert archive.manifest.rows_of("person") == ROWS


def test_a_backup_never_takes_the_place_of_another(
    full: Database, backup: Path
) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupFailed, match="already"):
        back_up(full, backup)
    assert backup.read_bytes() == before


def test_where_nothing_can_be_written_nothing_is_left(
    full: Database, tmp_path: Path
) -> None:
    with pytest.raises(BackupFailed, match="No such file or directory"):
        back_up(full, tmp_path / "nowhere" / "backup.zip")
    assert not (tmp_path / "nowhere").exists()


def test_a_database_that_was_never_set_up_is_not_backed_up(
    empty: Database, tmp_path: Path
) -> None:
    with pytest.raises(BackupFailed, match="never set up"):
        back_up(empty, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_records_are_not_overwritten_unless_asked(full: Database, backup: Path) -> None:
    full.write(add_person, Moment(NOW, Random(1)), "late", "Late", password_hash="x")
    before = all_rows(full)
    with pytest.raises(RestoreRefused, match="--replace"):
        restore(backup, full)
    assert all_rows(full) == before
    restore(backup, full, replace=True)
    assert len(all_rows(full)["person"]) == ROWS


def test_a_database_of_another_program_is_left_alone(
    empty: Database, backup: Path
) -> None:
    with empty.writing() as session:
        session.execute(text("CREATE TABLE wp_posts (id INTEGER)"))
    with pytest.raises(RestoreRefused, match="another program"):
        restore(backup, empty, replace=True)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    place = content.index(b"tables/person.jsonl") + 60
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_cut, "its end is missing"),
        (_flip, "is damaged"),
        (lambda _: b"", "is not a backup of elearn"),
        (lambda _: b"SQLite format 3\0" * 99, "is not a backup of elearn"),
    ],
)
def test_a_spoilt_backup_is_refused_and_nothing_is_touched(
    backup: Path, empty: Database, spoil: Callable[[bytes], bytes], words: str
) -> None:
    backup.write_bytes(spoil(backup.read_bytes()))
    with pytest.raises(RestoreRefused) as refused:
        restore(backup, empty)
    assert words in refused.value.sentence
    with empty.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1 FROM sqlite_master").all() == []


def rewrite(backup: Path, member: str, change: Callable[[str], str | None]) -> None:
    """Write the archive again with one member changed, or left out."""
    with zipfile.ZipFile(backup) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    with zipfile.ZipFile(backup, "w") as file:
        for name, content in texts.items():
            changed = change(content) if name == member else content
            if changed is not None:
                file.writestr(name, changed)


@pytest.mark.parametrize(
    ("member", "change", "words"),
    [
        ("manifest.json", lambda _: None, "is not a backup of elearn"),
        ("manifest.json", lambda _: "{}", "is damaged"),
        ("secret-key", lambda _: "another", "is damaged"),
        ("secret-key", lambda _: None, "is damaged"),
        ("tables/team.jsonl", lambda t: t.replace("1", "2"), "is damaged"),
        ("tables/team.jsonl", lambda _: "", "is damaged"),
        (
            "manifest.json",
            lambda t: t.replace('"format_version": 1', '"format_version": 2'),
            "newer elearn",
        ),
        (
            "manifest.json",
            lambda t: t.replace('"revision": "', '"revision": "9'),
            "newer elearn",
        ),
    ],
)
def test_a_backup_that_was_changed_is_refused(
    backup: Path,
    empty: Database,
    member: str,
    change: Callable[[str], str | None],
    words: str,
) -> None:
    rewrite(backup, member, change)
    with pytest.raises(RestoreRefused) as refused:
        restore(backup, empty)
    assert words in refused.value.sentence


def test_a_backup_of_an_older_form_is_brought_up_to_date(
    empty_sqlite_url: str, tmp_path: Path, empty_database_url: str
) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    with changing_form(old) as connection:
        upgrade(connection, "0001")
        connection.execute(
            text("INSERT INTO team (id, name, parent_id) VALUES (7, 'House', NULL)")
        )
    goal = Database(empty_database_url)
    restore(back_up(old, tmp_path / "old.zip"), goal)
    with goal.engine.connect() as connection:
        assert is_current(connection)
    assert goal.read(lambda s: s.scalars(select(Team.id)).all()) == [7]
    goal.close()


@pytest.mark.slow
@pytest.mark.parametrize(("origin", "goal"), _WAYS)
def test_a_backup_while_people_work_is_one_moment(
    request: pytest.FixtureRequest, tmp_path: Path, origin: str, goal: str
) -> None:
    """Each writer adds a person and an event in one transaction: never one of them."""
    before = Database(request.getfixturevalue(f"{origin}_url"), pool_size=8)
    fill_every_table(before)
    stop = threading.Event()
    written: list[int] = []

    def work(name: str) -> None:
        count = 0
        while not stop.is_set():
            moment = Moment(NOW, Random(1))
            before.write(
                add_person, moment, f"{name}-{count}", "New", password_hash="x"
            )
            count += 1
        written.append(count)

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    backups = [back_up(before, tmp_path / f"{n}.zip") for n in range(3)]
    stop.set()
    for worker in workers:
        worker.join()
    assert sum(written) > 20
    after = Database(request.getfixturevalue(f"empty_{goal}_url"))
    everything = all_rows(before)
    for path in backups:
        restore(path, after, replace=True)
        for name, kept in all_rows(after).items():
            ids = {row[0] for row in kept}
            assert kept == [row for row in everything[name] if row[0] in ids]
            assert len(kept) == len(everything[name]) or name in GROWING
        assert count(after, Person) == count(after, AuditEvent)
    before.close()
    after.close()


def count(database: Database, table: type[Base]) -> int:
    many = database.read(lambda s: s.scalar(select(func.count()).select_from(table)))
    return many or 0


_MANY = 60
_PICTURE = 1_000_000

_BACK_UP_AND_RESTORE = """
import resource, sys
from datetime import datetime, UTC
from pathlib import Path
from elearn.store.archive_read import open_archive
from elearn.store.archive_write import write_archive
from elearn.store.database import Database
from elearn.store.restoring import restore_archive
origin, goal, path = sys.argv[1:]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write_archive(Database(origin), Path(path), made_at=datetime.now(UTC),
              elearn="0", secret_key="k" * 40)
with open_archive(Path(path)) as archive:
    restore_archive(Database(goal), archive, replace=False)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("origin", "goal"), [_WAYS[0], _WAYS[3]])
def test_large_tables_do_not_fill_the_memory(
    request: pytest.FixtureRequest, tmp_path: Path, origin: str, goal: str
) -> None:
    url = request.getfixturevalue(f"{origin}_url")
    empty_url = request.getfixturevalue(f"empty_{goal}_url")
    database = Database(url)
    with database.writing() as session:
        for number in range(_MANY):
            content = Random(number).randbytes(_PICTURE)
            session.add(
                Media(sha256=f"{number:064}", type="image/png", content=content)
            )
            session.flush()
            session.expunge_all()
    words = [sys.executable, "-c", _BACK_UP_AND_RESTORE, url, empty_url]
    done = subprocess.run(
        [*words, str(tmp_path / "large.zip")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 50
    database.close()
    filled = Database(empty_url)
    assert count(filled, Media) == _MANY
    filled.close()
