"""Tariq's work in a real browser: upload, look, publish, change, withdraw."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from elearn.coursefiles.build import BuiltCourse
from tests.browser.conftest import DESK
from tests.browser.looking import find_faults
from tests.browser.walking import Walk
from tests.courses import SmallCourse
from tests.site import make_small_course
from tests.trainers import zip_of

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def file_of(small: SmallCourse) -> FilePayload:
    return {
        "name": "course.zip",
        "mimeType": "application/zip",
        "buffer": zip_of(small),
    }


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_trainer_uploads_publishes_and_withdraws(
    phone: Page, built_communication: BuiltCourse, tmp_path: Path, width: str
) -> None:
    if width == "desk":
        phone.set_viewport_size(DESK)  # type: ignore[arg-type]  # a plain dict
    small = make_small_course(tmp_path)
    folder = small.folder.rename(small.folder.parent / f"words-{width}")
    small = SmallCourse(folder)
    assert built_communication.course is not None
    walk = Walk(phone, built_communication.course)
    walk.sign_in("tariq")
    phone.get_by_role("link", name="Courses", exact=True).click()
    faults = find_faults(phone)
    upload(phone, walk, small)
    expect(phone.locator("main")).to_contain_text("This is a new course.")
    faults += find_faults(phone)
    walk.tap("Publish")
    expect(phone.locator("main")).to_contain_text("It is online.")
    faults += find_faults(phone)

    small.change("modules/at-the-door.md", "know who comes in", "know who is there")
    small.change("questions/assessment.yaml", "answer: false", "answer: true")
    phone.goto("/trainer/courses")
    upload(phone, walk, small)
    expect(phone.locator("ins").first).to_contain_text("is there.")
    expect(phone.locator("main")).to_contain_text("Another answer is right now.")
    faults += find_faults(phone)
    walk.tap("Publish")
    expect(phone.locator("main")).to_contain_text("Version 2")

    for words in ("Cards to read again", "Results and answer keys"):
        phone.get_by_role("link", name=words).click()
        faults += find_faults(phone)
        phone.go_back()
    phone.get_by_role("link", name="Version 2", exact=True).click()
    faults += find_faults(phone)
    phone.go_back()
    phone.get_by_role("link", name="Withdraw this course").click()
    faults += find_faults(phone)
    phone.get_by_label("Why").fill("Only a test.")
    walk.tap("Withdraw it")
    expect(phone.locator("main")).to_contain_text("It is offline.")
    faults += find_faults(phone)
    assert faults == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_map_and_its_table_lead_to_each_other(
    phone: Page, built_communication: BuiltCourse, width: int
) -> None:
    assert built_communication.course is not None
    Walk(phone, built_communication.course).sign_in("tariq")
    phone.set_viewport_size({"width": width, "height": 900})
    phone.goto("/trainer/courses/communication/scenarios/fifteen-minutes/map")
    frame = phone.get_by_role("region", name="Map, scrolls both ways")
    frame.scroll_into_view_if_needed()
    expect(phone.locator("#map-start")).to_be_in_viewport(ratio=1)
    faults = find_faults(phone)
    frame.focus()
    phone.keyboard.press("Tab")
    expect(phone.locator("#map-start")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator(".story-table tr:target")).to_be_in_viewport()
    faults += find_faults(phone)
    ending = phone.get_by_role("table", name="Endings").get_by_role("link").last
    ending.click()
    expect(phone.locator(".story-map__place:target")).to_be_in_viewport(ratio=1)
    faults += find_faults(phone)
    assert faults == []


def upload(page: Page, walk: Walk, small: SmallCourse) -> None:
    page.get_by_role("button", name="Upload a course").click()
    page.get_by_label("The zip file").set_input_files(file_of(small))
    walk.tap("Check this upload")


def test_all_of_it_works_without_scripts(
    old_phone: Page, built_communication: BuiltCourse, tmp_path: Path
) -> None:
    small = make_small_course(tmp_path)
    small = SmallCourse(small.folder.rename(small.folder.parent / "words-old"))
    assert built_communication.course is not None
    walk = Walk(old_phone, built_communication.course)
    walk.sign_in("tariq")
    old_phone.goto("/trainer/courses")
    upload(old_phone, walk, small)
    walk.tap("Publish")
    expect(old_phone.locator("main")).to_contain_text("It is online.")
