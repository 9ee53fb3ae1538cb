"""The `elearn` command."""

import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from random import SystemRandom
from shlex import quote
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError

from elearn import demo as rosewood
from elearn.app import create_app
from elearn.config import Settings, describe_settings, load_settings
from elearn.coursefiles.new_course import start_course
from elearn.coursefiles.report import (
    report_github,
    report_json,
    report_sarif,
    report_text,
)
from elearn.coursefiles.schema import write_schemas
from elearn.errors import ElearnError
from elearn.resources import find_bundled, is_packaged
from elearn.server import find_address
from elearn.server import serve as run_server
from elearn.services.checking import CheckedCourse, check_library
from elearn.services.moment import Moment
from elearn.services.organisations import (
    add_organisation,
    add_person,
    grant_role,
    has_organisation,
)
from elearn.services.publishing import list_published, publish_course, withdraw_course
from elearn.store.database import Database
from elearn.store.migrating import migrate as migrate_database

P = ParamSpec("P")
R = TypeVar("R")


def _in_plain_words(command: Callable[P, R]) -> Callable[P, R]:
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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="elearn")
def main() -> None:
    """Staff training for care: courses as files, competence that managers see."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")


_REPORTS = {
    "text": lambda problems: report_text(problems, sys.stdout.isatty()),
    "json": report_json,
    "sarif": report_sarif,
    "github": report_github,
}


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--format", "form", type=click.Choice(list(_REPORTS)), default="text")
@_in_plain_words
def check(folder: Path | None, strict: bool, form: str) -> None:
    """Check course files. FOLDER holds courses; without it, those that are bundled.

    Ends with 0 when all is well (warnings are), 1 when not, 2 when it could not look.
    """
    folder = folder or load_settings().courses_dir or find_bundled("courses")
    if not folder.is_dir():
        raise ElearnError(folder, f"There is no folder {folder}.")
    courses = check_library(folder, datetime.now(UTC).date())
    problems = [problem for course in courses for problem in course.problems]
    click.echo(_REPORTS[form](problems), nl=False)
    bad = [p for p in problems if strict or p.severity == "error"]
    if form == "text":
        click.echo(_sum_up(courses), err=True)
    sys.exit(1 if bad else 0)


def _sum_up(courses: list[CheckedCourse]) -> str:
    problems = [p for course in courses for p in course.problems]
    errors = sum(p.severity == "error" for p in problems)
    return (
        f"{_count(len(courses), 'course')}: {_count(errors, 'error')}, "
        f"{_count(len(problems) - errors, 'warning')}."
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


@main.group()
def new() -> None:
    """Start something new."""


@new.command("course")
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("courses"),
    help="The folder of courses; ./courses if left out.",
)
@_in_plain_words
def new_course(name: str, into: Path) -> None:
    """Write a small course called NAME, whose comments teach the format."""
    _refuse_package(into)
    try:
        folder = start_course(name, into)
    except OSError as reason:
        raise _cannot_write(into, reason) from reason
    courses = quote(str(into))
    click.echo(f"{folder} is ready: a small course that works. Make it yours.")
    click.echo(
        f"  1. Open {folder / 'course.yaml'} in a text editor, and read on there."
    )
    click.echo(f"  2. Check it after each change:  elearn check {courses} --strict")
    click.echo(
        f"  3. Put it online:  ELEARN_COURSES_DIR={courses} elearn publish {name}"
    )


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@_in_plain_words
def schemas(folder: Path | None) -> None:
    """Write the JSON Schemas for editors into FOLDER/.schemas.

    FOLDER holds courses; without it, the courses in use.
    """
    folder = folder or _courses_dir(load_settings())
    _refuse_package(folder)
    if not folder.is_dir():
        raise ElearnError(folder, f"There is no folder {folder}.")
    try:
        place = write_schemas(folder)
    except OSError as reason:
        raise _cannot_write(folder, reason) from reason
    click.echo(f"The schemas are in {place}.")


def _refuse_package(folder: Path) -> None:
    if is_packaged(folder):
        raise ElearnError(
            folder,
            f"{folder} belongs to the installed program. Name a folder of your own.",
        )


def _cannot_write(folder: Path, reason: OSError) -> ElearnError:
    why = reason.strerror or "unknown reason"
    return ElearnError(
        folder, f"Nothing can be written into {folder}: {why}. Name another folder."
    )


@main.command()
@click.argument("slug", required=False)
@_in_plain_words
def publish(slug: str | None) -> None:
    """Put courses online as their files are now: all, or the one called SLUG."""
    settings = load_settings()
    database = _open_database(settings)
    courses = [
        course.built
        for course in check_library(_courses_dir(settings), _now().date())
        if course.built.slug == slug or (slug is None and course.is_course)
    ]
    if not courses:
        raise ElearnError(slug, f"There is no course folder called {slug}.")
    refused = False
    for built in courses:
        try:
            done = database.write(publish_course, built, _moment(settings))
        except ElearnError as error:
            click.echo(error.sentence, err=True)
            refused = True
            continue
        word = "published" if done.is_new else "is online already"
        click.echo(f"{done.slug}: version {done.number} {word}.")
    sys.exit(1 if refused else 0)


@main.command()
@click.argument("slug")
@_in_plain_words
def withdraw(slug: str) -> None:
    """Take a course offline at once. Records and certificates stay."""
    settings = load_settings()
    _open_database(settings).write(withdraw_course, slug, _moment(settings))
    click.echo(f"{slug} is offline. “elearn publish {slug}” puts it back.")


@main.command()
@_in_plain_words
def migrate() -> None:
    """Bring the database to the form that this version needs."""
    changed = migrate_database(Database(load_settings().database_url))
    click.echo("The database is up to date." if changed else "Nothing to do.")


@main.command()
@_in_plain_words
def config() -> None:
    """List the settings, what they mean and what they are now."""
    for setting in describe_settings(load_settings()):
        value = "(kept secret)" if setting.is_secret else setting.value
        click.echo(f"{setting.variable} = {value}\n    {setting.meaning}")


@main.command()
@click.option("--organisation", prompt="Name of your organisation")
@click.option("--name", prompt="Your own name")
@click.option("--sign-in-name", prompt="The name you want to sign in with")
@click.password_option("--password", prompt="A password of at least 10 characters")
@_in_plain_words
def init(organisation: str, name: str, sign_in_name: str, password: str) -> None:
    """Set up a new organisation and its first administrator."""
    settings = load_settings()
    database = _open_database(settings)
    moment = _moment(settings)
    with database.writing() as session:
        add_organisation(session, moment, organisation)
        person_id = add_person(session, moment, sign_in_name, name, password=password)
        grant_role(session, moment, person_id, "admin")
    _publish_missing(database, settings, moment)
    click.echo(f"{organisation} is set up. Now run “elearn serve”.")


@main.command()
@_in_plain_words
def serve() -> None:
    """Answer requests: the production server."""
    settings = load_settings()
    find_address(settings)
    database = _open_database(settings)
    if not database.read(has_organisation):
        raise ElearnError(
            "organisation",
            "There is no organisation yet. Run “elearn init”, or look around with "
            "“elearn demo”.",
        )
    _publish_missing(database, settings, _moment(settings))
    database.close()
    run_server(settings, create_app, lambda: _say_where(settings))


@main.command()
@click.option("--port", type=int, help="The port to listen on; 8000 if left out.")
@_in_plain_words
def demo(port: int | None) -> None:
    """Look around: Rosewood Care with forty people and their history."""
    settings = load_settings(port=port, demo=True)
    find_address(settings)
    database = _open_database(settings)
    now = _now()
    if not database.read(has_organisation):
        click.echo("Making the demo organisation. This takes a moment, once.")
        first = Moment(now - rosewood.FIRST_PUBLISHED, SystemRandom())
        _publish_missing(database, settings, first)
        database.write(rosewood.make_demo, now)
    _publish_missing(database, settings, _moment(settings))
    database.close()
    run_server(settings, create_app, lambda: _say_who(settings))


def _say_where(settings: Settings) -> None:
    click.echo(f"elearn is open at {settings.site_url}")


def _say_who(settings: Settings) -> None:
    _say_where(settings)
    click.echo(f"Sign in with the password {rosewood.PASSWORD} as")
    for sign_in_name, about in rosewood.ACCOUNTS.items():
        click.echo(f"  {sign_in_name:6} {about}")
    click.echo("Stop with Ctrl-C. Everything you do is kept.")


def _publish_missing(database: Database, settings: Settings, moment: Moment) -> None:
    """Publish the courses that never had a version; leave all others alone."""
    folder = _courses_dir(settings)
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


def _courses_dir(settings: Settings) -> Path:
    return settings.courses_dir or find_bundled("courses")


def _open_database(settings: Settings) -> Database:
    database = Database(settings.database_url)
    migrate_database(database)
    return database


def _now() -> datetime:
    return datetime.now(UTC)


def _moment(settings: Settings) -> Moment:
    return Moment(_now(), SystemRandom(), settings.site_url)
