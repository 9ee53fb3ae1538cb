"""`elearn preview`: one course folder as a learner will see it, while you write it."""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from threading import Event, Thread

import click
from flask import Flask
from sqlalchemy.orm import Session
from watchfiles import watch as watch_files
from werkzeug.serving import make_server

from elearn.app import create_app
from elearn.cli.opening import in_plain_words
from elearn.cli.root import main
from elearn.config import Settings
from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.library import load_folder
from elearn.coursefiles.problems import has_errors
from elearn.demo_learner import DemoLearner
from elearn.errors import ElearnError
from elearn.services.checking import check_built
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person, grant_role
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.migrating import migrate
from elearn.web.previewing import Shown, init_previewing

_HOST = "127.0.0.1"


class Preview:
    """A course folder shown by an app with a database of its own."""

    def __init__(self, folder: Path, data_dir: Path, port: int) -> None:
        settings = Settings(host=_HOST, port=port, data_dir=data_dir)
        self._folder = folder
        self._site_url = settings.site_url
        self._database = Database(settings.database_url)
        migrate(self._database, lambda _: None)
        self._database.write(add_organisation, self._moment(), "Preview")
        self.app: Flask = create_app(settings)
        self._show(Shown(folder.name))
        init_previewing(self.app)
        self.refresh()

    def refresh(self) -> None:
        """Read the files again; with errors, the last good version stays."""
        built = load_folder(self._folder)
        problems = check_built(built, self._moment().now.date())
        shown = self.shown
        shown = replace(shown, version=shown.version + 1, problems=problems)
        if built.course and not has_errors(problems) and built.course != shown.course:
            person_id = self._database.write(self._publish, built, shown.version)
            with suppress(ElearnError):
                self._database.write(self._finish, person_id, built)
            shown = replace(shown, course=built.course, person_id=person_id)
        self._show(shown)

    def watch(self, stop: Event) -> None:
        """Refresh whenever a file changes, until told to stop."""
        for _ in watch_files(self._folder, stop_event=stop, raise_interrupt=False):
            self.refresh()

    def close(self) -> None:
        self._database.close()
        self.app.extensions["elearn_database"].close()

    @property
    def shown(self) -> Shown:
        shown: Shown = self.app.extensions["elearn_preview"]
        return shown

    def _show(self, shown: Shown) -> None:
        self.app.extensions["elearn_preview"] = shown

    def _publish(self, session: Session, built: BuiltCourse, number: int) -> int:
        # Whoever began a version stays with it, so each version has its own person.
        moment = self._moment()
        publish_course(session, built, moment)
        person_id = add_person(
            session, moment, f"preview-{number}", "Preview",
            # Nobody needs to know it: whoever opens a page is signed in.
            password=token_urlsafe(),
        )  # fmt: skip
        grant_role(session, moment, person_id, "trainer")
        return person_id

    def _finish(self, session: Session, person_id: int, built: BuiltCourse) -> None:
        """Do all that comes before the assessment, so that it opens."""
        assert built.course  # noqa: S101 - for the type; it was published
        began = replace(self._moment(), now=self._moment().now - timedelta(days=7))
        learner = DemoLearner(session, person_id, built.slug, began)
        learner.read_cards(missing=0)
        for scenario_id in built.course.scenarios:
            learner.play(scenario_id)

    def _moment(self) -> Moment:
        return Moment(datetime.now(UTC), SystemRandom(), self._site_url)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@in_plain_words
def preview(folder: Path, port: int) -> None:
    """Show the course in FOLDER as a learner will see it, on this machine only.

    Pages load again when a file changes. Nothing is kept.
    """
    path = Path(os.path.abspath(folder))
    if not (path / "course.yaml").is_file():
        raise ElearnError(folder, f"There is no course.yaml in {folder}.")
    stop = Event()
    with TemporaryDirectory(prefix="elearn-preview-") as data_dir:
        shown = Preview(path, Path(data_dir), port)
        server = make_server(_HOST, port, shown.app, threaded=True)
        watcher = Thread(target=shown.watch, args=(stop,), daemon=True)
        watcher.start()
        click.echo(f"Preview on http://{_HOST}:{port}/preview. Stop with Ctrl-C.")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
        stop.set()
        watcher.join(5)
        shown.close()
