"""Commands to keep the records safe: make a backup, and restore one."""

from pathlib import Path

import click

from elearn.cli.archives import back_up, back_up_before_restore
from elearn.cli.clock import utc_now
from elearn.cli.opening import in_plain_words
from elearn.cli.root import main
from elearn.config import Settings, load_settings
from elearn.secret_key import replace_secret_key
from elearn.server import AddressRefused, find_address
from elearn.services.audit import record_event
from elearn.services.health import BACKED_UP
from elearn.services.outbox import doubt_restored
from elearn.store.archive_form import Manifest, RestoreRefused
from elearn.store.archive_read import Archive, open_archive
from elearn.store.database import Database
from elearn.store.migrating import is_current
from elearn.store.restoring import is_free, restore_archive
from elearn.working import make_moment

_RESTORED = "restored"
_NAMED = "elearn-{:%Y-%m-%d-%H%M%S}.zip"
_NAMED_BY_ELEARN = "elearn-????-??-??-??????.zip"


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="With a folder: how many of its backups to keep; older ones are deleted.",
)
@in_plain_words
def backup(file: Path, keep: int | None) -> None:
    """Write everything that elearn keeps into FILE, while people go on working.

    FILE may be a folder: the backup is then named by its time.
    """
    settings = load_settings()
    path = file / _NAMED.format(utc_now()) if file.is_dir() else file
    manifest = back_up(settings, path)
    _leave_trace(settings, BACKED_UP, manifest)
    click.echo(f"{path}: {_tell(manifest)}.")
    if keep and file.is_dir():
        for old in sorted(file.glob(_NAMED_BY_ELEARN))[:-keep]:
            old.unlink()
            click.echo(f"{old} was deleted (--keep {keep}).")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only look whether the backup is whole.")
@click.option(
    "--replace",
    is_flag=True,
    help="Put it in the place of records that are here; they are backed up first.",
)
@in_plain_words
def restore(file: Path, check: bool, replace: bool) -> None:
    """Put the backup FILE into an empty database, SQLite or PostgreSQL.

    Stop elearn first. An older backup is brought to the form of this version.
    """
    settings = load_settings()
    with open_archive(file) as archive:
        told = f"{_tell(archive.manifest)}, made by elearn {archive.manifest.elearn}"
        if check:
            click.echo(f"{file} is whole: {told}.")
            return
        _refuse_while_running(settings)
        _restore(settings, archive, replace=replace)
    click.echo(f"Restored: {told}.")
    click.echo("Now run “elearn serve”.")


def _restore(settings: Settings, archive: Archive, *, replace: bool) -> None:
    database = Database(settings.database_url)
    with database.engine.connect() as connection:
        empty = is_free(connection, replace=replace)
    if not empty:
        safe = back_up_before_restore(settings)
        click.echo(f"What was here is now in {safe}.")
    restore_archive(database, archive, replace=replace)
    if settings.secret_key:
        click.echo("The key is the one that is set; that of the backup was left out.")
    else:
        replace_secret_key(settings, archive.secret_key)
    database.close()
    _leave_trace(settings, _RESTORED, archive.manifest)


def _refuse_while_running(settings: Settings) -> None:
    try:
        find_address(settings)
    except AddressRefused as error:
        raise RestoreRefused(
            settings.port,
            f"Something answers on port {settings.port}. If it is elearn, stop it: "
            "people must not work on records that are being replaced.",
        ) from error


def _leave_trace(settings: Settings, action: str, manifest: Manifest) -> None:
    database = Database(settings.database_url)
    with database.writing() as session:
        if not is_current(session.connection()):
            # A backup before an upgrade, in a form that this code cannot write to.
            return
        if action == _RESTORED:
            doubt_restored(session)
        record_event(
            session, make_moment(settings), None, action, "database",
            manifest.revision, made_at=manifest.made_at.isoformat(),
        )  # fmt: skip
    database.close()


def _tell(manifest: Manifest) -> str:
    people = manifest.rows_of("person")
    count = "1 person" if people == 1 else f"{people} people"
    return f"{count}, {manifest.made_at:%-d %B %Y at %H:%M} UTC"
