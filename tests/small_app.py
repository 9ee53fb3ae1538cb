"""A small application for test_server.py, run as a program of its own."""

import os
import sys
import time
from pathlib import Path

from flask import Flask, request
from sqlalchemy import text

from elearn.config import Settings, load_settings
from elearn.server import serve
from elearn.store.database import Database


def make_app(settings: Settings) -> Flask:
    time.sleep(float(os.environ.get("SECONDS_TO_LOAD", "0")))
    if "BROKEN" in os.environ:
        raise RuntimeError("This application cannot start.")
    app = Flask("small")
    database = Database(settings.database_url)

    @app.get("/")
    def tell() -> dict[str, object]:
        return {
            "process": os.getpid(),
            "settings": [name for name in request.environ if "ELEARN" in name],
            "secret": settings.secret_key[:1],
        }

    @app.get("/slow")
    def dawdle() -> str:
        Path("slow-started").touch()
        time.sleep(1.5)
        return "finished"

    @app.post("/count")
    def count() -> str:
        with database.writing() as session:
            session.execute(text("UPDATE tally SET many = many + 1"))
        return "counted"

    @app.get("/count")
    def read_count() -> str:
        return str(database.read(lambda s: s.scalar(text("SELECT many FROM tally"))))

    return app


def say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def main() -> None:
    settings = load_settings()
    # An open connection, which workers must not inherit.
    database = Database(settings.database_url)
    with database.writing() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS tally (many INTEGER)"))
        session.execute(text("DELETE FROM tally"))
        session.execute(text("INSERT INTO tally VALUES (0)"))
    serve(settings, make_app, say_ready)


if __name__ == "__main__":
    main()
