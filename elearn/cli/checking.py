"""`elearn check`: what is wrong with course files, where, and how to mend it."""

import atexit
import gc
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.course_folders import courses_folder, refuse_package, show_as
from elearn.cli.plain_words import in_plain_words
from elearn.cli.root import main
from elearn.config import load_settings
from elearn.coursefiles.explaining import get_page
from elearn.coursefiles.memory import Memory, find_memory
from elearn.coursefiles.problems import Problem
from elearn.coursefiles.report import (
    report_github,
    report_json,
    report_sarif,
    report_text,
)
from elearn.errors import ElearnError
from elearn.services.checking_folders import CheckedFolder, check_folders

_REPORTS = {
    "text": lambda problems: report_text(problems, _has_colour()),
    "json": report_json,
    "sarif": report_sarif,
    "github": report_github,
}


@dataclass(frozen=True)
class _Check:
    """What to check and how to tell it."""

    folder: Path
    shown_as: str
    form: str
    strict: bool
    memory: Memory
    against_published: bool = False

    def run(self) -> bool:
        """Check once and tell; True when all is well."""
        today = datetime.now(UTC).date()
        checked = check_folders(self.folder, today, self.memory, self.shown_as)
        self.memory.tidy()
        problems = [problem for folder in checked for problem in folder.problems]
        changes = self._list_changes() if self.against_published else []
        problems += changes
        click.echo(_REPORTS[self.form](problems), nl=False)
        if self.form == "text":
            click.echo(_sum_up(checked, changes), err=True)
        return not any(self.strict or p.severity == "error" for p in problems)

    def _list_changes(self) -> list[Problem]:
        # Loading the database takes longer than a whole check without it.
        from elearn.cli.comparing import list_changes  # noqa: PLC0415

        return list_changes(self.folder, self.shown_as)


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_REPORTS)),
    default="text",
    help="How to tell it: for people, for programs, for code review, for GitHub.",
)
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, and say what.")
@click.option(
    "--ids",
    is_flag=True,
    help="With --fix: write {#id} behind every heading, so that a heading can change "
    "and records stay.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes.")
@click.option("--figures", is_flag=True, help="Tell what plays of each story come to.")
@click.option("--explain", metavar="CODE", help="Show the page about a problem.")
@click.option(
    "--against-published",
    is_flag=True,
    help="Also warn of changes against what is online that touch people's records.",
)
@click.option("--no-cache", is_flag=True, help="Work everything out afresh.")
@in_plain_words
def check(
    folder: Path | None,
    strict: bool,
    form: str,
    fix: bool,
    ids: bool,
    watch: bool,
    figures: bool,
    explain: str | None,
    against_published: bool,
    no_cache: bool,
) -> None:
    """Check course files. FOLDER holds courses, or is one; without it, those in use.

    Ends with 0 when all is well (warnings are), 1 when not, 2 when it could not look.
    """
    if explain:
        click.echo(get_page(explain), nl=False)
        return
    named = folder or courses_folder(load_settings())
    folder = Path(os.path.abspath(named))
    if not folder.is_dir():
        raise ElearnError(folder, f"There is no folder {named}.")
    # Reading makes many small things and throws few away: looking for those less often
    # saves a fifth of the time.
    gc.set_threshold(200_000, 20, 20)
    # At the end all of it goes with the process, and need not be looked through before.
    atexit.register(gc.freeze)
    # No plugin is used, and looking for some reads what every package tells of itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    memory = Memory() if no_cache else find_memory()
    job = _Check(folder, show_as(folder), form, strict, memory, against_published)
    if fix:
        _fix(job, every_id=ids)
    if watch:
        _watch(job)
    elif figures:
        _tell_figures(job)
    else:
        sys.exit(0 if job.run() else 1)


def _fix(job: _Check, *, every_id: bool) -> None:
    from elearn.coursefiles.fixing import fix_folder  # noqa: PLC0415

    refuse_package(job.folder)
    done = 0
    for fixed in fix_folder(job.folder, job.shown_as, every_id=every_id):
        click.echo(f"{fixed.path}:{fixed.line}  mended  {fixed.what}", err=True)
        done += 1
    click.echo(f"{_count(done, 'place')} mended.", err=True)


def _watch(job: _Check) -> None:
    """Check whenever files change, until Ctrl-C."""
    if job.form != "text":
        raise ElearnError(job.form, "--watch tells in text only. Leave out --format.")
    # It brings an event loop, which no other check needs.
    from watchfiles import watch as watch_files  # noqa: PLC0415

    job.run()
    click.echo(
        f"Watching {job.shown_as or job.folder.name}. Stop with Ctrl-C.", err=True
    )
    for _ in watch_files(job.folder, raise_interrupt=False):
        click.echo(f"\n{datetime.now(UTC).astimezone():%H:%M:%S}", err=True)
        job.run()


def _tell_figures(job: _Check) -> None:
    from elearn.services.proving import list_figures  # noqa: PLC0415

    for told in list_figures(job.folder, job.memory, job.shown_as):
        click.echo(told)


def _has_colour() -> bool:
    # https://no-color.org: any value but the empty one says no.
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _sum_up(checked: list[CheckedFolder], changes: list[Problem]) -> str:
    problems = [p for folder in checked for p in folder.problems] + changes
    errors = sum(p.severity == "error" for p in problems)
    told = (
        f"{_count(len(checked), 'course')}: {_count(errors, 'error')}, "
        f"{_count(len(problems) - errors, 'warning')}."
    )
    if problems:
        told += f" Read more: elearn check --explain {problems[0].code}"
    return told


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
