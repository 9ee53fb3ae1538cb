"""Mara on her phone and at her desk: her team, an assignment, somebody's record."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PASSWORD, PHONE
from tests.browser.looking import find_faults

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill("mara")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_manager_asks_moves_the_day_and_takes_it_back(phone: Page, size: str) -> None:
    page, faults = phone, list[str]()
    page.set_viewport_size(PHONE if size == "phone" else DESK)  # type: ignore[arg-type]  # plain numbers
    sign_in(page)
    page.get_by_role("link", name="Team", exact=True).click()
    faults += find_faults(page)
    page.get_by_label("Name").fill("otto")
    page.get_by_label("Order").select_option("urgent")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    faults += find_faults(page)
    page.get_by_role("link", name="Otto Kowalska").click()
    faults += find_faults(page)
    page.get_by_role("link", name="Assign a course").or_(
        page.get_by_role("button", name="Assign a course")
    ).click()
    faults += find_faults(page)
    page.get_by_label("Course").select_option("communication")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Otto Kowalska")
    faults += find_faults(page)
    page.get_by_role("link", name="Change or withdraw").click()
    faults += find_faults(page)
    later = datetime.now(UTC).date() + timedelta(days=50)
    page.get_by_label("By which day").fill(later.isoformat())
    page.get_by_role("button", name="Change the day").click()
    expect(page.get_by_role("status")).to_contain_text(f"{later:%B %Y}")
    page.get_by_role("link", name="Change or withdraw").click()
    page.get_by_role("link", name="Withdraw this assignment").click()
    faults += find_faults(page)
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("link", name="Assign it again")).to_be_visible()
    faults += find_faults(page)
    assert faults == []


def test_names_stay_in_sight_of_a_wide_table(phone: Page) -> None:
    phone.set_viewport_size({"width": 700, "height": 700})
    sign_in(phone)
    phone.goto("/team")
    name = phone.locator("tbody th").first
    before = name.bounding_box()
    phone.locator(".table-scroll").focus()
    phone.locator(".table-scroll").evaluate("table => table.scrollLeft = 200")
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["x"] - before["x"]) < 2
