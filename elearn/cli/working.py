"""The command for what elearn does by itself: mail and reminders."""

import signal
import threading
from datetime import datetime

import click

from elearn.cli.opening import in_plain_words, open_database
from elearn.cli.root import main
from elearn.config import Settings, load_settings
from elearn.services.reminding import plan_reminders, plan_summaries
from elearn.store.database import Database
from elearn.working import Worker, make_moment
from elearn.working import work as work_until_stopped


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now and end; for a timer.")
@click.option(
    "--dry-run", is_flag=True, help="Only tell which reminders are due, and to whom."
)
@in_plain_words
def work(once: bool, dry_run: bool) -> None:
    """Send waiting mail and remind people; “elearn serve” does this by itself."""
    settings = load_settings()
    database = open_database(settings)
    if dry_run:
        _tell_reminders(database, make_moment(settings).now)
    elif once:
        worker = Worker(settings, database, lambda: make_moment(settings))
        click.echo(f"Sent: {worker.work_once()}.")
        _warn_without_mail(settings)
    else:
        _work_on(settings)
    database.close()


def _work_on(settings: Settings) -> None:
    stop = threading.Event()
    for order in (signal.SIGINT, signal.SIGTERM):
        signal.signal(order, lambda *_: stop.set())
    _warn_without_mail(settings)
    click.echo("Working. Stop with Ctrl-C.")
    work_until_stopped(settings, stop)


def _warn_without_mail(settings: Settings) -> None:
    if settings.post_office is None:
        click.echo("Mail is not set up (ELEARN_MAIL), so messages wait.", err=True)


def _tell_reminders(database: Database, now: datetime) -> None:
    reminders = database.read(plan_reminders, now)
    summaries = database.read(plan_summaries, now)
    if not reminders and not summaries:
        click.echo("No reminders are due.")
    for reminder in reminders:
        click.echo(_line(reminder.name, reminder.why_not))
        for line in reminder.lines:
            click.echo(f"    {line.title}, {line.due_on} ({line.step})")
    for summary in summaries:
        click.echo(_line(summary.name, summary.why_not))
        click.echo(f"    Weekly summary: {summary.overdue} with something overdue")


def _line(name: str, why_not: str) -> str:
    return f"{name}: gets none, {why_not}" if why_not else name
