"""What is wrong with a page to look at: what axe finds, and a page that is too wide."""

from typing import Any, Literal

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

_TOO_WIDE = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
)


_WHAT_COLOURS_CHANGE = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}


def find_faults(page: Page) -> list[str]:
    """Tell what is wrong with the page, in words that lead to the place.

    All of it is looked at in light colours, and in dark ones what they change.
    """
    faults = []
    looks: tuple[tuple[Literal["dark", "light"], dict[str, Any]], ...]
    looks = (("dark", _WHAT_COLOURS_CHANGE), ("light", {}))
    for scheme, rules in looks:
        page.emulate_media(color_scheme=scheme)
        found = _run_axe(page, {"resultTypes": ["violations"], **rules})
        assert found["passes"] or rules, "axe looked at nothing"
        faults += [
            f"{page.url} ({scheme}): {fault['id']} {node['html'][:120]}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]
    if page.evaluate(_TOO_WIDE):
        faults.append(f"{page.url} is wider than the screen")
    return faults


def _run_axe(page: Page, options: dict[str, Any]) -> dict[str, Any]:
    # A click waits until the next page begins to arrive, not until it is there.
    page.wait_for_load_state()
    try:
        found: dict[str, Any] = Axe().run(page, options=options)
    except Error:
        # A preview shows itself anew when its files change, also under axe.
        page.wait_for_load_state()
        found = Axe().run(page, options=options)
    return found
