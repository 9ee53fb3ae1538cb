"""Every kind of question on a phone: axe finds nothing, keys alone are enough."""

import pytest
from playwright.sync_api import Page, expect

from elearn.coursefiles.build import BuiltCourse
from tests.browser.test_accessibility import find_faults
from tests.browser.walking import Walk
from tests.every_kind import SLUG

pytestmark = [pytest.mark.slow, pytest.mark.browser]

MODULES = f"/courses/{SLUG}/modules"


@pytest.fixture
def otto(phone: Page, built_every_kind: BuiltCourse) -> Walk:
    assert built_every_kind.course is not None
    walk = Walk(phone, built_every_kind.course)
    walk.sign_in("otto")
    return walk


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_answering(otto: Walk, scheme: str) -> None:
    page, faults = otto.page, []
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for module_id in ("words", "pictures", "falls"):
        for card in otto.course.modules[module_id].cards:
            page.goto(f"{MODULES}/{module_id}/{card.id}")
            faults += find_faults(page)
            for question in card.questions:
                form = page.locator(f'form[action$="/{question.id}"]')
                if form.count():
                    otto.fill_in(question, question.right_response())
                    form.get_by_role("button").first.click()
                    faults += find_faults(page)
    assert faults == []


def test_a_word_is_explained_in_its_place_and_escape_leads_back(otto: Walk) -> None:
    page = otto.page
    page.goto(f"{MODULES}/words/words-that-are-explained")
    term = page.locator("a.term").first
    term.focus()
    page.keyboard.press("Enter")
    note = page.get_by_role("dialog", name="care plan")
    expect(note).to_contain_text("What a person wants and needs")
    assert find_faults(page) == []
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(term).to_be_focused()


def test_a_mark_on_a_picture_chooses_what_the_list_offers(
    phone: Page, built_every_kind: BuiltCourse
) -> None:
    assert built_every_kind.course is not None
    Walk(phone, built_every_kind.course).sign_in("tariq")
    page = phone
    page.goto(f"{MODULES}/pictures/all")
    mark = page.locator("[data-pick]").nth(1)
    mark.click()
    expect(page.get_by_label("2. The cable")).to_be_checked()
    expect(mark).to_have_class("spots__mark spots__mark--chosen")
    mark.click()
    expect(page.get_by_label("2. The cable")).not_to_be_checked()
