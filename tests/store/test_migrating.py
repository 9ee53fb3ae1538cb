"""Migrations make exactly the tables of the models, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from elearn.store.database import Database
from elearn.store.migrating import DatabaseTooNew, is_current, migrate
from elearn.store.tables import Base


def test_an_empty_database_becomes_what_the_models_say(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert migrate(database) is True
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert is_current(database)
    database.close()


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
