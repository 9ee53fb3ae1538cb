"""Hurts a real site on purpose, and counts what is lost: `make test-faults`."""

import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.databases import PostgresCluster, running_postgres
from tests.faults import kills, outages
from tests.test_server import find_free_port

KILLS = int(os.environ.get("ELEARN_FAULT_KILLS", "100"))
SECONDS = float(os.environ.get("ELEARN_FAULT_SECONDS", "840"))


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


def _take_away(folder: Path, cluster: PostgresCluster) -> list[str]:
    """Show the outages; mail waits for a minute, in which the others happen."""
    with ThreadPoolExecutor(1) as pool:
        mail = pool.submit(
            _show, "mail server away", lambda: outages.lose_mail_server(folder)
        )
        wrong = [
            *_show("SQLite locked", lambda: outages.lock_sqlite(folder)),
            *_show("disk full under SQLite", lambda: outages.fill_disk(folder)),
            *_show(
                "disk full under PostgreSQL",
                lambda: outages.fill_disk_of_postgres(folder, cluster),
            ),
            *_show(
                "PostgreSQL stopped and started",
                lambda: outages.stop_postgres(folder, cluster),
            ),
            *_show("PostgreSQL hangs", lambda: outages.hang_postgres(folder, cluster)),
        ]
        return wrong + mail.result()


def _show(what: str, outage: Callable[[], str]) -> list[str]:
    try:
        seen = outage()
    except outages.CannotBeShown as reason:
        seen = f"not shown here, because {reason}"
    except Exception as error:
        traceback.print_exc()
        seen = f"VIOLATION: {type(error).__name__} {error}"
    print(f"{what}: {seen}.", flush=True)
    return [what] if seen.startswith("VIOLATION") else []


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
