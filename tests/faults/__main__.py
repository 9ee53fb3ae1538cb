"""Hurts a real site on purpose, and counts what is lost: `make test-faults`."""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.databases import running_postgres
from tests.faults import kills
from tests.test_server import find_free_port

KILLS = int(os.environ.get("ELEARN_FAULT_KILLS", "100"))
SECONDS = float(os.environ.get("ELEARN_FAULT_SECONDS", "480"))


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="elearn-faults-"))
    try:
        with running_postgres() as cluster, ThreadPoolExecutor(2) as pool:
            sqlite_url = f"sqlite:///{folder / 'killed.sqlite3'}"
            runs = [
                pool.submit(
                    kills.run,
                    what,
                    folder / what,
                    url,
                    find_free_port(),
                    KILLS,
                    SECONDS,
                )
                for what, url in (
                    ("SQLite", sqlite_url),
                    ("PostgreSQL", cluster.make_database()),
                )
            ]
            wrong = sum(run.result() for run in runs)
    finally:
        shutil.rmtree(folder)
    print("Nothing was lost, and nothing is double." if not wrong else "See above.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
