"""The entry of the navigation that a page belongs to: one at most."""

from collections.abc import Callable

import pytest

from tests.markup import words_of
from tests.pages import Browser
from tests.people import People


def entries_here(browser: Browser, path: str) -> list[str]:
    body = browser.open(path).body
    return [words_of(e) for e in body.iter("a") if e.get("aria-current") == "page"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "path", "entry"),
    [
        ("lena", "/", "Learn"),
        ("lena", "/account", "Account"),
        ("mara", "/team", "Team"),
        ("mara", "/team/people/{lena}", "Team"),
        ("mara", "/assignments", "Team"),
        ("tariq", "/trainer/courses", "Courses"),
        ("tariq", "/trainer/courses/first-words", "Courses"),
        ("tariq", "/trainer/upload", "Courses"),
        ("tariq", "/trainer/marking", "Marking"),
    ],
)
def test_a_page_belongs_to_one_entry(
    open_browser: Callable[..., Browser],
    people: People,
    name: str,
    path: str,
    entry: str,
) -> None:
    browser = open_browser(name)
    assert entries_here(browser, path.format(lena=people.lena)) == [entry]


def test_a_page_of_the_organisation_stands_below_its_entry(
    open_browser: Callable[..., Browser],
) -> None:
    assert entries_here(open_browser("ada"), "/organisation/people")[0] == (
        "Organisation"
    )


def test_a_page_for_everybody_belongs_to_none(
    open_browser: Callable[..., Browser],
) -> None:
    assert entries_here(open_browser("lena"), "/help-now") == []
