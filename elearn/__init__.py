"""Interactive staff training for care: courses as files, records that hold."""
