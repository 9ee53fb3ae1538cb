"""What is wrong with a page to look at: what axe finds, and a page that is too wide."""

from typing import Any

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

_TOO_WIDE = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
)


def find_faults(page: Page) -> list[str]:
    """Tell what is wrong with the page, in words that lead to the place."""
    found = _run_axe(page)
    assert found["passes"], "axe looked at nothing"
    faults = [
        f"{page.url}: {fault['id']} {node['html'][:120]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
    if page.evaluate(_TOO_WIDE):
        faults.append(f"{page.url} is wider than the screen")
    return faults


def _run_axe(page: Page) -> dict[str, Any]:
    # A click waits until the next page begins to arrive, not until it is there.
    page.wait_for_load_state()
    try:
        found: dict[str, Any] = Axe().run(page)
    except Error:
        # A preview shows itself anew when its files change, also under axe.
        page.wait_for_load_state()
        found = Axe().run(page)
    return found
