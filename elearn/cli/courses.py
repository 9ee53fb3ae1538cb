"""Commands about courses: start, publish, withdraw."""

import sys
from pathlib import Path
from shlex import quote

import click

from elearn.cli.clock import utc_now
from elearn.cli.course_folders import courses_folder, refuse_package
from elearn.cli.opening import in_plain_words, open_database
from elearn.cli.root import main
from elearn.config import load_settings
from elearn.coursefiles.new_course import start_course
from elearn.coursefiles.report import report_text
from elearn.coursefiles.schema import write_schemas
from elearn.errors import ElearnError
from elearn.services.changing import warn_of_changes
from elearn.services.checking import check_library
from elearn.services.publishing import publish_course, withdraw_course
from elearn.working import make_moment


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
@in_plain_words
def new_course(name: str, into: Path) -> None:
    """Write a small course called NAME, whose comments teach the format."""
    refuse_package(into)
    try:
        folder = start_course(name, into)
    except OSError as reason:
        raise _cannot_write(into, reason) from reason
    courses = quote(str(into))
    click.echo(f"{folder} is ready: a small course that works. Make it yours.")
    click.echo(
        f"  1. Open {folder / 'course.yaml'} in a text editor, and read on there."
    )
    click.echo(f"  2. See it while you write:  elearn preview {quote(str(folder))}")
    click.echo(f"  3. Check it after each change:  elearn check {courses} --strict")
    click.echo(
        f"  4. Put it online:  ELEARN_COURSES_DIR={courses} elearn publish {name}"
    )


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@in_plain_words
def schemas(folder: Path | None) -> None:
    """Write the JSON Schemas for editors into FOLDER/.schemas.

    FOLDER holds courses; without it, the courses in use.
    """
    folder = folder or courses_folder(load_settings())
    refuse_package(folder)
    if not folder.is_dir():
        raise ElearnError(folder, f"There is no folder {folder}.")
    try:
        place = write_schemas(folder)
    except OSError as reason:
        raise _cannot_write(folder, reason) from reason
    click.echo(f"The schemas are in {place}.")


def _cannot_write(folder: Path, reason: OSError) -> ElearnError:
    why = reason.strerror or "unknown reason"
    return ElearnError(
        folder, f"Nothing can be written into {folder}: {why}. Name another folder."
    )


@main.command()
@click.argument("slug", required=False)
@in_plain_words
def publish(slug: str | None) -> None:
    """Put courses online as their files are now: all, or the one called SLUG."""
    settings = load_settings()
    database = open_database(settings)
    courses = [
        course.built
        for course in check_library(courses_folder(settings), utc_now().date())
        if course.built.slug == slug or (slug is None and course.is_course)
    ]
    if not courses:
        raise ElearnError(slug, f"There is no course folder called {slug}.")
    refused = False
    for built in courses:
        changes = database.read(warn_of_changes, built)
        try:
            done = database.write(publish_course, built, make_moment(settings))
        except ElearnError as error:
            click.echo(error.sentence, err=True)
            refused = True
            continue
        if done.is_new:
            click.echo(report_text(changes, sys.stderr.isatty()), err=True, nl=False)
        word = "published" if done.is_new else "is online already"
        click.echo(f"{done.slug}: version {done.number} {word}.")
    sys.exit(1 if refused else 0)


@main.command()
@click.argument("slug")
@in_plain_words
def withdraw(slug: str) -> None:
    """Take a course offline at once. Records and certificates stay."""
    settings = load_settings()
    open_database(settings).write(withdraw_course, slug, make_moment(settings))
    click.echo(f"{slug} is offline. “elearn publish {slug}” puts it back.")
