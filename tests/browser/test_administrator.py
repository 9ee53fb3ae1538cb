"""Ada's day at the desk and on a phone: a list, a code, a role, and the trail."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PASSWORD, PHONE
from tests.browser.looking import find_faults

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_an_administrator_brings_people_in(phone: Page, size: str) -> None:
    page, faults, mark = phone, list[str](), size
    page.set_viewport_size(PHONE if size == "phone" else DESK)  # type: ignore[arg-type]  # plain numbers
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Organisation").click()
    faults += find_faults(page)
    page.get_by_role("link", name="People").first.click()
    page.get_by_role("link", name="Import a list").click()
    faults += find_faults(page)
    page.get_by_label("Or paste the list here").fill(
        f"name;team;job role\nBen {mark};Team {mark};\n;;\n"
        f"Zoë {mark};;Carer {mark}\n;x;\n"
    )
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("Line 5")).to_be_visible()
    faults += find_faults(page)
    page.get_by_label("Add this team").check()
    page.get_by_label("Add this job role").check()
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name=re.compile("^Import 2 people, leave out 1")).click()
    faults += find_faults(page)
    page.get_by_role("button", name="Print codes").click()
    faults += find_faults(page)
    page.get_by_role("button", name="Make the codes").click()
    expect(page.locator(".strips__code").first).to_be_visible()
    faults += find_faults(page)
    page.get_by_role("button", name="I have printed them").click()
    faults += find_faults(page)
    page.get_by_label("Name or sign-in name").fill(f"ben {mark}")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=f"Ben {mark}").click()
    page.get_by_text("Give a role", exact=True).click()
    page.locator("#role").select_option("manager")
    page.get_by_role("button", name="Give this role").click()
    expect(page.get_by_text("Manager of everyone", exact=True)).to_be_visible()
    faults += find_faults(page)
    page.get_by_role("button", name="Give a one-time code").click()
    code = page.locator(".paper-code").inner_text()
    faults += find_faults(page)
    for section in ("teams", "job-roles", "trail"):
        page.goto(f"/organisation/{section}")
        faults += find_faults(page)
    page.goto("/code")
    faults += find_faults(page)
    page.get_by_label("Your code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Continue").click()
    faults += find_faults(page)
    page.get_by_label("Your new password").fill("three wet umbrellas")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", name="Hello, Ben")).to_be_visible()
    assert faults == []
