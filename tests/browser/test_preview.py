"""An author at work: an editor on one side, the preview in a browser on the other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import (
    DESK,
    PHONE,
    free_port,
    open_page,
    wait_until_open,
)
from tests.browser.looking import find_faults
from tests.courses import SmallCourse
from tests.site import SMALL, make_small_course

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CARD = f"/courses/{SMALL}/modules/at-the-door/knock-and-wait"
CHECK = f"/courses/{SMALL}/modules/at-the-door/check"
STORY = f"/courses/{SMALL}/scenarios/the-knock"
MODULE = "modules/at-the-door.md"
KNOCK = "scenarios/the-knock.yaml"


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    return make_small_course(tmp_path)


@contextmanager
def previewing(
    course: SmallCourse, folder: Path
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start `elearn preview`; gives its address and its process."""
    port, log = free_port(), folder / "log"
    command = [str(Path(sys.executable).with_name("elearn")), "preview"]
    command += [str(course.folder), "--port", str(port)]
    with log.open("wb") as written:
        running = subprocess.Popen(
            command, env={"PATH": os.environ["PATH"]}, stdout=written, stderr=written
        )
    try:
        wait_until_open(f"http://127.0.0.1:{port}/preview/version", log)
        yield f"http://127.0.0.1:{port}", running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)
    assert "Traceback" not in log.read_text()


@pytest.fixture
def preview(course: SmallCourse, tmp_path: Path) -> Iterator[str]:
    with previewing(course, tmp_path) as (address, _):
        yield address


@pytest.fixture(params=["phone", "desk"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, preview: str
) -> Iterator[Page]:
    for page in open_page(chromium, preview, scripts=True):
        page.set_viewport_size(PHONE if request.param == "phone" else DESK)  # type: ignore[arg-type]  # plain numbers
        yield page


@pytest.fixture
def old_page(chromium: Browser, preview: str) -> Iterator[Page]:
    """A browser without JavaScript."""
    yield from open_page(chromium, preview, scripts=False)


def expect_scrolled(page: Page, pixels: int) -> None:
    """Wait until the page stands where it should."""
    until = time.monotonic() + 5
    while page.evaluate("scrollY") != pixels and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert page.evaluate("scrollY") == pixels


def test_pages_follow_the_files(page: Page, course: SmallCourse) -> None:
    faults: list[str] = []
    page.goto("/preview")
    faults += find_faults(page)
    page.get_by_role("link", name="Knock and wait").click()
    faults += find_faults(page)
    width = (page.viewport_size or PHONE)["width"]
    page.set_viewport_size({"width": width, "height": 400})
    page.mouse.wheel(0, 150)
    expect_scrolled(page, 150)
    began = time.monotonic()
    course.change(MODULE, "People like to know", "Everybody wants to know")
    expect(page.locator("main")).to_contain_text(
        "Everybody wants to know", timeout=20_000
    )
    assert time.monotonic() - began < 10, "this machine is busy, and it is too slow"
    expect_scrolled(page, 150)

    course.change(MODULE, "**Knock** first.", "**Knock** first. [@nobody]")
    bar = page.get_by_role("complementary", name="Preview")
    expect(bar).to_contain_text("There is no source “nobody”", timeout=20_000)
    expect(page.locator("main")).to_contain_text("Everybody wants to know")
    faults += find_faults(page)
    page.get_by_role("link", name="All parts").click()
    faults += find_faults(page)
    page.locator("main").get_by_role("link", name="At the door › Knock").click()
    expect(page.locator("h1")).to_have_text("Knock and wait")

    course.change(MODULE, "**Knock** first. [@nobody]", "**Knock** twice.")
    expect(page.locator("main")).to_contain_text("Knock twice.", timeout=20_000)
    expect(bar).not_to_contain_text("nobody")
    faults += find_faults(page)
    assert faults == []


def test_an_answer_being_given_is_not_thrown_away(
    page: Page, course: SmallCourse
) -> None:
    page.goto(CHECK)
    note = page.get_by_role("textbox")
    note.fill("I ring the bell and")
    course.change(MODULE, "What do you do first?", "What comes first?")
    offer = page.get_by_role("status").filter(has_text="The files have changed.")
    expect(offer).to_be_visible(timeout=20_000)
    expect(note).to_have_value("I ring the bell and")
    faults: list[str] = []
    faults += find_faults(page)
    assert faults == []
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.get_by_role("link", name="Show the new version").click()
    expect(page.locator("main")).to_contain_text("What comes first?")
    expect(page.get_by_role("textbox")).to_have_value("I ring the bell and")


def test_a_question_and_a_story_are_explained(page: Page, course: SmallCourse) -> None:
    faults: list[str] = []
    page.goto("/preview")
    page.get_by_role("link", name="questions, one by one").click()
    faults += find_faults(page)
    page.get_by_role("link", name="Which are kind?").click()
    faults += find_faults(page)
    page.get_by_label("Shout").check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("main")).to_contain_text("0 of 2 right answers chosen")
    faults += find_faults(page)
    # The answer stands in the address, so a new key marks it again.
    course.change(
        "questions/assessment.yaml", "{text: Shout}", "{text: Shout, right: true}"
    )
    course.change(
        "questions/assessment.yaml", "{text: Wait, right: true}", "{text: Wait}"
    )
    expect(page.locator("main")).to_contain_text(
        "1 of 2 right answers chosen", timeout=20_000
    )

    page.goto(STORY)
    page.locator("main").get_by_role("button", name="Begin").click()
    page.get_by_label("Hello?").check()
    page.get_by_role("button", name="Say this").click()
    page.get_by_role("link", name="Map").click()
    expect(page.locator("main")).to_contain_text("You chose this in your last play")
    page.locator(".story-map-frame").scroll_into_view_if_needed()
    expect(page.locator("#map-start")).to_be_in_viewport(ratio=1)
    faults += find_faults(page)
    course.change(KNOCK, "      - words: Hello?", "      - words: Hello there?")
    expect(page.locator("main")).to_contain_text("Hello there?", timeout=20_000)
    assert faults == []


def test_a_page_says_that_the_preview_stopped(
    chromium: Browser, course: SmallCourse, tmp_path: Path
) -> None:
    with previewing(course, tmp_path) as (address, running):
        page = chromium.new_page(viewport=PHONE)  # type: ignore[arg-type]  # plain numbers
        page.goto(f"{address}{CARD}")
        running.send_signal(signal.SIGTERM)
        expect(page.get_by_role("status")).to_have_text(
            "The preview has stopped. Start it again in the terminal.", timeout=20_000
        )
        page.close()


def test_it_works_without_scripts(old_page: Page, course: SmallCourse) -> None:
    old_page.goto(CARD)
    course.change(MODULE, "People like to know", "Everybody wants to know")
    until = time.monotonic() + 20
    while "Everybody" not in old_page.content() and time.monotonic() < until:
        old_page.wait_for_timeout(200)
        old_page.reload()
    expect(old_page.locator("main")).to_contain_text("Everybody wants to know")
    old_page.goto("/preview")
    old_page.get_by_role("button", name="Do all that comes before").click()
    expect(old_page.locator("main")).to_contain_text("The assessment is open.")
