"""Take the pictures of the README and the guides from a fresh demo, in a real browser.

python -m scripts.screenshots [FOLDER]
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from elearn.demo_accounts import PASSWORD
from scripts.bench import wait_for
from tests.chromium import launch_chromium

PORT = 8918
SITE = f"http://127.0.0.1:{PORT}"
PREVIEW_PORT = 8919
PREVIEW = f"http://127.0.0.1:{PREVIEW_PORT}"
PHONE = {"width": 390, "height": 780}
DESK = {"width": 1280, "height": 860}
PAGES = {
    "mara": {"team": "/team", "assignments": "/assignments"},
    "ada": {"people": "/organisation/people", "import": "/organisation/people/import"},
    "tariq": {"trainer": "/trainer/courses/communication"},
}
"""What the guides show, by who sees it."""
COURSES = Path(__file__).parents[1] / "courses"
TARGET = Path(__file__).parents[1] / "docs" / "pictures"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.mkdir(parents=True, exist_ok=True)
    with demo(), sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        take(browser, target, "phone", PHONE)
        take(browser, target, "desk", DESK)
        for who, pages in PAGES.items():
            take_pages(browser, target, who, pages, "phone", PHONE)
            take_pages(browser, target, who, pages, "desk", DESK)
        with preview():
            take_preview(browser, target)
        browser.close()


@contextmanager
def demo() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="elearn-pictures-"))
    command = [str(Path(sys.executable).with_name("elearn")), "demo"]
    command += ["--port", str(PORT)]
    environ = {"PATH": "/usr/bin:/bin", "ELEARN_DATA_DIR": str(folder)}
    server = subprocess.Popen(command, env=environ)
    try:
        wait_for(f"{SITE}/healthz", seconds=300)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        shutil.rmtree(folder)


@contextmanager
def preview() -> Iterator[None]:
    """Show a course with a slip in it, as its author sees it."""
    folder = Path(tempfile.mkdtemp(prefix="elearn-pictures-"))
    course = shutil.copytree(COURSES / "communication", folder / "communication")
    module = course / "modules" / "first-thirty-seconds.md"
    text = module.read_text(encoding="utf-8")
    slip = '!!! frase "Words to use"\n    I have 15 minutes'
    right = '!!! phrase "Words to use"\n    I have 15 minutes'
    command = [str(Path(sys.executable).with_name("elearn")), "preview", str(course)]
    command += ["--port", str(PREVIEW_PORT)]
    server = subprocess.Popen(command, cwd=folder, env={"PATH": "/usr/bin:/bin"})
    try:
        wait_for(f"{PREVIEW}/preview/version", seconds=300)
        module.write_text(text.replace(right, slip), encoding="utf-8")
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        shutil.rmtree(folder)


def take_preview(browser: Browser, target: Path) -> None:
    """Show a problem on its card, and the map of a scenario with a play begun."""
    page = browser.new_context(viewport=DESK).new_page()  # type: ignore[arg-type]  # plain numbers
    course = f"{PREVIEW}/courses/communication"
    page.goto(f"{course}/modules/first-thirty-seconds/say-how-long-you-have")
    page.get_by_text("There is no callout").wait_for()
    shoot(page, target / "preview-desk.png")
    page.goto(f"{course}/scenarios/fifteen-minutes")
    go_on = page.locator(".action-bar .nhsuk-button")
    go_on.click()
    for words in ("I’m Sam", "Marta’s off"):
        page.locator("label", has_text=words).first.click()
        go_on.click()
        go_on.click()
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_role("link", name="Go to the start of the map").click()
    shoot(page, target / "map-desk.png")
    page.context.close()


def take(browser: Browser, target: Path, name: str, size: dict[str, int]) -> None:
    """Walk past the pages that the README shows, at one size."""
    page = browser.new_context(viewport=size).new_page()  # type: ignore[arg-type]  # plain numbers
    shoot(page, target / f"sign-in-{name}.png", "/sign-in")
    sign_in(page, "lena")
    shoot(page, target / f"home-{name}.png", "/")
    course = "/courses/communication"
    shoot(page, target / f"course-{name}.png", course)
    card = "modules/voice-and-body/sit-at-an-angle-hands-in-view"
    shoot(page, target / f"card-{name}.png", f"{course}/{card}")
    if size is PHONE:
        play(page, target, f"{course}/scenarios/fifteen-minutes")
    page.context.close()


def take_pages(
    browser: Browser,
    target: Path,
    who: str,
    pages: dict[str, str],
    name: str,
    size: dict[str, int],
) -> None:
    """Open some pages as one person, at one size."""
    page = browser.new_context(viewport=size).new_page()  # type: ignore[arg-type]  # plain numbers
    page.goto(f"{SITE}/sign-in")
    sign_in(page, who)
    for what, address in pages.items():
        shoot(page, target / f"{what}-{name}.png", address)
    page.context.close()


def sign_in(page: Page, who: str) -> None:
    page.get_by_label("Sign-in name").fill(who)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def play(page: Page, target: Path, scenario: str) -> None:
    """Make the first choice of a scenario: its reaction, and the scene after it."""
    page.goto(SITE + scenario)
    go_on = page.locator(".action-bar .nhsuk-button")
    go_on.click()
    page.locator("label", has_text="I’m Sam").first.click()
    go_on.click()
    shoot(page, target / "reaction-phone.png")
    go_on.click()
    shoot(page, target / "scene-phone.png")


def shoot(page: Page, path: Path, address: str | None = None) -> None:
    if address:
        page.goto(SITE + address)
    page.evaluate("document.fonts.ready")
    page.evaluate("Promise.all([...document.images].map((i) => i.decode()))")
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
