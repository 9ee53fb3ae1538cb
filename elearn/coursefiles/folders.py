"""Which folders may hold courses and what stands in them, without reading a course.

Nothing that takes long to load is needed here: a course whose files are as they were
is answered from memory, and sooner than its reader could be loaded.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from elearn.coursefiles.limits import MAX_ALL_MEDIA, MAX_ALL_TEXT, MAX_FILES


def find_folders(folder: Path) -> list[Path]:
    """List the folders that may hold a course, by name.

    OSError is raised if the folder itself cannot be listed.
    """
    with os.scandir(folder) as entries:
        names = sorted(
            entry.name
            for entry in entries
            if not entry.name.startswith((".", "_")) and entry.is_dir()
        )
    return [folder / name for name in names]


def read_content(folder: Path) -> Iterator[bytes]:
    """Give names and contents of all that a course can be read from.

    OSError is raised where a file cannot be read, ValueError where there is more than
    a course may have.
    """
    left = MAX_ALL_TEXT + MAX_ALL_MEDIA
    for path in sorted(_list_files(folder)):
        found = path.lstat()
        yield os.fsencode(path.relative_to(folder))
        yield f"{found.st_mode:o} {found.st_size}".encode()
        if stat.S_ISREG(found.st_mode):
            left -= found.st_size
            if left < 0:
                raise ValueError(folder)
            yield path.read_bytes()


def _list_files(folder: Path) -> list[Path]:
    """List what stands in a course folder and in the folders directly inside it."""
    listed = []
    for path in folder.iterdir():
        listed.append(path)
        if path.is_dir() and not path.is_symlink():
            listed.extend(path.iterdir())
        if len(listed) > MAX_FILES:
            raise ValueError(folder)
    return listed
