"""`elearn backup` and `elearn restore`, as somebody types them."""

import socket
import stat
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from elearn.cli import main
from elearn.store.database import Database
from elearn.store.form import changing_form
from elearn.store.migrating import upgrade
from elearn.store.tables import AuditEvent, Media, Person
from tests.databases import Templates
from tests.full_database import ROWS, all_rows, fill_every_table
from tests.test_server import find_free_port


class Site:
    """A data folder with records in it, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            "ELEARN_DATA_DIR": str(folder),
            "ELEARN_PORT": str(find_free_port()),
        }
        self.key = folder / "secret-key"

    def run(self, *words: str) -> Result:
        return CliRunner(env=self.environ).invoke(main, list(words))

    def open(self) -> Database:
        return Database(f"sqlite:///{self.folder / 'elearn.sqlite3'}")

    def actions(self) -> list[str]:
        database = self.open()
        query = select(AuditEvent.action).where(AuditEvent.thing_kind == "database")
        found = database.read(lambda s: s.scalars(query).all())
        database.close()
        return list(found)


@pytest.fixture
def site(tmp_path: Path, templates: Templates) -> Site:
    site = Site(tmp_path / "site")
    site.folder.mkdir(mode=0o700)
    templates.copy_onto(
        f"sqlite:///{site.folder / 'elearn.sqlite3'}", "full", fill_every_table
    )
    return site


@pytest.fixture
def other(tmp_path: Path) -> Site:
    return Site(tmp_path / "other")


def test_a_backup_moves_a_site_to_another_machine(
    site: Site, other: Site, tmp_path: Path
) -> None:
    path = tmp_path / "backup.zip"
    made = site.run("backup", str(path))
    assert made.exit_code == 0, made.output
    assert f"{ROWS} people" in made.output
    restored = other.run("restore", str(path))
    assert restored.exit_code == 0, restored.output
    assert "elearn serve" in restored.output
    assert other.key.read_text() == site.key.read_text()
    assert stat.S_IMODE(other.key.stat().st_mode) == 0o600
    before, after = all_rows(site.open()), all_rows(other.open())
    trail = before.pop("audit_event"), after.pop("audit_event")
    assert after == before
    assert trail[1][:ROWS] == trail[0][:ROWS]
    assert site.actions() == ["backed up"]
    assert other.actions() == ["restored"]


def test_a_backup_can_be_checked_without_restoring(
    site: Site, other: Site, tmp_path: Path
) -> None:
    path = tmp_path / "backup.zip"
    site.run("backup", str(path))
    checked = other.run("restore", "--check", str(path))
    assert checked.exit_code == 0, checked.output
    assert "is whole: 4 people" in checked.output
    assert not other.folder.exists()
    path.write_bytes(path.read_bytes()[:-100])
    cut = other.run("restore", "--check", str(path))
    assert cut.exit_code == 2
    assert "its end is missing" in cut.output


def test_in_a_folder_backups_are_named_by_time_and_old_ones_go(
    site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    older = [f"elearn-2026-01-0{day}-030000.zip" for day in (1, 2, 3)]
    for name in [*older, "holiday.zip"]:
        (folder / name).touch()
    made = site.run("backup", str(folder), "--keep", "2")
    assert made.exit_code == 0, made.output
    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == 3
    assert older[2] in left
    assert "holiday.zip" in left
    assert f"{folder / older[0]} was deleted" in made.output


def test_a_wrong_data_folder_is_told_and_not_filled(other: Site) -> None:
    made = other.run("backup", "backup.zip")
    assert made.exit_code == 2
    assert "There is no database" in made.output
    assert "Check ELEARN_DATA_DIR" in made.output
    assert not other.folder.exists()


@pytest.mark.slow
def test_replacing_keeps_what_was_there(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    site.run("backup", str(path))
    database = site.open()
    with database.writing() as session:
        session.get_one(Person, 1).name = "Changed since"
    database.close()
    refused = site.run("restore", str(path))
    assert refused.exit_code == 2
    assert "add --replace" in refused.output
    restored = site.run("restore", str(path), "--replace")
    assert restored.exit_code == 0, restored.output
    [kept] = (site.folder / "backups").iterdir()
    assert str(kept) in restored.output
    assert all_rows(site.open())["person"][0][2] != "Changed since"
    site.run("restore", str(kept), "--replace")
    assert "Changed since" in all_rows(site.open())["person"][0]


def test_a_database_of_a_newer_elearn_can_be_replaced(
    site: Site, tmp_path: Path
) -> None:
    path = tmp_path / "backup.zip"
    site.run("backup", str(path))
    database = site.open()
    with changing_form(database) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.exec_driver_sql("CREATE TABLE later (id INTEGER PRIMARY KEY)")
    database.close()
    assert "newer elearn" in site.run("migrate").output
    assert site.run("restore", str(path), "--replace").exit_code == 0
    assert site.run("migrate").output == "Nothing to do.\n"


def test_nothing_is_restored_while_elearn_answers(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    site.run("backup", str(path))
    port = int(site.environ["ELEARN_PORT"])
    with socket.create_server(("127.0.0.1", port)):
        refused = site.run("restore", str(path), "--replace")
    assert refused.exit_code == 2
    assert "If it is elearn, stop it" in refused.output


def test_a_key_that_is_set_stays(site: Site, other: Site, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    site.run("backup", str(path))
    other.environ["ELEARN_SECRET_KEY"] = "n" * 40
    restored = other.run("restore", str(path))
    assert "The key is the one that is set" in restored.output
    assert not other.key.exists()


@pytest.mark.slow
def test_a_migration_is_backed_up_first_and_few_of_them_stay(other: Site) -> None:
    folder = other.folder / "backups"
    for _ in range(5):
        for path in other.folder.glob("elearn.sqlite3*"):
            path.unlink()
        database = other.open()
        with changing_form(database) as connection:
            upgrade(connection, "0001")
            connection.exec_driver_sql("INSERT INTO team (id, name) VALUES (1, 'x')")
        database.close()
        done = other.run("migrate")
        assert done.exit_code == 0, done.output
        assert f"A backup from before is in {folder}" in done.output
    kept = sorted(folder.iterdir())
    assert len(kept) == 3
    assert "-from-0001-" in kept[0].name
    assert "is whole" in other.run("restore", "--check", str(kept[0])).output


_FULL_DISK = """
import resource
from elearn.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
main()
"""


@pytest.mark.slow
def test_a_full_disk_leaves_no_half_backup(site: Site, tmp_path: Path) -> None:
    database = site.open()
    with database.writing() as session:
        picture = Random(1).randbytes(200_000)
        session.add(Media(sha256="f" * 64, type="image/png", content=picture))
    database.close()
    folder = tmp_path / "backups"
    folder.mkdir()
    made = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, "backup", str(folder)],
        env={**site.environ, "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert made.returncode == 2, made.stderr
    assert "cannot be written: File too large" in made.stderr
    assert list(folder.iterdir()) == []
