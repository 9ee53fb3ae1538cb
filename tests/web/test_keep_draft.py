"""What the script saves while somebody types."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import Draft
from tests.pages import Browser, Form, Page
from tests.people import People
from tests.site import SMALL, Clock

CARD = f"/courses/{SMALL}/modules/at-the-door/check"


def reflection(browser: Browser) -> Form:
    return browser.open(CARD).form("/reflections/my-opening")


def save(form: Form, **changes: str) -> Page:
    """Send what the script sends: every field of the form."""
    return form.page.browser.send("/account/drafts", {**form.fields, **changes})


def keys(database: Database) -> list[str]:
    return list(database.read(lambda s: s.scalars(select(Draft.key)).all()))


def test_what_was_typed_is_there_again_and_not_yet_kept(
    lena: Browser, database: Database, people: People
) -> None:
    assert save(reflection(lena), written="half a sen").status == 204
    page = lena.open(CARD)
    assert page.form("/my-opening").fields["written"][0].strip() == "half a sen"
    assert "It is not kept until you press the button." in page.words
    [draft] = database.read(lambda s: s.scalars(select(Draft)).all())
    assert draft.person_id == people.lena
    assert draft.fields == {"written": ["half a sen"]}


def test_the_newest_save_wins(lena: Browser, database: Database) -> None:
    for text in ("one", "two", "three"):
        save(reflection(lena), written=text)
    assert len(keys(database)) == 1
    assert reflection(lena).fields["written"][0].strip() == "three"


def test_choices_are_kept_until_they_are_sent(
    lena: Browser, database: Database
) -> None:
    form = lena.open(CARD).form("/questions/key-safe")
    value = form.value_of("Start the wash")
    save(form, answer=value)
    form = lena.open(CARD).form("/questions/key-safe")
    assert form.fields["answer"] == [value]
    assert "What you had chosen here is still there." in form.page.words
    form.send()
    assert keys(database) == []


def test_sending_the_text_ends_its_draft(lena: Browser, database: Database) -> None:
    save(reflection(lena), written="half")
    reflection(lena).send(written="whole")
    assert keys(database) == []
    page = lena.open(CARD)
    assert page.form("/my-opening").fields["written"][0].strip() == "whole"
    assert "not kept until" not in page.words


def test_nobody_else_is_given_it(
    lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    save(reflection(lena), written="mine alone")
    for name in ("mara", "otto", "tariq", "ada"):
        assert "mine alone" not in open_browser(name).open(CARD).html


def test_a_form_of_somebody_else_is_not_kept_under_this_name(
    lena: Browser, open_browser: Callable[..., Browser], database: Database
) -> None:
    form = reflection(lena)
    form.page.browser = otto = open_browser("otto")
    page = save(form, written="Lena’s", csrf_token=otto.token())
    assert page.status == 400
    assert keys(database) == []


@pytest.mark.parametrize(
    "key",
    ["", "#x", "x#y", "/x", "/x#", "//elsewhere.example/#x", "https://e.example/#x"],
)
def test_a_key_that_names_no_form_of_ours_is_refused(
    lena: Browser, database: Database, key: str
) -> None:
    assert save(reflection(lena), draft_key=key).status == 400
    assert keys(database) == []


def test_a_form_beyond_all_measure_is_not_kept(
    lena: Browser, database: Database
) -> None:
    assert save(reflection(lena), written="x" * 40_001).status == 400
    assert keys(database) == []


def test_after_the_sign_in_has_ended_the_script_is_told(
    lena: Browser, clock: Clock, database: Database
) -> None:
    form = reflection(lena)
    clock.move(hours=13)
    assert save(form, written="late").status == 401
    assert keys(database) == []
