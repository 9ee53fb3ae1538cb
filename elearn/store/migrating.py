"""Bring a database to the form this code needs, and refuse one that is newer."""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection

from elearn.errors import ElearnError
from elearn.store.database import Database
from elearn.store.form import changing_form, find_revision, has_rows, read_form

_MIGRATIONS = files("elearn").joinpath("migrations")


class DatabaseTooNew(ElearnError):
    """A newer elearn has already changed this database."""


def migrate(
    database: Database, before: Callable[[str], None] = lambda revision: None
) -> bool:
    """Apply what is missing; tell whether anything was. Raise DatabaseTooNew.

    *before* is called with the old revision when a database that holds anything is
    about to change. Of several that start at once one migrates and the others wait.
    """
    with database.engine.connect() as connection:
        if _is_current(connection):
            return False
    with changing_form(database) as connection:
        if _is_current(connection):
            return False
        form = read_form(connection)
        if form.revision is not None and has_rows(connection, form):
            before(form.revision)
        upgrade(connection)
        return True


def is_current(connection: Connection) -> bool:
    """Tell whether the database has exactly the form this code needs."""
    return find_revision(connection) == newest_revision()


def _is_current(connection: Connection) -> bool:
    revision = find_revision(connection)
    if revision is not None and not is_known(revision):
        raise DatabaseTooNew(
            revision,
            "This database was made by a newer elearn. Install that version, "
            "or restore an older backup.",
        )
    return revision == newest_revision()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision, in the transaction at hand."""
    # Few starts have anything to change, and loading it takes a tenth of a start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # The folder is absolute, and Alembic reads “%” in it as its own sign.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def is_known(revision: str) -> bool:
    """Tell whether this code knows the way from a revision to its own."""
    return revision in _revisions()


def newest_revision() -> str:
    return _revisions()[0]


@cache
def _revisions() -> tuple[str, ...]:
    """List all revisions, newest first: the numbers that their files begin with."""
    names = [file.name for file in _MIGRATIONS.joinpath("versions").iterdir()]
    found = [re.fullmatch(r"(\d{4})_\w+\.py", name) for name in names]
    return tuple(sorted((match[1] for match in found if match), reverse=True))
