"""Hurts a real site on purpose, and counts what is lost: `make test-faults`."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.databases import PostgresCluster, running_postgres
from tests.faults import kills, outages
from tests.test_server import find_free_port

KILLS = int(os.environ.get("ELEARN_FAULT_KILLS", "100"))
SECONDS = float(os.environ.get("ELEARN_FAULT_SECONDS", "540"))


def main() -> int:
    began = time.perf_counter()
    with _somewhere() as folder, running_postgres() as cluster:
        # One after the other: both at once would only start half as fast.
        wrong = [
            *_take_away(folder, cluster),
            *_kill("SQLite", folder, f"sqlite:///{folder / 'killed.sqlite3'}"),
            *_kill("PostgreSQL", folder, cluster.make_database()),
        ]
    print(f"It took {(time.perf_counter() - began) / 60:.1f} minutes.")
    print(f"{len(wrong)} violations." if wrong else "Nothing is lost or double.")
    return 1 if wrong else 0


def _take_away(folder: Path, cluster: PostgresCluster) -> Iterator[str]:
    for what, outage in {
        "PostgreSQL stopped and started": partial(
            outages.stop_postgres, folder, cluster
        ),
        "PostgreSQL hangs": partial(outages.hang_postgres, folder, cluster),
        "SQLite locked": partial(outages.lock_sqlite, folder),
        "disk full under SQLite": partial(outages.fill_disk, folder),
        "disk full under PostgreSQL": partial(
            outages.fill_disk_of_postgres, folder, cluster
        ),
        "mail server away": partial(outages.lose_mail_server, folder),
    }.items():
        try:
            seen = outage()
        except outages.CannotBeShown as reason:
            seen = f"not shown here, because {reason}"
        except Exception as error:
            seen = f"VIOLATION: {type(error).__name__} {error}"
            yield seen
        print(f"{what}: {seen}.", flush=True)


def _kill(what: str, folder: Path, url: str) -> list[str]:
    killed = kills.run(what, folder / what, url, find_free_port(), KILLS, SECONDS)
    print(killed.tell(), flush=True)
    for violation in killed.violations[:20]:
        print(f"  {violation}")
    return killed.violations


@contextmanager
def _somewhere() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="elearn-faults-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
