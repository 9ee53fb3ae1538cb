"""The organisation's own pages, my data and erasing, on a phone and at a desk."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PASSWORD, PHONE
from tests.browser.looking import find_faults
from tests.pictures import draw_logo, write_picture

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def sign_in(page: Page, name: str, size: str) -> None:
    page.set_viewport_size(PHONE if size == "phone" else DESK)  # type: ignore[arg-type]  # plain numbers
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_an_administrator_says_who_they_are(phone: Page, size: str) -> None:
    page, faults = phone, list[str]()
    sign_in(page, "ada", size)
    page.goto("/organisation/details")
    faults += find_faults(page)
    name = page.get_by_label("Name of the organisation")
    kept = name.input_value()
    name.fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Type the name of your")
    faults += find_faults(page)
    page.get_by_label("Name of the organisation").fill(kept)
    page.get_by_label("resident, residents").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/organisation/logo")
    faults += find_faults(page)
    page.get_by_label("Picture file").set_input_files(
        {
            "name": "logo.png",
            "mimeType": "image/png",
            "buffer": write_picture(draw_logo()),
        }
    )
    page.get_by_role("button", name="Use this picture").click()
    logo = page.locator(".masthead__logo img")
    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.complete && image.naturalWidth > 0")
    faults += find_faults(page)
    page.get_by_role("button", name="Remove the logo").click()
    expect(logo).to_have_count(0)
    page.goto("/organisation/pages")
    faults += find_faults(page)
    page.get_by_role("link", name="Privacy: what is kept").click()
    faults += find_faults(page)
    page.get_by_label("Text of the page").fill("{organisation} keeps *little*.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview em")).to_have_text("little")
    faults += find_faults(page)
    page.goto("/privacy")
    faults += find_faults(page)
    assert faults == []


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_somebody_takes_home_what_is_kept(
    phone: Page, size: str, tmp_path: Path
) -> None:
    page, faults = phone, list[str]()
    sign_in(page, "lena", size)
    page.goto("/account")
    page.get_by_role("button", name="My data").click()
    faults += find_faults(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    download.value.save_as(tmp_path / "my-data.zip")
    with ZipFile(tmp_path / "my-data.zip") as archive:
        archive.extractall(tmp_path)
        assert json.loads(archive.read("my-data.json"))["name"] == "Lena Kowalska"
    # As she would open it at home, from a folder and without a network.
    at_home = page.context.browser.new_page(viewport=page.viewport_size)
    at_home.goto(f"file://{tmp_path}/my-data.html")
    expect(at_home.locator("h1")).to_contain_text("keeps about Lena Kowalska")
    faults += find_faults(at_home)
    at_home.close()
    assert faults == []


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_an_administrator_erases_somebody(phone: Page, size: str) -> None:
    page, faults, name = phone, list[str](), f"Gone {size}"
    sign_in(page, "ada", size)
    page.goto("/organisation/people/new")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Sign-in name").fill(f"gone.{size}")
    page.get_by_role("button", name="Add this person").click()
    page.get_by_role("link", name="Make a copy to hand over").click()
    faults += find_faults(page)
    page.go_back()
    page.get_by_role("link", name=f"Erase {name} …").click()
    faults += find_faults(page)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += find_faults(page)
    page.get_by_label("Erase the name as well").check()
    page.get_by_label("Type gone").fill(f"gone.{size}")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.locator("h1")).to_contain_text("Former colleague")
    faults += find_faults(page)
    page.get_by_role("link", name="People who were erased").click()
    faults += find_faults(page)
    expect(page.get_by_text(name)).to_have_count(0)
    assert faults == []
