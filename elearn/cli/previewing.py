"""`elearn preview`: one course folder as a learner will see it, while you write it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import click
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from elearn.cli.course_folders import show_as
from elearn.cli.opening import in_plain_words
from elearn.cli.previewed import HOST, Preview
from elearn.cli.root import main
from elearn.config import Settings
from elearn.errors import ElearnError
from elearn.server import find_address
from elearn.web.preview.bar import say_state
from elearn.web.preview.desk import Shown


class _Quietly(WSGIRequestHandler):
    """Answers requests without a line for each."""

    def log_request(self, *_: Any) -> None:
        """Say nothing: pages ask every moment whether files have changed."""

    def handle(self) -> None:
        """Answer one request, or none: a stop may close what is just being opened."""
        with suppress(OSError):
            super().handle()


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@in_plain_words
def preview(folder: Path, port: int) -> None:
    """Show the course in FOLDER as a learner will see it, on this machine only.

    Pages load again when a file changes. Nothing that you do there is kept.
    """
    path = Path(os.path.abspath(folder))
    _check_folder(path, folder)
    find_address(Settings(host=HOST, port=port))
    with TemporaryDirectory(prefix="elearn-preview-") as data_dir, _ended_by_signals():
        shown = Preview(path, Path(data_dir), port, shown_as=show_as(path), tell=_tell)
        try:
            server = make_server(
                HOST, port, shown.app, threaded=True, request_handler=_Quietly
            )
            click.echo(f"The preview is open at http://{HOST}:{port}/preview")
            click.echo(
                "Pages load again when you save a file. Nothing you do there is kept. "
                "Stop with Ctrl-C."
            )
            _serve(server, shown)
        finally:
            shown.close()


def _serve(server: BaseWSGIServer, shown: Preview) -> None:
    """Answer pages and follow the files until Ctrl-C or SIGTERM."""
    stop = Event()
    watcher = Thread(target=shown.watch, args=(stop,), daemon=True)
    watcher.start()
    try:
        with suppress(KeyboardInterrupt):
            server.serve_forever()
    finally:
        stop.set()
        watcher.join(5)
        server.server_close()


def _check_folder(path: Path, named: Path) -> None:
    """Refuse what is no course, and say what to do."""
    if not path.is_dir():
        raise ElearnError(named, f"There is no folder {named}.")
    if (path / "course.yaml").is_file():
        return
    inside = sorted(found.parent.name for found in path.glob("*/course.yaml"))
    if inside:
        listed = ", ".join(inside[:5]) + (" and more" if len(inside) > 5 else "")
        raise ElearnError(
            named,
            f"{named} holds several courses: {listed}. Name one of them, such as "
            f"“elearn preview {named / inside[0]}”.",
        )
    raise ElearnError(
        named,
        f"There is no course.yaml in {named}, so it is not a course. “elearn new "
        "course NAME” begins one.",
    )


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the preview as Ctrl-C does."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {
        name: signal.signal(getattr(signal, name), signal.default_int_handler)
        for name in names
    }
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _tell(shown: Shown) -> None:
    click.echo(f"{shown.folder}: {say_state(shown)}")
