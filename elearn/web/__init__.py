"""Pages: read the form, call one service, render or redirect."""
