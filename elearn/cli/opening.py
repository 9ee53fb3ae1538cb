"""What commands with a database need: to open it, and plain words when it is away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError

from elearn.cli import plain_words
from elearn.cli.archives import back_up_before_migration
from elearn.cli.course_folders import courses_folder
from elearn.config import Settings
from elearn.errors import ElearnError
from elearn.services.checking import check_library
from elearn.services.moment import Moment
from elearn.services.publishing import list_published, publish_course
from elearn.store.database import Database
from elearn.store.migrating import migrate

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def database_in_plain_words() -> Iterator[None]:
    """Say in a sentence that the database does not answer."""
    try:
        yield
    except OperationalError as error:
        sentence = f"The database does not answer: {error.orig}"
        raise ElearnError("database", sentence) from error


def in_plain_words(command: Callable[P, R]) -> Callable[P, R]:
    """End with a sentence and code 2, also where the database does not answer."""
    return plain_words.in_plain_words(database_in_plain_words()(command))


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


def open_database(settings: Settings) -> Database:
    """Open the database in the form this code needs; back it up before a change."""
    database = Database(settings.database_url)
    migrate(database, partial(back_up_first, settings))
    return database


def back_up_first(settings: Settings, revision: str) -> None:
    """Keep what a migration is about to change, and say where."""
    path = back_up_before_migration(settings, revision)
    click.echo(f"Bringing the database up to date. A backup from before is in {path}.")
