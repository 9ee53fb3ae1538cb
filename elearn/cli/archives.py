"""Make a backup of this installation: for whoever asks, and before a migration."""

from importlib.metadata import version
from pathlib import Path

from sqlalchemy import make_url

from elearn.cli.clock import utc_now
from elearn.config import Settings
from elearn.secret_key import load_secret_key
from elearn.store.archive_form import BackupFailed, Manifest
from elearn.store.archive_write import write_archive
from elearn.store.database import Database
from elearn.store.migrating import newest_revision

_KEPT = 3
"""How many backups made before migrations stay."""


def back_up(settings: Settings, path: Path) -> Manifest:
    """Write a backup of the database and the key. Raise BackupFailed."""
    place = make_url(settings.database_url)
    if place.get_backend_name() == "sqlite" and not Path(str(place.database)).exists():
        raise BackupFailed(
            place.database,
            f"There is no database {place.database}. Check ELEARN_DATA_DIR, or run "
            "“elearn init” first.",
        )
    database = Database(settings.database_url)
    try:
        return write_archive(
            database,
            path,
            made_at=utc_now(),
            elearn=version("elearn"),
            secret_key=load_secret_key(settings),
        )
    finally:
        database.close()


def back_up_before_migration(settings: Settings, revision: str) -> Path:
    """Make a backup in the data folder, and delete all but the last few of them."""
    path = _make_place(settings, f"before-{newest_revision()}-from-{revision}")
    back_up(settings, path)
    for old in sorted(path.parent.glob("before-*-from-*.zip"), key=_age)[:-_KEPT]:
        old.unlink()
    return path


def back_up_before_restore(settings: Settings) -> Path:
    """Make a backup of what a restore is about to replace; nobody deletes it."""
    path = _make_place(settings, "before-restore")
    back_up(settings, path)
    return path


def _make_place(settings: Settings, name: str) -> Path:
    folder = settings.data_dir / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{name}-{utc_now():%Y-%m-%d-%H%M%S-%f}.zip"


def _age(path: Path) -> float:
    return path.stat().st_mtime
