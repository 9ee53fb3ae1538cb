"""The folders of courses that commands read and write."""

from pathlib import Path

from elearn.config import Settings
from elearn.errors import ElearnError
from elearn.resources import find_bundled, is_packaged


def courses_folder(settings: Settings) -> Path:
    return settings.courses_dir or find_bundled("courses")


def show_as(folder: Path) -> str:
    """Tell of files so that an editor, and a code review, find them from here."""
    here = Path.cwd()
    if folder.is_relative_to(here):
        shown = folder.relative_to(here).as_posix()
        is_course = (folder / "course.yaml").is_file()
        return shown if shown != "." or is_course else ""
    return folder.as_posix()


def refuse_package(folder: Path) -> None:
    """Refuse to write into the installed program."""
    if is_packaged(folder):
        raise ElearnError(
            folder,
            f"{folder} belongs to the installed program. Name a folder of your own.",
        )
