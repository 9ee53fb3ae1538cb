"""A course folder shown by an app with a database of its own."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from secrets import token_urlsafe
from threading import Event, Lock

from flask import Flask
from sqlalchemy.orm import Session
from watchfiles import watch as watch_files

from elearn.app import create_app
from elearn.config import Settings
from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.library import load_folder
from elearn.coursefiles.locating import locate_problems
from elearn.coursefiles.problems import Problem
from elearn.demo_learner import DemoLearner
from elearn.domain.course import Course
from elearn.services.checking import check_built
from elearn.services.moment import Moment
from elearn.services.previewing import add_previewer, open_preview, show_files
from elearn.store.database import Database
from elearn.store.migrating import migrate
from elearn.web.preview import Shown, init_preview

HOST = "127.0.0.1"

_LONG_AGO = timedelta(days=7)
_LOOK_MS = 1_000
"""How often to see whether the folder itself was put in the place of another."""

_HARMLESS = {
    "best-ends-badly",
    "choice-never-offered",
    "danger-ends-safe",
    "harm-ends-well",
    "rule-never-used",
    "story-too-large",
    "unreachable-ending",
    "unreachable-scene",
    "worst-ends-well",
}
"""Errors that keep a course from being published, and from being looked at not."""

_log = logging.getLogger(__name__)


class Preview:
    """The desk of a preview: it reads the files, and knows who looks at them."""

    def __init__(
        self,
        folder: Path,
        data_dir: Path,
        port: int,
        *,
        shown_as: str,
        tell: Callable[[Shown], None] = lambda _: None,
    ) -> None:
        settings = Settings(host=HOST, port=port, data_dir=data_dir)
        self._folder = folder
        self._shown_as = shown_as
        self._site_url = settings.site_url
        self._tell = tell
        self._lock = Lock()
        self._people = 0
        self._has_told = False
        self.app: Flask = create_app(settings)
        self._database: Database = self.app.extensions["elearn_database"]
        migrate(self._database, lambda _: None)
        self._database.write(open_preview, self._moment())
        # A page that was open before knows by it that this is another run.
        first = int(self._moment().now.timestamp())
        self._shown = Shown(folder.name, self._add_person(), first)
        init_preview(self.app, self)
        self.refresh()

    @property
    def shown(self) -> Shown:
        return self._shown

    def refresh(self) -> None:
        """Read the files again; while they cannot be read, what was shown stays."""
        with self._lock:
            built = load_folder(self._folder, self._shown_as)
            problems = check_built(built, self._moment().now.date())
            shown = self._shown
            course, is_current = shown.course, _can_be_shown(built, problems)
            if built.course is not None and is_current:
                is_current = self._show(built.course, built.media)
                course = built.course if is_current else course
            located = locate_problems(
                problems, built.places, self._shown_as, course, is_current=is_current
            )
            now = replace(shown, course=course, is_current=is_current, problems=located)
            if now != shown or not self._has_told:
                self._has_told = True
                self._shown = replace(now, version=shown.version + 1)
                self._tell(self._shown)

    def watch(self, stop: Event) -> None:
        """Refresh whenever files change, until told to stop, whatever happens."""
        while not stop.is_set():
            try:
                self._follow(stop)
            except Exception:
                _log.exception("The files could not be read. Trying again.")
            stop.wait(_LOOK_MS / 1000)

    def begin_again(self) -> None:
        with self._lock:
            self._shown = replace(self._shown, person_id=self._add_person())

    def skip_ahead(self) -> None:
        with self._lock:
            self._database.write(self._do_all_before_assessment, self._shown)

    def close(self) -> None:
        self._database.close()

    def _show(self, course: Course, media: dict[str, bytes]) -> bool:
        """Show the files as they are; False where elearn itself fails at it."""
        if course == self._shown.course and self._shown.is_current:
            return True
        person_id = self._shown.person_id
        try:
            self._database.write(show_files, person_id, course, media, self._moment())
        except Exception:
            # The author goes on writing, and the next save may be free of it.
            _log.exception("The course could be read and not be shown.")
            return False
        return True

    def _follow(self, stop: Event) -> None:
        """Refresh for each change, until the folder is another one than it was."""
        folder = _name_folder(self._folder)
        if folder is None:
            self.refresh()
            return
        watching = watch_files(
            self._folder,
            stop_event=stop,
            raise_interrupt=False,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
        )
        for number, changes in enumerate(watching):
            # The first time for what changed before anybody watched: only now does
            # somebody watch, so a save during this reading comes after it.
            if changes or number == 0:
                self.refresh()
            if _name_folder(self._folder) != folder:
                return

    def _add_person(self) -> int:
        self._people += 1
        # Nobody needs the password: whoever opens a page is signed in.
        password = token_urlsafe()
        return self._database.write(
            add_previewer, self._moment(), self._people, password
        )

    def _do_all_before_assessment(self, session: Session, shown: Shown) -> None:
        if shown.course is None:
            return
        began = replace(self._moment(), now=self._moment().now - _LONG_AGO)
        learner = DemoLearner(session, shown.person_id, shown.course.slug, began)
        for scenario_id in shown.course.scenarios:
            learner.play(scenario_id)
        learner.read_cards(missing=0)

    def _moment(self) -> Moment:
        return Moment(datetime.now(UTC), SystemRandom(), self._site_url)


def _can_be_shown(built: BuiltCourse, problems: tuple[Problem, ...]) -> bool:
    """Tell whether every page of the course works, publishable or not."""
    errors = {p.code for p in problems if p.severity == "error"}
    return built.course is not None and errors <= _HARMLESS


def _name_folder(folder: Path) -> tuple[int, int] | None:
    """Tell a folder from another one of the same name; None while there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
