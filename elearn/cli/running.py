"""The commands that answer requests: `elearn serve` and `elearn demo`.

This process only watches over others. What those run is loaded once, in the stem they
are forked from, while this one gets ready: so it must not be loaded here as well, and
stands in the functions below that are called over there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

import click

from elearn.cli.plain_words import in_plain_words
from elearn.cli.root import main
from elearn.config import Settings, load_settings
from elearn.demo_accounts import ACCOUNTS, PASSWORD
from elearn.server import begin_loading, do_first, find_address
from elearn.server import serve as run_server
from elearn.worker import StopOrder


@main.command()
@in_plain_words
def serve() -> None:
    """Answer requests: the production server."""
    settings = load_settings()
    _run(settings, _prepare_site, _say_where)


@main.command()
@click.option("--port", type=int, help="The port to listen on; 8000 if left out.")
@in_plain_words
def demo(port: int | None) -> None:
    """Look around: Rosewood Care with forty people and their history."""
    settings = load_settings(port=port, demo=True)
    _run(settings, _prepare_demo, _say_who)


def _run(
    settings: Settings,
    prepare: Callable[[Settings], None],
    say: Callable[[Settings], None],
) -> None:
    find_address(settings)
    begin_loading("elearn.loaded")
    do_first(prepare, settings)
    with _telling_metrics(settings):
        run_server(settings, _make_app, lambda: say(settings), _work)


def _prepare_site(settings: Settings) -> None:
    from elearn.cli.preparing import prepare_site  # noqa: PLC0415 - see above

    prepare_site(settings)


def _prepare_demo(settings: Settings) -> None:
    from elearn.cli.preparing import prepare_demo  # noqa: PLC0415 - see above

    prepare_demo(settings)


def _make_app(settings: Settings) -> WSGIApplication:
    from elearn.app import create_app  # noqa: PLC0415 - see above

    return create_app(settings)


def _work(settings: Settings, stop: StopOrder) -> None:
    from elearn.working import work  # noqa: PLC0415 - see above

    work(settings, stop)


@contextmanager
def _telling_metrics(settings: Settings) -> Iterator[None]:
    if not settings.metrics_port:
        yield
        return
    # Only those who watch figures need the database in this process.
    from elearn.metrics import telling_metrics  # noqa: PLC0415
    from elearn.services.health import take_stock  # noqa: PLC0415
    from elearn.store.database import Database  # noqa: PLC0415

    database = Database(settings.database_url)
    with telling_metrics(settings, lambda: database.read(take_stock)):
        yield


def _say_where(settings: Settings) -> None:
    click.echo(f"elearn is open at {settings.site_url}")
    if settings.post_office is None:
        click.echo("Mail is not set up (ELEARN_MAIL), so messages wait.")


def _say_who(settings: Settings) -> None:
    _say_where(settings)
    click.echo(f"Sign in with the password {PASSWORD} as")
    for sign_in_name, about in ACCOUNTS.items():
        click.echo(f"  {sign_in_name:6} {about}")
    click.echo(f"Mail is written to {settings.post_office}, and to nobody.")
    click.echo("Stop with Ctrl-C. Everything you do is kept.")
