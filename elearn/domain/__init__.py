"""Pure rules: no Flask, no SQLAlchemy, no files, no clock, no randomness of its own."""
