"""Fixtures for every test; each of these modules says what it gives."""

pytest_plugins = [
    "tests.databases",
    "tests.mail_server",
    "tests.rosewood",
    "tests.site",
    "tests.trainers",
]
