"""Privacy notice and accessibility statement, written by the organisation."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from elearn.coursefiles.markup import render_page
from elearn.services.site_pages import FIELDS, TITLES, load_supplied
from elearn.store.database import Database
from elearn.store.tables import AuditEvent, SitePage
from tests.counting import counting
from tests.examples import most
from tests.markup import Element, parse_page
from tests.pages import Browser, Page
from tests.site import Clock

OWN = "{organisation} keeps little.\n\n## Your rights\n\nAsk {contact}."


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def edit(browser: Browser, text: str, kind: str = "privacy", **more: str) -> Page:
    form = browser.get("admin.page", kind=kind).form(f"/pages/{kind}")
    return form.send(text=text, **more)


def test_only_administrators_find_it(open_browser: Callable[..., Browser]) -> None:
    for name in ("lena", "mara", "otto", "tariq"):
        browser = open_browser(name)
        assert browser.get("admin.pages").status == 404
        assert browser.get("admin.page", kind="privacy").status == 404
        assert (
            browser.post("admin.save_page", {"text": "x"}, kind="privacy").status == 404
        )


def test_a_page_that_is_not_there_is_not_found(ada: Browser) -> None:
    assert ada.get("admin.page", kind="nonsense").status == 404
    assert ada.post("admin.save_page", {"text": "x"}, kind="nonsense").status == 404


def test_the_supplied_texts_are_whole(visitor: Browser) -> None:
    for kind in TITLES:
        page = visitor.get(f"public.{kind}")
        assert len(page.words) > 1500
        assert "{" not in page.words
        assert "Last changed" not in page.words


def test_what_is_saved_is_what_everybody_reads(
    ada: Browser, visitor: Browser, database: Database, clock: Clock
) -> None:
    assert "Saved." in edit(ada, OWN).follow().words
    page = visitor.get("public.privacy")
    assert "Rosewood Care keeps little." in page.words
    assert "Ask 01632 960 001." in page.words
    assert "Last changed on 23 November 2026." in page.words
    event = database.read(
        lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    )
    assert event is not None
    assert (event.action, event.thing_id) == ("changed", "privacy")
    # The other page is as it was.
    assert "WCAG" in visitor.get("public.accessibility").words


def test_a_preview_saves_nothing(ada: Browser, database: Database) -> None:
    page = edit(ada, OWN, act="preview")
    assert page.status == 200
    assert "Preview: not saved yet Rosewood Care keeps little." in page.words
    assert page.form("/pages/privacy").fields["text"][0].strip() == OWN
    assert database.read(lambda s: s.scalars(select(SitePage)).all()) == []
    # And what was previewed can be saved from there.
    assert page.form("/pages/privacy").send().status == 303


def test_back_to_the_supplied_text(ada: Browser, visitor: Browser) -> None:
    edit(ada, OWN)
    page = ada.get("admin.page", kind="privacy")
    page.form("/restore").send()
    assert "What only you can read" in visitor.get("public.privacy").words
    again = ada.get("admin.page", kind="privacy")
    assert "This is the text that elearn brings." in again.words
    assert not [f for f in again.forms() if f.action.endswith("/restore")]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_what_cannot_be_a_page_is_said_and_kept(ada: Browser, text: str) -> None:
    page = edit(ada, text)
    assert page.status == 400
    assert page.title.startswith("Error: ")
    assert page.find("text-error") is not None
    assert page.form("/pages/privacy").fields["text"][0].strip() == text.strip()


def test_two_who_write_at_once_are_told(ada: Browser, database: Database) -> None:
    mine = ada.get("admin.page", kind="privacy").form("/pages/privacy")
    edit(ada, "Theirs.")
    page = mine.send(text="Mine.")
    assert page.status == 409
    assert "Somebody else changed this page while you were writing" in page.words
    assert "Theirs." in page.words
    form = page.form("/pages/privacy")
    assert form.fields["text"][0].strip() == "Mine."
    assert form.send().status == 303
    texts = database.read(lambda s: s.scalars(select(SitePage.text)).all())
    assert texts == ["Theirs.\n", "Mine.\n"]


def test_the_second_click_saves_once(ada: Browser, database: Database) -> None:
    form = ada.get("admin.page", kind="privacy").form("/pages/privacy")
    for _ in range(2):
        assert form.send(text=OWN).status == 303
    assert len(database.read(lambda s: s.scalars(select(SitePage)).all())) == 1


def test_it_costs_one_query(visitor: Browser, ada: Browser, database: Database) -> None:
    edit(ada, OWN)
    with counting(database) as counted:
        visitor.get("public.privacy")
    assert len(counted.queries) == 1


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&#58;alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "<iframe src=//evil.example></iframe>",
    "<a href='jav&#x09;ascript:alert(1)' onclick=x>a</a>",
    "<svg/onload=alert(1)>",
    '<form action="//evil.example"><input name=password>',
    "<style>body{display:none}</style>",
    "![x](//evil.example/pixel.png)",
    '[{organisation}](https://a/{contact}" onclick="x)',
]
_SAFE = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "br", "strong"),
    *("em", "code", "a", "span", "div", "figure", "figcaption", "img"),
}


def is_safe(text: Element) -> bool:
    for element in text.iter():
        if element is text:
            continue
        links = [element.get("href") or "https://", element.get("src") or "/media/"]
        if (
            element.tag not in _SAFE
            or any(name.startswith("on") or name == "style" for name in element.attrib)
            or not links[0].lower().startswith(("https://", "http://", "mailto:"))
            or not links[1].startswith("/media/")
        ):
            return False
    return True


@pytest.mark.parametrize("text", HOSTILE)
def test_what_acts_does_not_come_through(
    ada: Browser, visitor: Browser, text: str
) -> None:
    edit(ada, f"Before.\n\n{text}\n\nAfter.")
    page = visitor.get("public.privacy")
    assert is_safe(page.with_class("site-page")[0])
    assert "Before." in page.words


@given(st.lists(st.sampled_from([*HOSTILE, "\n\n", "> ", "- ", "**", "`", "<", '"'])))
@settings(max_examples=most(150))
def test_no_mixture_comes_through_either(parts: list[str]) -> None:
    html = render_page("".join(parts))
    root = parse_page(f"<!doctype html><title>x</title><main>{html}</main>", "page")
    assert is_safe(next(root.iter("main")))


def test_what_an_organisation_is_called_cannot_act(
    ada: Browser, visitor: Browser
) -> None:
    name = '"><script>alert(1)</script>'
    ada.get("admin.details").form("/details").send(name=name, contact=name)
    edit(ada, "[{organisation}](https://a.example/{contact}) {contact}")
    page = visitor.get("public.privacy")
    assert "<script>alert" not in page.html
    assert page.words.count(name) >= 2


def test_fields_are_those_of_the_supplied_texts() -> None:
    for kind in TITLES:
        text = load_supplied(kind)
        assert "{contact}" in text
        assert set(FIELDS) == {"organisation", "contact"}
