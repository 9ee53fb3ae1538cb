"""Migrations make exactly the tables of the models, on both databases."""

import threading
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import String, select, text

from elearn.store.database import Database
from elearn.store.form import changing_form, find_revision
from elearn.store.migrating import (
    DatabaseTooNew,
    is_current,
    is_known,
    migrate,
    newest_revision,
    upgrade,
)
from elearn.store.tables import Base, Team


def test_an_empty_database_becomes_what_the_models_say(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert migrate(database) is True
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with database.engine.connect() as connection:
        assert is_current(connection)
    database.close()


def test_files_are_named_by_their_revisions() -> None:
    """The names are all that a start looks at."""
    config = Config()
    config.set_main_option("script_location", "elearn:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [newest_revision()]
    for script in scripts.walk_revisions():
        assert is_known(script.revision)
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_a_second_migration_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    assert migrate(database) is False
    database.close()


def test_a_database_of_a_newer_elearn_is_refused(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew) as refused:
        migrate(database)
    assert "newer elearn" in refused.value.sentence
    database.close()


def make_old(url: str) -> Database:
    """A database in the form of the first release, with a team in it."""
    database = Database(url)
    with changing_form(database) as connection:
        upgrade(connection, "0001")
        connection.execute(text("INSERT INTO team (id, name) VALUES (1, 'House')"))
    return database


def test_a_database_with_records_is_told_of_before_it_changes(
    empty_database_url: str,
) -> None:
    database = make_old(empty_database_url)
    told: list[str] = []
    assert migrate(database, told.append) is True
    assert told == ["0001"]
    assert migrate(database, told.append) is False
    assert told == ["0001"]
    database.close()


def test_where_no_backup_can_be_made_nothing_changes(empty_database_url: str) -> None:
    database = make_old(empty_database_url)

    def fail(revision: str) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        migrate(database, fail)
    with database.engine.connect() as connection:
        assert find_revision(connection) == "0001"
    database.close()


def test_an_empty_database_needs_no_backup(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    told: list[str] = []
    assert migrate(database, told.append) is True
    assert told == []
    database.close()


def test_of_two_that_start_at_once_one_migrates_and_the_other_waits(
    empty_database_url: str,
) -> None:
    make_old(empty_database_url).close()
    told: list[str] = []
    changed: list[bool] = []
    both = threading.Barrier(2)

    def dawdle(revision: str) -> None:
        told.append(revision)
        time.sleep(0.3)

    def start() -> None:
        database = Database(empty_database_url)
        both.wait()
        changed.append(migrate(database, dawdle))
        database.close()

    hosts = [threading.Thread(target=start) for _ in range(2)]
    for host in hosts:
        host.start()
    for host in hosts:
        host.join()
    assert told == ["0001"]
    assert sorted(changed) == [False, True]


def test_changing_a_table_that_others_refer_to_loses_nothing(
    database_url: str,
) -> None:
    """SQLite copies the table and drops the old one, which foreign keys forbid."""
    database = Database(database_url)
    with database.writing() as session:
        session.add(Team(id=1, name="Rosewood"))
        session.flush()
        session.add(Team(id=2, name="House", parent_id=1))
    with changing_form(database) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("team") as batch:
            batch.alter_column("name", type_=String(200))
    teams = database.read(lambda s: s.scalars(select(Team.parent_id)).all())
    assert teams == [None, 1]
    with database.engine.connect() as connection:
        foreign_keys = "PRAGMA foreign_keys" if database.is_sqlite else "SELECT 1"
        assert connection.exec_driver_sql(foreign_keys).scalar() == 1
    database.close()
