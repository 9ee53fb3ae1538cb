"""Every kind of message, in plain text and in HTML."""

from pathlib import Path

import pytest

from elearn.documents.mail import Letterhead, WrittenMessage, write_message
from elearn.domain.messages import KINDS
from elearn.resources import find_bundled
from tests.markup import parse_page, words_of

LETTERHEAD = Letterhead(
    organisation_name="Rosewood Care",
    organisation_contact="training@rosewood.example, 01632 960 001",
    site_url="https://learn.rosewood.example",
    time_zone="Europe/London",
    person_name="Lena <b>Kowalska",
)
_LINK = "https://learn.rosewood.example/somewhere?one=1&two=2"
EXAMPLES: dict[str, dict[str, object]] = {
    "invitation": {"link": _LINK, "expires": "2027-07-03T13:05:00+00:00"},
    "password-reset": {"link": _LINK, "expires": "2027-07-03T13:05:00+00:00"},
    "assigned": {"course": "Empathy & <care>", "due_on": "2027-03-09", "link": _LINK},
    "certificate": {"course": "Empathy", "refresh_on": "2030-03-09", "link": _LINK},
    "reminder": {
        "soon": [
            {"course": "Empathy", "due_on": "2027-03-09", "link": _LINK},
            {"course": "Conflict", "due_on": "2027-03-20", "link": _LINK},
        ],
        "about": "Due in two weeks or less: “Empathy”",
        "late": [{"course": "Self-care", "due_on": "2027-03-01", "link": _LINK}],
    },
    "overdue-summary": {
        "people": 3,
        "listed": [
            {"name": "Lena", "courses": [{"course": "A", "due_on": "2027-03-01"}]},
            {"name": "Otto", "courses": [{"course": "B", "due_on": "2027-03-01"}]},
        ],
        "link": _LINK,
    },
}


def write(kind: str, letterhead: Letterhead = LETTERHEAD) -> WrittenMessage:
    return write_message(kind, EXAMPLES[kind], letterhead)


def test_every_kind_has_its_templates_and_an_example() -> None:
    folder = find_bundled("templates") / "mail"
    shared = {"frame", "parts"}
    for ending in ("txt", "html"):
        written = {path.stem for path in Path(folder).glob(f"*.{ending}")} - shared
        assert written == set(KINDS)
    assert {k: frozenset(facts) for k, facts in EXAMPLES.items()} == {
        k: kind.facts for k, kind in KINDS.items()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_both_forms_greet_say_why_and_whom_to_ask(kind: str) -> None:
    written = write(kind)
    assert written.subject
    assert "\n" not in written.subject
    html = parse_page(written.html, kind)
    body = next(html.iter("body"))
    for form in (written.text, words_of(body)):
        assert "Hello Lena," in form
        assert "Why you got this:" in form
        assert "01632 960 001" in form
        assert "Rosewood Care" in form
        assert "{" not in form
    assert "\n\n\n" not in written.text
    assert "&amp;" not in written.text
    links = {a.get("href") for a in html.iter("a")}
    assert all(link and link.startswith(LETTERHEAD.site_url) for link in links)
    assert [e for e in html.iter() if e.get("src")] == []
    assert "Kowalska</b>" not in written.html


@pytest.mark.parametrize("kind", ["invitation", "password-reset"])
def test_a_link_says_until_when_it_works(kind: str) -> None:
    written = write(kind)
    assert _LINK in written.text.splitlines()
    assert "works once, until 3 July 2027 at 14:05" in written.text


def test_what_was_typed_stays_text() -> None:
    written = write("assigned")
    assert written.subject == "A course for you: Empathy & <care>"
    assert "by 9 March 2027" in written.text
    assert "Empathy &amp; &lt;care&gt;" in written.html


def test_one_course_is_named_and_more_are_counted() -> None:
    soon = EXAMPLES["reminder"]["soon"]
    assert isinstance(soon, list)
    one = write_message("reminder", {"soon": soon[:1], "late": []}, LETTERHEAD)
    assert one.subject == "Empathy, by 9 March 2027"
    assert "This course is waiting for you" in one.text
    late = write_message("reminder", {"soon": [], "late": soon[:1]}, LETTERHEAD)
    assert late.subject == "Still to do: Empathy"
    assert "waiting for you" not in late.text
    assert write("reminder").subject == "3 courses to do"


def test_a_summary_says_how_many_it_leaves_out() -> None:
    assert "And 1 more." in write("overdue-summary").text
