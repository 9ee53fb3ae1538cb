"""Serves small_app.py as a program of its own, for test_server.py."""

import os
import sys

from sqlalchemy import text

from elearn.config import load_settings
from elearn.server import begin_loading, serve
from elearn.store.database import Database
from tests.small_app import make_app, tick


def say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def main() -> None:
    settings = load_settings()
    begin_loading("tests.small_app")
    # An open connection, which workers must not inherit.
    database = Database(settings.database_url)
    with database.writing() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS tally (many INTEGER)"))
        session.execute(text("DELETE FROM tally"))
        session.execute(text("INSERT INTO tally VALUES (0)"))
    serve(settings, make_app, say_ready, tick if "WORK" in os.environ else None)


if __name__ == "__main__":
    main()
