"""Starts a course: a small whole one, whose comments teach the format."""

import os
import re
import shutil
from pathlib import Path
from tempfile import mkdtemp

from elearn.coursefiles.problems import quoted
from elearn.coursefiles.schema import write_schemas
from elearn.domain.text import SLUG, slugify
from elearn.errors import ElearnError

_STARTER = Path(__file__).with_name("starter")
_TITLE = "@TITLE@"
_LONGEST_NAME = 80


def start_course(name: str, into: Path) -> Path:
    """Write a new course called *name* into a folder of courses; give its folder.

    The folder is there whole or not at all. ElearnError says why it cannot be.
    """
    _check_name(name)
    folder = into / name
    if os.path.lexists(folder):
        raise ElearnError(
            folder, f"There is a {folder} already. Choose another name, or delete it."
        )
    into.mkdir(parents=True, exist_ok=True)
    # A name that begins with a dot is left alone by everybody who reads the folder.
    draft = Path(mkdtemp(prefix=".new-", dir=into))
    try:
        for source in sorted(_STARTER.rglob("*")):
            if source.is_file():
                _write(source, draft / name / source.relative_to(_STARTER), name)
        (draft / name).rename(folder)
    finally:
        shutil.rmtree(draft)
    write_schemas(into)
    return folder


def _check_name(name: str) -> None:
    if re.fullmatch(SLUG, name) and len(name) <= _LONGEST_NAME:
        return
    better = slugify(name)
    hint = f" Write for example {quoted(better)}." if better else ""
    raise ElearnError(
        name,
        f"{quoted(name)} cannot be the name of a course folder. Use small letters, "
        f"digits and single dashes, {_LONGEST_NAME} at the most.{hint}",
    )


def _write(source: Path, target: Path, name: str) -> None:
    text = source.read_text(encoding="utf-8")
    title = name.replace("-", " ").capitalize()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(_TITLE, title), encoding="utf-8", newline="\n")
