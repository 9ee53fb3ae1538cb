"""The few comforts of the script: saving what is typed, one tap, where reading goes."""

import re

import pytest
from playwright.sync_api import Page, expect

from elearn.coursefiles.build import BuiltCourse
from tests.browser.walking import Walk

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CARDS = "/courses/communication/modules/first-thirty-seconds"
WITH_REFLECTION = f"{CARDS}/the-same-visit-two-starts"
WITH_QUESTION = f"{CARDS}/they-meet-you-before-they-meet-the-task"
NO_SIGNAL_ONCE = """
const send = window.fetch;
let tries = 0;
window.fetch = (...given) =>
  tries++ ? send(...given) : Promise.reject(new TypeError("no signal"));
"""


@pytest.fixture
def writer(phone: Page, built_communication: BuiltCourse) -> Page:
    """Tariq, signed in on a phone with JavaScript."""
    assert built_communication.course is not None
    Walk(phone, built_communication.course).sign_in("tariq")
    expect(phone.locator("h1")).to_have_text("Hello, Tariq")
    return phone


def test_what_is_typed_is_saved_and_there_on_another_page(writer: Page) -> None:
    writer.goto(WITH_REFLECTION)
    writer.locator("textarea").fill("I say the time first.")
    said = writer.locator(".reflection [role=status]")
    expect(said).to_have_text(re.compile(r"Saved at \d\d:\d\d"))
    other = writer.context.new_page()
    other.goto(WITH_REFLECTION)
    expect(other.locator("textarea")).to_have_value("I say the time first.")


def test_without_signal_it_says_so_and_tries_again(writer: Page) -> None:
    writer.add_init_script(NO_SIGNAL_ONCE)
    writer.clock.install()
    writer.goto(WITH_REFLECTION)
    writer.locator("textarea").fill("Written in the stairwell.")
    said = writer.locator(".reflection [role=status]")
    writer.clock.run_for(2_000)
    expect(said).to_have_text("Not saved yet. We keep trying.")
    writer.clock.run_for(16_000)
    expect(said).to_have_text(re.compile("Saved at"))
    writer.reload()
    expect(writer.locator("textarea")).to_have_value("Written in the stairwell.")


def test_what_was_sent_does_not_come_back_as_a_draft(writer: Page) -> None:
    writer.goto(WITH_REFLECTION)
    with writer.expect_request("**/account/drafts"):
        writer.locator("textarea").fill("One more")
    writer.locator("textarea").fill("One more thing.")
    writer.get_by_role("button", name="Keep my note").click()
    expect(writer.locator(".reflection")).to_contain_text("Kept. Only you can read it.")
    writer.wait_for_timeout(2_000)
    writer.reload()
    expect(writer.locator("textarea")).to_have_value("One more thing.")
    expect(writer.locator("main")).not_to_contain_text("not kept until you press")


def test_a_double_tap_sends_once(writer: Page) -> None:
    writer.goto(f"{CARDS}/knock-even-when-the-door-is-open")
    sent: list[str] = []
    writer.on(
        "request",
        lambda r: sent.append(r.url) if "/questions/" in r.url else None,
    )
    lists = writer.locator("form.question select")
    for number in range(lists.count()):
        lists.nth(number).select_option(index=number + 1)
    writer.evaluate(
        "() => { const form = document.querySelector('form.question');"
        " form.requestSubmit(); form.requestSubmit(); }"
    )
    expect(writer.locator(".verdict")).to_be_visible()
    assert len(sent) == 1


def test_reading_goes_on_at_the_feedback(writer: Page) -> None:
    writer.goto(WITH_QUESTION)
    writer.locator("form.question label").first.click()
    writer.get_by_role("button", name="Check my answer").click()
    expect(writer.locator(".verdict")).to_be_focused()
    expect(writer.locator(".verdict")).to_be_in_viewport()
