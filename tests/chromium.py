"""Start a real Chromium: Debian's where there is one, else Playwright's own."""

import shutil

from playwright.sync_api import Browser, Playwright

# As root, in a closed network, and without asking for updates.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Give Debian's Chromium, or None to let Playwright look for its own."""
    return shutil.which("chromium")


def launch_chromium(playwright: Playwright) -> Browser:
    """Start a browser with an empty profile of its own."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
