"""A sign-in that ends while somebody writes: they lose nothing, others see nothing."""

from collections.abc import Callable

import pytest

from elearn.store.database import Database
from elearn.store.tables import Draft
from tests.pages import Browser, Form, Page
from tests.people import PASSWORD
from tests.site import SMALL, Clock

CARD = f"/courses/{SMALL}/modules/at-the-door/check"
WRITTEN = "I say sorry first. <b>Then</b> “why” & how long 💛"


def reflection(browser: Browser) -> Form:
    return browser.open(CARD).form("/reflections/my-opening")


def written_on(page: Page) -> str:
    [text] = page.form("/reflections/my-opening").fields["written"]
    return text.strip("\r\n")


def sign_in_on(page: Page, name: str) -> Page:
    return page.form("/sign-in").send(sign_in_name=name, password=PASSWORD)


@pytest.fixture
def expired(lena: Browser, clock: Clock) -> Page:
    """Lena sends her reflection thirteen hours after she signed in."""
    form = reflection(lena)
    clock.move(hours=13)
    return form.send(written=WRITTEN)


def test_the_sign_in_page_says_calmly_that_nothing_is_lost(expired: Page) -> None:
    assert expired.status == 401
    assert expired.heading == "Sign in again"
    assert "What you wrote is kept." in expired.words


def test_after_signing_in_they_are_back_with_what_they_wrote(expired: Page) -> None:
    answer = sign_in_on(expired, "lena")
    assert answer.location == f"{CARD}#at-reflection-my-opening"
    page = answer.follow()
    assert written_on(page) == WRITTEN
    assert "This is what you had typed." in page.words
    assert page.find("at-reflection-my-opening") is not None


def test_a_slip_of_the_password_loses_nothing(expired: Page) -> None:
    page = expired.form("/sign-in").send(sign_in_name="lena", password="wrong")
    assert page.status == 400
    assert "What you wrote is kept." in page.words
    assert written_on(sign_in_on(page, "lena").follow()) == WRITTEN


def test_somebody_else_who_signs_in_never_sees_it(
    expired: Page, database: Database
) -> None:
    answer = sign_in_on(expired, "mara")
    assert answer.location == "/"
    page = answer.browser.open(CARD)
    assert written_on(page) == ""
    assert database.read(lambda session: session.query(Draft).count()) == 0


def test_what_is_carried_cannot_be_read_by_editing_the_form(expired: Page) -> None:
    [carried] = expired.form("/sign-in").fields["carried"]
    answer = expired.form("/sign-in").send(
        sign_in_name="lena", password=PASSWORD, carried=carried[:-2] + "zz"
    )
    assert answer.location == "/"


def test_an_answer_is_kept_as_well(lena: Browser, clock: Clock) -> None:
    form = lena.open(CARD).form("/questions/key-safe")
    value = form.value_of("Call out your name")
    clock.move(hours=13)
    answer = sign_in_on(form.send(answer=value), "lena")
    assert answer.location == f"{CARD}#at-q-key-safe"
    page = answer.follow()
    assert page.form("/questions/key-safe").fields["answer"] == [value]
    assert "What you had chosen here is still there." in page.words
    assert "That’s right" not in page.words


def test_a_form_without_writing_leads_back_to_its_page(
    lena: Browser, clock: Clock
) -> None:
    page = lena.get(
        "learner.card", slug=SMALL, module_id="at-the-door", card_id="knock-and-wait"
    )
    clock.move(hours=13)
    expired = page.form("/done").send()
    assert expired.status == 401
    assert "Sign in, and you come back to the same page." in expired.words
    assert sign_in_on(expired, "lena").location == page.path


def test_a_browser_that_forgot_the_visit_still_knows_whose_form_it_was(
    lena: Browser, database: Database
) -> None:
    form = reflection(lena)
    lena.client.delete_cookie("elearn")
    expired = form.send(written=WRITTEN)
    assert expired.status == 401
    assert sign_in_on(expired, "mara").location == "/"
    assert database.read(lambda session: session.query(Draft).count()) == 0
    lena.client.delete_cookie("elearn")
    answer = sign_in_on(form.send(written=WRITTEN), "lena")
    assert written_on(answer.follow()) == WRITTEN


def test_another_site_cannot_plant_a_text(visitor: Browser, database: Database) -> None:
    """A form sent from elsewhere comes without the cookie, as if signed out."""
    expired = visitor.send(
        f"{CARD}/reflections/my-opening",
        {"written": "planted", "draft_key": f"{CARD}#reflection-my-opening"},
        referrer="/",
    )
    assert expired.status == 401
    sign_in_on(expired, "lena")
    assert database.read(lambda session: session.query(Draft).count()) == 0


def test_a_key_that_is_no_page_of_ours_is_not_kept(
    lena: Browser, clock: Clock, database: Database
) -> None:
    form = reflection(lena)
    clock.move(hours=13)
    page = form.send(written=WRITTEN, draft_key="//elsewhere.example/#x")
    assert sign_in_on(page, "lena").location == CARD
    assert database.read(lambda session: session.query(Draft).count()) == 0


def test_a_long_text_in_any_script_is_carried(lena: Browser, clock: Clock) -> None:
    form = reflection(lena)
    clock.move(hours=13)
    text = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(30_000))
    page = sign_in_on(form.send(written=text), "lena").follow()
    assert written_on(page) == text


def test_a_text_too_long_to_carry_is_not_promised(lena: Browser, clock: Clock) -> None:
    form = reflection(lena)
    clock.move(hours=13)
    page = form.send(written="long " * 9_000)
    assert page.status == 401
    assert "too long to carry over" in page.words
    assert sign_in_on(page, "lena").location == CARD


def test_a_form_from_before_the_last_sign_in_is_sent_again_by_a_button(
    lena: Browser,
) -> None:
    form = reflection(lena)
    lena.post("account.sign_out")
    lena.sign_in("lena")
    page = form.send(written=WRITTEN)
    assert page.status == 400
    assert page.heading == "Please send that again"
    assert page.form("/my-opening").fields["written"] == [WRITTEN]
    page = page.form("/my-opening").send().follow()
    assert written_on(page) == WRITTEN
    assert "Kept. Only you can read it." in page.words


def test_the_next_person_on_the_device_is_not_shown_that_form(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    form = reflection(lena)
    lena.post("account.sign_out")
    lena.sign_in("mara")
    page = form.send(written=WRITTEN)
    assert page.status == 400
    assert page.heading == "That page belongs to somebody else"
    assert "sorry first" not in page.html
    assert written_on(lena.open(CARD)) == ""


def test_an_old_sign_in_form_is_given_again_without_the_password(
    visitor: Browser,
) -> None:
    form = visitor.get("account.sign_in").form("/sign-in")
    visitor.client.delete_cookie("elearn")
    answer = form.send(sign_in_name="lena", password=PASSWORD)
    assert answer.location == "/sign-in?again=yes"
    page = answer.follow()
    assert "Please sign in once more." in page.words
    assert PASSWORD not in page.html
    assert sign_in_on(page, "lena").location == "/"
