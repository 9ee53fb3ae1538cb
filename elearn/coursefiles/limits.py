"""How much one course may have."""

MAX_ALL_TEXT = 16_000_000
MAX_ALL_MEDIA = 60_000_000
MAX_FILES = 3_000
"""Files in one folder."""
