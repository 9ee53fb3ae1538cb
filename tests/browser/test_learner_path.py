"""From sign-in to certificate on a phone, with JavaScript and without."""

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from elearn.coursefiles.build import BuiltCourse
from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.store.tables import Person
from tests.browser.walking import Walk

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def _from_sign_in_to_certificate(page: Page, built: BuiltCourse, name: str) -> None:
    course = built.course
    assert course is not None
    walk = Walk(page, course)
    walk.sign_in(name)
    page.get_by_role("link", name=course.title).first.click()
    for item in course.contents:
        page.goto(f"/courses/{course.slug}")
        title = (
            course.modules[item.id].title
            if item.id in course.modules
            else course.scenarios[item.id].title
        )
        page.locator(".contents").get_by_role("link", name=title).click()
        if item.id in course.modules:
            walk.read_module(item.id)
        else:
            walk.play(item.id)
            expect(page.locator(".ending--good")).to_be_visible()
    page.goto(f"/courses/{course.slug}/assessment")
    walk.main_action()
    walk.answer_assessment()
    walk.main_action()
    expect(page.locator("main")).to_contain_text("Passed")
    page.goto("/certificates")
    expect(page.locator(".certificate__name")).to_contain_text(name.capitalize())
    number = page.locator(".certificate .pairs").inner_text()
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", number)
    assert found
    pdf = page.request.get(f"/certificates/{found[0]}.pdf")
    assert pdf.ok
    assert pdf.body().startswith(b"%PDF-")
    page.context.clear_cookies()
    page.goto(f"/verify/{found[0].lower().replace('-', ' ')}")
    expect(page.locator("h1")).to_have_text("Valid")
    expect(page.locator("main")).to_contain_text(f"{name.capitalize()} Kowalska")


def test_lena_goes_from_sign_in_to_certificate_on_her_phone(
    phone: Page, built_communication: BuiltCourse
) -> None:
    _from_sign_in_to_certificate(phone, built_communication, "lena")


def test_otto_does_the_same_on_a_phone_without_javascript(
    old_phone: Page, built_communication: BuiltCourse
) -> None:
    _from_sign_in_to_certificate(old_phone, built_communication, "otto")


def test_mara_fails_sees_what_to_look_at_again_and_may_try_again(
    phone: Page, built_communication: BuiltCourse, records: Database
) -> None:
    course = built_communication.course
    assert course is not None
    with records.writing() as session:
        mara = session.scalars(
            select(Person.id).where(Person.sign_in_name == "mara")
        ).one()
        now = datetime.now(UTC) - timedelta(days=1)
        learner = DemoLearner(session, mara, course.slug, Moment(now, Random(7)))
        learner.read_cards()
        for scenario_id in course.scenarios:
            learner.play(scenario_id)
    walk = Walk(phone, course)
    walk.sign_in("mara")
    phone.goto(f"/courses/{course.slug}/assessment")
    walk.main_action()
    walk.answer_assessment(misses=8)
    walk.main_action()
    expect(phone.locator("main")).to_contain_text("Not passed this time")
    expect(phone.locator("main")).to_contain_text("Look again")
    # Which answers were right stays closed, so that a second try teaches something.
    expect(phone.locator(".answer--missed")).to_have_count(0)
    phone.goto("/certificates")
    expect(phone.locator(".certificate")).to_have_count(0)
