"""What axe finds on the pages of a learner, in both colour schemes: nothing."""

import pytest
from playwright.sync_api import Page

from elearn.coursefiles.build import BuiltCourse
from tests.browser.looking import find_faults
from tests.browser.walking import Walk

pytestmark = [pytest.mark.slow, pytest.mark.browser]

COURSE = "/courses/communication"
CARDS = f"{COURSE}/modules/first-thirty-seconds"
FOR_EVERYBODY = [
    "/sign-in",
    "/signed-out",
    "/help-now",
    "/privacy",
    "/accessibility",
    "/verify",
]
FOR_LEARNERS = [
    "/",
    "/account",
    "/certificates",
    COURSE,
    f"{COURSE}/glossary",
    f"{CARDS}/they-meet-you-before-they-meet-the-task",
    f"{CARDS}/four-parts-open-any-contact",
    f"{CARDS}/get-level-before-you-begin",
    f"{CARDS}/the-same-visit-two-starts",
    f"{COURSE}/scenarios/fifteen-minutes",
    f"{COURSE}/assessment",
]


def test_axe_finds_nothing(phone: Page, built_communication: BuiltCourse) -> None:
    faults = []
    for path in FOR_EVERYBODY:
        phone.goto(path)
        faults += find_faults(phone)
    assert built_communication.course is not None
    walk = Walk(phone, built_communication.course)
    walk.sign_in("ada")
    for path in FOR_LEARNERS:
        phone.goto(path)
        faults += find_faults(phone)
    phone.goto(f"{CARDS}/say-your-name-every-time")
    if phone.locator("form.question").count():
        phone.locator("form.question label").first.click()
        walk.tap("Check my answer")
    faults += find_faults(phone)
    assert faults == []
