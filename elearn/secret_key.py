"""Keeps the key that signs sessions and links, and makes it at the first start."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from elearn.config import SECRET_KEY_LENGTH, Settings, SettingsError


def load_secret_key(settings: Settings) -> str:
    """Return the key given, else the one in the data folder, made when missing."""
    if settings.secret_key:
        return settings.secret_key
    path = _key_file(settings)
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make_secret_key(path)
        key = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            "ELEARN_DATA_DIR",
            f"elearn may not use the file {path} ({error.strerror}). Name a folder "
            "that it may write to: ELEARN_DATA_DIR=/path/to/folder.",
        ) from error
    if len(key) < SECRET_KEY_LENGTH:
        raise SettingsError(
            "ELEARN_SECRET_KEY",
            f"The file {path} is damaged. Delete it: elearn makes a new one, and "
            "everybody signs in again.",
        )
    return key


def replace_secret_key(settings: Settings, key: str) -> None:
    """Put the key of a backup into the data folder, whatever key is there."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _write_draft(_key_file(settings), key)
    draft.replace(_key_file(settings))


def _key_file(settings: Settings) -> Path:
    return settings.data_dir / "secret-key"


def _make_secret_key(path: Path) -> None:
    # Written aside and linked into place: of two processes that start together
    # one wins, and the other never reads half a key.
    draft = _write_draft(path, secrets.token_urlsafe(48))
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _write_draft(path: Path, key: str) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{key}\n")
    return draft
