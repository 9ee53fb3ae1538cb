"""What was worked out before, kept by the content that it was worked out from.

A key names content and the program that read it, so an entry is never out of date. It
stands in a folder of its own, never among the courses, and can be deleted at any time.
"""

import hashlib
import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

_MOST_ENTRIES = 2_000
_PACKAGE = Path(__file__).parents[1]
_READERS = ("coursefiles", "domain")


class Memory:
    """Answers by key. Without a folder it remembers nothing."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is ever found here, so that no key is worth making."""
        return self._folder is None

    def find(self, key: str) -> Any:
        """Give what was kept, or None; an entry that cannot be read was never there."""
        if self._folder is None:
            return None
        try:
            kept = json.loads((self._folder / f"{key}.json").read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(kept, dict) or kept.get("key") != key:
            return None
        return kept.get("value")

    def keep(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold; where it cannot be written, go without."""
        if self._folder is None:
            return
        text = json.dumps({"key": key, "value": value}, ensure_ascii=False)
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._folder / f"{key}.json", text)

    def tidy(self) -> None:
        """Forget what was kept longest, when there is much."""
        if self._folder is None:
            return
        with suppress(OSError):
            kept = list(self._folder.glob("*.json"))
            if len(kept) > _MOST_ENTRIES:
                kept.sort(key=lambda path: path.stat().st_mtime)
                for path in kept[: len(kept) - _MOST_ENTRIES // 2]:
                    path.unlink()

    def _write(self, path: Path, text: str) -> None:
        # It brings much along, and most often nothing is new.
        from tempfile import NamedTemporaryFile  # noqa: PLC0415

        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, delete=False
        ) as draft:
            draft.write(text)
        os.replace(draft.name, path)


def find_memory() -> Memory:
    """Give the memory of this computer's user."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError):  # Nobody's home.
        return Memory(Path(base or Path.home() / ".cache") / "elearn" / "check")
    return Memory()


def name_content(*parts: str | bytes) -> str:
    """Make a key from content; another version of elearn makes another key."""
    digest = hashlib.sha256(_name_program())
    for part in parts:
        content = (
            part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        )
        digest.update(f"{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def _name_program() -> bytes:
    """Name the code that reads and judges, so that a change of a rule is noticed."""
    digest = hashlib.sha256()
    for folder in _READERS:
        for path in sorted((_PACKAGE / folder).rglob("*.py")):
            found = path.stat()
            name = path.relative_to(_PACKAGE).as_posix()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.digest()
