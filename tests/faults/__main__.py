"""Hurts a real site on purpose, and counts what is lost: `make test-faults`."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.databases import running_postgres
from tests.faults import kills
from tests.test_server import find_free_port

KILLS = int(os.environ.get("ELEARN_FAULT_KILLS", "100"))
SECONDS = float(os.environ.get("ELEARN_FAULT_SECONDS", "540"))


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="elearn-faults-"))
    wrong = 0
    try:
        with running_postgres() as cluster:
            # One after the other: both at once would only start half as fast.
            for what, url in (
                ("SQLite", f"sqlite:///{folder / 'killed.sqlite3'}"),
                ("PostgreSQL", cluster.make_database()),
            ):
                port = find_free_port()
                killed = kills.run(what, folder / what, url, port, KILLS, SECONDS)
                print(killed.tell(), flush=True)
                for violation in killed.violations[:20]:
                    print(f"  {violation}")
                wrong += len(killed.violations)
    finally:
        shutil.rmtree(folder)
    print("Nothing was lost, and nothing is double." if not wrong else "See above.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
