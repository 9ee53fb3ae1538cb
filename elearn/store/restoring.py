"""Put an archive into a database: all of it in one transaction, or nothing."""

from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError

from elearn.store.archive_form import ArchivedTable, RestoreRefused, columns_of
from elearn.store.archive_read import Archive
from elearn.store.database import Database
from elearn.store.form import changing_form, has_rows, read_form
from elearn.store.migrating import is_known, upgrade


def restore_archive(database: Database, archive: Archive, *, replace: bool) -> None:
    """Make the database what the archive says, then bring it to this code's form.

    Raise RestoreRefused where the database holds something and *replace* is False.
    """
    manifest = archive.manifest
    if not is_known(manifest.revision):
        raise RestoreRefused(
            manifest.revision,
            f"This backup was made by a newer elearn ({manifest.elearn}). Install "
            "that version, or a later one, to restore it.",
        )
    with changing_form(database) as connection:
        is_free(connection, replace=replace)
        _drop_everything(connection)
        upgrade(connection, manifest.revision)
        _fill(connection, archive)
        upgrade(connection)


def is_free(connection: Connection, *, replace: bool) -> bool:
    """Tell whether the database is empty. Raise RestoreRefused if it must not go."""
    form = read_form(connection)
    if form.is_foreign:
        raise RestoreRefused(
            connection.engine.url.database,
            "This database holds tables of another program. Give elearn a database "
            "of its own.",
        )
    empty = not has_rows(connection, form)
    if not empty and not replace:
        raise RestoreRefused(
            connection.engine.url.database,
            "There are records here already, and nothing was changed. To put the "
            "backup in their place, add --replace: a backup of what is here now is "
            "made first.",
        )
    return empty


def _drop_everything(connection: Connection) -> None:
    quote = connection.dialect.identifier_preparer.quote
    end = "" if connection.dialect.name == "sqlite" else " CASCADE"
    for name in inspect(connection).get_table_names():
        connection.exec_driver_sql(f"DROP TABLE {quote(name)}{end}")


def _fill(connection: Connection, archive: Archive) -> None:
    tables = read_form(connection).tables
    archived = {table.name: table for table in archive.manifest.tables}
    if archived.keys() != tables.keys():
        names = sorted(archived.keys() ^ tables.keys())
        raise _no_fit(f"the tables {', '.join(names)}")
    for table in tables.values():
        # A migration may have put a first row there, which the archive holds too.
        connection.execute(table.delete())
    _defer_foreign_keys(connection, tables)
    for name, table in tables.items():
        _fill_table(connection, table, archived[name], archive)
    _settle_foreign_keys(connection, tables)


def _fill_table(
    connection: Connection, table: Table, archived: ArchivedTable, archive: Archive
) -> None:
    if columns_of(table) != archived.columns:
        raise _no_fit(f"the columns of {table.name}")
    adding = insert(table).values(_places(connection, archived))
    try:
        for rows in archive.batches(archived):
            connection.execute(adding, rows)
    except (DataError, IntegrityError) as error:
        raise _no_fit(f"a row of {table.name}") from error
    _set_sequences(connection, table)


def _places(connection: Connection, archived: ArchivedTable) -> dict[str, Any]:
    """Say how each value goes in; JSON goes in as the text that it was."""
    is_sqlite = connection.dialect.name == "sqlite"
    places: dict[str, Any] = {}
    for name, kind in archived.columns:
        if kind != "json":
            places[name] = bindparam(name)
        elif is_sqlite:
            places[name] = bindparam(name, type_=String())
        else:
            places[name] = cast(bindparam(name, type_=Text()), JSON())
    return places


def _set_sequences(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the highest number that was restored."""
    if connection.dialect.name == "sqlite":
        return
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            select(func.pg_get_serial_sequence(table.name, column.name))
        )
        highest = sequence and connection.scalar(select(func.max(column)))
        if highest:
            connection.execute(select(func.setval(sequence, highest)))


def _defer_foreign_keys(connection: Connection, tables: dict[str, Table]) -> None:
    # A team can stand before the one above it, and tables can name each other.
    for owner, constraint in _foreign_keys(connection, tables):
        connection.execute(
            text(
                f"ALTER TABLE {owner} ALTER CONSTRAINT {constraint} "
                "DEFERRABLE INITIALLY DEFERRED"
            )
        )


def _settle_foreign_keys(connection: Connection, tables: dict[str, Table]) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise _no_fit(f"a row of {broken[0]}")
        return
    try:
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    except IntegrityError as error:
        raise _no_fit("a row that refers to nothing") from error
    for owner, constraint in _foreign_keys(connection, tables):
        connection.execute(
            text(f"ALTER TABLE {owner} ALTER CONSTRAINT {constraint} NOT DEFERRABLE")
        )


def _foreign_keys(
    connection: Connection, tables: dict[str, Table]
) -> list[tuple[str, str]]:
    """List owner and name of each foreign key; SQLite looks at them at the end."""
    if connection.dialect.name == "sqlite":
        return []
    quote = connection.dialect.identifier_preparer.quote
    return [
        (quote(table.name), quote(str(key.name)))
        for table in tables.values()
        for key in table.foreign_key_constraints
    ]


def _no_fit(what: str) -> RestoreRefused:
    return RestoreRefused(
        what, f"This backup does not fit: {what}. Nothing was restored."
    )
