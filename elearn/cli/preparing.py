"""What `elearn serve` and `elearn demo` do before pages open, in a process of its own.

It is forked from the stem, where all this is loaded already, and leaves its parent
small.
"""

from datetime import datetime
from random import SystemRandom

import click

from elearn import demo
from elearn.cli.clock import utc_now
from elearn.cli.opening import in_plain_words, open_database, publish_missing
from elearn.config import Settings
from elearn.errors import ElearnError
from elearn.services.moment import Moment
from elearn.services.organisations import has_organisation
from elearn.store.database import Database
from elearn.working import make_moment


@in_plain_words
def prepare_site(settings: Settings) -> None:
    """Bring the database up to date and publish what is new. Needs an organisation."""
    database = open_database(settings)
    if not database.read(has_organisation):
        raise ElearnError(
            "organisation",
            "There is no organisation yet. Run “elearn init”, or look around with "
            "“elearn demo”.",
        )
    publish_missing(database, settings, make_moment(settings))
    database.close()


@in_plain_words
def prepare_demo(settings: Settings) -> None:
    """Do the same for the demo, whose organisation is made at its first start."""
    database = open_database(settings)
    now = utc_now()
    if not database.read(has_organisation):
        click.echo("Making the demo organisation. This takes a moment, once.")
        _make_demo(database, settings, now)
    publish_missing(database, settings, make_moment(settings))
    database.close()


def _make_demo(database: Database, settings: Settings, now: datetime) -> None:
    first = Moment(now - demo.FIRST_PUBLISHED, SystemRandom())
    publish_missing(database, settings, first)
    database.write(demo.make_demo, now)
