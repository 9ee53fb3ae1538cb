"""Bring a database to the form this code needs, and refuse one that is newer."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from elearn.errors import ElearnError
from elearn.store.database import Database


class DatabaseTooNew(ElearnError):
    """A newer elearn has already changed this database."""


def migrate(database: Database) -> bool:
    """Apply what is missing; tell whether anything was. Raise DatabaseTooNew."""
    with database.engine.begin() as connection:
        before = _revision(connection)
        config = _config(connection)
        scripts = ScriptDirectory.from_config(config)
        known = {script.revision for script in scripts.walk_revisions()}
        if before is not None and before not in known:
            raise DatabaseTooNew(
                before,
                "This database was made by a newer elearn. Install that version, "
                "or restore an older backup.",
            )
        if before == scripts.get_current_head():
            return False
        command.upgrade(config, "head")
        return True


def is_current(database: Database) -> bool:
    """Tell whether the database has exactly the form this code needs."""
    with database.engine.connect() as connection:
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return _revision(connection) == head


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    # The folder is absolute, and Alembic reads “%” in it as its own sign.
    folder = str(files("elearn").joinpath("migrations")).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config
