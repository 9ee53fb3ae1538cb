"""Commands to set up and run an installation."""

from functools import partial
from random import SystemRandom

import click

from elearn import demo as rosewood
from elearn.app import create_app
from elearn.cli.clock import utc_now
from elearn.cli.opening import (
    back_up_first,
    in_plain_words,
    open_database,
    publish_missing,
)
from elearn.cli.root import main
from elearn.config import Settings, describe_settings, load_settings
from elearn.errors import ElearnError
from elearn.metrics import telling_metrics
from elearn.server import find_address
from elearn.server import serve as run_server
from elearn.services.health import take_stock
from elearn.services.moment import Moment
from elearn.services.organisations import (
    has_organisation,
)
from elearn.store.database import Database
from elearn.store.migrating import migrate as migrate_database
from elearn.working import make_moment, work


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
@in_plain_words
def serve() -> None:
    """Answer requests: the production server."""
    settings = load_settings()
    find_address(settings)
    database = open_database(settings)
    if not database.read(has_organisation):
        raise ElearnError(
            "organisation",
            "There is no organisation yet. Run “elearn init”, or look around with "
            "“elearn demo”.",
        )
    publish_missing(database, settings, make_moment(settings))
    database.close()
    with telling_metrics(settings, lambda: database.read(take_stock)):
        run_server(settings, create_app, lambda: _say_where(settings), work)


@main.command()
@click.option("--port", type=int, help="The port to listen on; 8000 if left out.")
@in_plain_words
def demo(port: int | None) -> None:
    """Look around: Rosewood Care with forty people and their history."""
    settings = load_settings(port=port, demo=True)
    find_address(settings)
    database = open_database(settings)
    now = utc_now()
    if not database.read(has_organisation):
        click.echo("Making the demo organisation. This takes a moment, once.")
        first = Moment(now - rosewood.FIRST_PUBLISHED, SystemRandom())
        publish_missing(database, settings, first)
        database.write(rosewood.make_demo, now)
    publish_missing(database, settings, make_moment(settings))
    database.close()
    run_server(settings, create_app, lambda: _say_who(settings), work)


def _say_where(settings: Settings) -> None:
    click.echo(f"elearn is open at {settings.site_url}")
    if settings.post_office is None:
        click.echo("Mail is not set up (ELEARN_MAIL), so messages wait.")


def _say_who(settings: Settings) -> None:
    _say_where(settings)
    click.echo(f"Sign in with the password {rosewood.PASSWORD} as")
    for sign_in_name, about in rosewood.ACCOUNTS.items():
        click.echo(f"  {sign_in_name:6} {about}")
    click.echo(f"Mail is written to {settings.post_office}, and to nobody.")
    click.echo("Stop with Ctrl-C. Everything you do is kept.")
