"""Every kind of question on a phone: axe finds nothing, keys alone are enough."""

import pytest
from playwright.sync_api import Locator, Page, expect

from elearn.coursefiles.build import BuiltCourse
from tests.browser.looking import find_faults
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


def test_axe_finds_nothing_before_and_after_answering(otto: Walk) -> None:
    page, faults = otto.page, []
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


def drag(page: Page, what: Locator, onto: Locator, *, by_touch: bool) -> None:
    """Drag as a hand does: in small steps, by mouse or finger, and with a rest."""
    # A sticky pool may cover a row: what is dragged onto is brought to the middle.
    onto.evaluate("row => row.scrollIntoView({block: 'center'})")
    begin, end = what.bounding_box(), onto.bounding_box()
    assert begin is not None
    assert end is not None
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    to_x, to_y = end["x"] + end["width"] / 2, end["y"] + end["height"] / 2
    way = [(x + (to_x - x) * n / 12, y + (to_y - y) * n / 12) for n in range(13)]
    if not by_touch:
        page.mouse.move(x, y)
        page.mouse.down()
        for point in way:
            page.mouse.move(*point)
            page.wait_for_timeout(20)
        page.wait_for_timeout(120)
        page.mouse.up()
        return
    hand = page.context.new_cdp_session(page)
    moves = [("touchMove", [point]) for point in [*way, *way[-1:] * 5]]
    for kind, points in [("touchStart", way[:1]), *moves, ("touchEnd", [])]:
        touched = [{"x": x, "y": y} for x, y in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
        page.wait_for_timeout(20)


@pytest.mark.parametrize(
    ("name", "width", "by_touch"), [("mara", 390, True), ("ada", 1280, False)]
)
def test_rows_can_be_dragged_and_are_marked(
    phone: Page, built_every_kind: BuiltCourse, name: str, width: int, *, by_touch: bool
) -> None:
    assert built_every_kind.course is not None
    page = phone
    page.set_viewport_size({"width": width, "height": 780})
    walk = Walk(page, built_every_kind.course)
    walk.sign_in(name)
    card = next(
        card
        for card in walk.course.modules["pictures"].cards
        if any(question.id == "in-order" for question in card.questions)
    )
    page.goto(f"{MODULES}/pictures/{card.id}")
    assert find_faults(page) == []
    for question in card.questions:
        form = page.locator(f'form[action$="/{question.id}"]')
        rows = form.locator(".rows__row")
        if question.id == "in-order":
            for at, words in enumerate(["Knock", "Say your name", "Ask"]):
                row = rows.filter(has_text=words)
                if at != row.evaluate("e => [...e.parentNode.children].indexOf(e)"):
                    handle = row.locator(".rows__handle")
                    drag(page, handle, rows.nth(at), by_touch=by_touch)
                expect(rows.nth(at)).to_contain_text(words)
            # Rows that lay right from the start may need no drag at all.
            if not rows.locator("select").first.input_value():
                drag(
                    page,
                    rows.nth(0).locator(".rows__handle"),
                    rows.nth(2),
                    by_touch=by_touch,
                )
                drag(
                    page,
                    rows.nth(2).locator(".rows__handle"),
                    rows.nth(0),
                    by_touch=by_touch,
                )
        elif question.id in ("pairs", "groups"):
            for item_id, value in question.right_response().items():
                piece = form.locator(f'.rows__piece[data-value="{value}"]')
                drag(
                    page,
                    piece,
                    rows.filter(has=page.locator(f'[name="answer-{item_id}"]')),
                    by_touch=by_touch,
                )
        else:
            continue
        form.get_by_role("button", name="Check my answer").click()
        expect(page.locator(".verdict--right[data-focus]")).to_be_focused()
        assert find_faults(page) == []
