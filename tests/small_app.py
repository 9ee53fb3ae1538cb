"""A small application for small_server.py."""

import os
import random
import secrets
import ssl
import time
from pathlib import Path

from flask import Flask, request
from sqlalchemy import text

from elearn.config import Settings
from elearn.store.database import Database
from elearn.web.watching import init_watching
from elearn.worker import StopOrder

LOADED_BY = os.getpid()


def make_app(settings: Settings) -> Flask:
    time.sleep(float(os.environ.get("SECONDS_TO_LOAD", "0")))
    if "BROKEN" in os.environ:
        raise RuntimeError("This application cannot start.")
    app = Flask("small")
    init_watching(app, trust_header=False)
    database = Database(settings.database_url)
    drawn = [random.random(), secrets.token_hex(), ssl.RAND_bytes(16).hex()]

    @app.get("/")
    def tell() -> dict[str, object]:
        return {
            "process": os.getpid(),
            "loaded_by": LOADED_BY,
            "drawn": drawn,
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


def tick(settings: Settings, stop: StopOrder) -> None:
    """Work beside the pages: say who works, until told to stop."""
    Path("at-work").write_text(str(os.getpid()))
    stop.wait()
    Path("at-work").write_text("stopped")
