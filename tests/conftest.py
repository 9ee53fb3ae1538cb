"""Fixtures for every test; each of these modules says what it gives."""

import gc

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.databases",
    "tests.mail_server",
    "tests.rosewood",
    "tests.site",
    "tests.trainers",
]

# Property tests try the same examples in every run, however busy the machine is: a
# change is judged by what it changed, never by the luck of a draw. New examples
# are searched by `make test-search`, which tells its seed; what it finds is written
# down with @example.
settings.register_profile(
    "same", derandomize=True, max_examples=25, deadline=None, database=None
)
settings.register_profile("search", deadline=None, database=None, print_blob=True)
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that nobody waits for it at the end."""

    def rank(item: pytest.Item) -> int:
        if item.get_closest_marker("browser"):
            return 0
        return 1 if item.get_closest_marker("slow") else 2

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Spare the collector what was loaded by now, for it all stays until the end.

    Looking through it again and again takes a tenth of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
