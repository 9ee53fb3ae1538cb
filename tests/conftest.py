"""Fixtures for every test; each of these modules says what it gives."""

pytest_plugins = ["tests.databases", "tests.rosewood", "tests.site", "tests.trainers"]
