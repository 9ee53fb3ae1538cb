"""The quick ones of the outages; `make test-faults` shows them all."""

from pathlib import Path

import pytest

from tests.databases import PostgresCluster
from tests.faults import outages

pytestmark = pytest.mark.slow


def test_a_full_disk_saves_nothing_by_halves_and_needs_no_restart(
    tmp_path: Path,
) -> None:
    try:
        outages.fill_disk(tmp_path)
    except outages.CannotBeShown as reason:
        pytest.skip(str(reason))


@pytest.mark.postgres
def test_postgres_may_be_stopped_and_started_again(
    tmp_path: Path, postgres_cluster: PostgresCluster
) -> None:
    outages.stop_postgres(tmp_path, postgres_cluster)
