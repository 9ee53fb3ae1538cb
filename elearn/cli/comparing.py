"""What the files would change against what is online."""

from pathlib import Path

from elearn.cli.opening import database_in_plain_words, open_database
from elearn.config import load_settings
from elearn.coursefiles.problems import Problem
from elearn.services.changing import list_change_warnings


def list_changes(folder: Path, shown_as: str) -> list[Problem]:
    """List the warnings about records that a change of the files touches."""
    with database_in_plain_words():
        database = open_database(load_settings())
        return database.read(list_change_warnings, folder, shown_as)
