"""What several commands need: plain words, the database, the courses, the time."""

import sys
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError

from elearn.cli.archives import back_up_before_migration
from elearn.config import Settings
from elearn.errors import ElearnError
from elearn.resources import find_bundled, is_packaged
from elearn.services.checking import check_library
from elearn.services.moment import Moment
from elearn.services.publishing import list_published, publish_course
from elearn.store.database import Database
from elearn.store.migrating import migrate

P = ParamSpec("P")
R = TypeVar("R")


def in_plain_words(command: Callable[P, R]) -> Callable[P, R]:
    """End with a sentence and code 2 where a command cannot do its work."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ElearnError as error:
            click.echo(error.sentence or str(error), err=True)
        except OperationalError as error:
            click.echo(f"The database does not answer: {error.orig}", err=True)
        sys.exit(2)

    return run


def publish_missing(database: Database, settings: Settings, moment: Moment) -> None:
    """Publish the courses that never had a version; leave all others alone."""
    folder = courses_folder(settings)
    known = database.read(list_published)
    missing = {path.parent.name for path in folder.glob("*/course.yaml")} - known
    if not missing:
        return
    for course in check_library(folder, moment.now.date()):
        if course.built.slug not in missing:
            continue
        try:
            done = database.write(publish_course, course.built, moment)
            click.echo(f"{done.slug}: version {done.number} published.")
        except ElearnError as error:
            click.echo(error.sentence, err=True)


def courses_folder(settings: Settings) -> Path:
    return settings.courses_dir or find_bundled("courses")


def show_as(folder: Path) -> str:
    """Tell of files so that an editor, and a code review, find them from here."""
    here = Path.cwd()
    if folder.is_relative_to(here):
        shown = folder.relative_to(here).as_posix()
        is_course = (folder / "course.yaml").is_file()
        return shown if shown != "." or is_course else ""
    return folder.as_posix()


def refuse_package(folder: Path) -> None:
    """Refuse to write into the installed program."""
    if is_packaged(folder):
        raise ElearnError(
            folder,
            f"{folder} belongs to the installed program. Name a folder of your own.",
        )


def open_database(settings: Settings) -> Database:
    """Open the database in the form this code needs; back it up before a change."""
    database = Database(settings.database_url)
    migrate(database, partial(back_up_first, settings))
    return database


def back_up_first(settings: Settings, revision: str) -> None:
    """Keep what a migration is about to change, and say where."""
    path = back_up_before_migration(settings, revision)
    click.echo(f"Bringing the database up to date. A backup from before is in {path}.")
