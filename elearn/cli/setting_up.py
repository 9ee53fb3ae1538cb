"""Commands to set up an installation: its settings, its database, who runs it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from elearn.cli.opening import (
    back_up_first,
    in_plain_words,
    open_database,
    publish_missing,
)
from elearn.cli.root import main
from elearn.config import Settings, describe_settings, load_settings
from elearn.errors import BadResponse
from elearn.secret_key import load_secret_key
from elearn.services.accounts import SHORTEST_PASSWORD, find_password_fault
from elearn.services.organisations import (
    add_organisation,
    add_person,
    find_organisation_name,
    grant_role,
)
from elearn.store.database import Database
from elearn.store.migrating import migrate as migrate_database
from elearn.working import make_moment

_LONGEST_NAME = 200
_LONGEST_SIGN_IN_NAME = 80


@main.command()
@in_plain_words
def migrate() -> None:
    """Bring the database to the form that this version needs."""
    settings = load_settings()
    changed = migrate_database(
        Database(settings.database_url), partial(back_up_first, settings)
    )
    click.echo("The database is up to date." if changed else "Nothing to do.")


@main.command()
@in_plain_words
def config() -> None:
    """List the settings, what they mean and what they are now."""
    for setting in describe_settings(load_settings()):
        value = "(kept secret)" if setting.is_secret else setting.value
        click.echo(f"{setting.variable} = {value}\n    {setting.meaning}")


@main.command()
@click.option("--organisation", help="The name of your organisation.")
@click.option("--name", help="Your own name.")
@click.option("--sign-in-name", help="The name you want to sign in with.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A file with your password in its first line; - for standard input.",
)
@in_plain_words
def init(
    organisation: str | None,
    name: str | None,
    sign_in_name: str | None,
    password_file: Path | None,
) -> None:
    """Set up a new organisation and its first administrator.

    Asks for what the options leave out. Nothing is set up before all of it is right.
    """
    settings = load_settings()
    database = open_database(settings)
    known = database.read(find_organisation_name)
    if known:
        click.echo(
            f"{known} is set up here already, and nothing was changed. To add people, "
            f"sign in at {settings.site_url} as an administrator."
        )
        return
    organisation = _ask("Name of your organisation", organisation, _check_name)
    name = _ask("Your own name", name, _check_name)
    sign_in_name = _ask("Name to sign in with", sign_in_name, _check_sign_in_name)
    password = _find_password(password_file, name, sign_in_name)
    load_secret_key(settings)
    # The courses first: whatever interrupts this, the next try begins from the start.
    publish_missing(database, settings, make_moment(settings))
    with database.writing() as session:
        moment = make_moment(settings)
        add_organisation(session, moment, organisation)
        person_id = add_person(session, moment, sign_in_name, name, password=password)
        grant_role(session, moment, person_id, "admin")
    database.close()
    _say_what_next(settings, organisation, sign_in_name.lower())


def _say_what_next(settings: Settings, organisation: str, sign_in_name: str) -> None:
    click.echo(f"{organisation} is set up. Now:")
    click.echo("  1. Start elearn:  elearn serve")
    click.echo(f"  2. Open {settings.site_url} and sign in as {sign_in_name}.")
    click.echo("  3. Add your teams and people there.")
    click.echo("  4. Make backups from the first day:  elearn backup FOLDER")


def _ask(question: str, given: str | None, check: Callable[[str], str]) -> str:
    """Take what was given, or ask until the answer will do. Raise BadResponse."""
    if given is not None:
        fault = check(given.strip())
        if fault:
            raise BadResponse(question, f"{question}: {fault}")
        return given.strip()
    while True:
        answer = str(click.prompt(question)).strip()
        fault = check(answer)
        if not fault:
            return answer
        click.echo(fault, err=True)


def _check_name(text: str) -> str:
    return _check_length(text, _LONGEST_NAME)


def _check_sign_in_name(text: str) -> str:
    if any(sign.isspace() for sign in text):
        return "Leave out spaces: people type this name on phones."
    return _check_length(text, _LONGEST_SIGN_IN_NAME)


def _check_length(text: str, longest: int) -> str:
    if not text or not text.isprintable():
        return "Give a name."
    return f"Use at most {longest} characters." if len(text) > longest else ""


def _find_password(file: Path | None, name: str, sign_in_name: str) -> str:
    if file is not None:
        password = _read_password(file)
        fault = find_password_fault(password, name, sign_in_name)
        if fault:
            raise BadResponse("password", f"This password will not do. {fault}")
        return password
    while True:
        password = click.prompt(
            f"A password of at least {SHORTEST_PASSWORD} characters",
            hide_input=True,
            confirmation_prompt="The same password again",
        )
        fault = find_password_fault(password, name, sign_in_name)
        if not fault:
            return str(password)
        click.echo(fault, err=True)


def _read_password(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadResponse(file, f"The file {file} cannot be read.") from error
    return lines[0] if lines else ""
