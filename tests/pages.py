"""A browser without a screen: opens pages, sends forms, and checks all it is given.

Nothing is followed by itself. Every answer that is HTML goes through `find_faults`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from tests.markup import Element, find_faults, parse_page, words_of
from tests.people import PASSWORD

Fields = Mapping[str, str | Sequence[str]]


@dataclass
class Form:
    """A form as it stands on a page, with what its controls hold."""

    page: "Page"
    element: Element
    fields: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for control in self.element.iter():
            name = control.get("name")
            if name and (values := _held_by(control)):
                self.fields.setdefault(name, []).extend(values)

    @property
    def action(self) -> str:
        return self.element.get("action") or self.page.path

    def value_of(self, words: str) -> str:
        """Give what is sent when the answer with these words is chosen."""
        return self._labelled(words).get("value") or ""

    def name_of(self, words: str) -> str:
        """Give the field that stands beside these words."""
        return self._labelled(words).get("name") or ""

    def offered(self, name: str) -> list[str]:
        """List the words of a list to choose from."""
        lists = [e for e in self.element.iter("select") if e.get("name") == name]
        return [words_of(o) for e in lists for o in e.iter("option")]

    def labels(self) -> list[str]:
        return [words_of(label) for label in self.element.iter("label")]

    def _labelled(self, words: str) -> Element:
        labels = [e for e in self.element.iter("label") if words_of(e) == words]
        assert len(labels) == 1, f"{words!r} is not one of {self.labels()}"
        target = labels[0].get("for")
        return next(e for e in self.element.iter() if e.get("id") == target)

    def send(self, **changes: str | Sequence[str]) -> "Page":
        """Send it as a browser would, with some controls set otherwise."""
        data: dict[str, Any] = {**self.fields, **changes}
        return self.page.browser.send(self.action, data, referrer=self.page.url)


@dataclass
class Page:
    """One answer."""

    browser: "Browser"
    url: str
    response: TestResponse
    root: Element | None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def location(self) -> str:
        """Where this answer sends the browser; fails for one that does not."""
        assert self.status == 303, f"{self.url} answered {self.status}: {self.words}"
        return self.response.headers["Location"]

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def words(self) -> str:
        """All that can be read, white space folded."""
        return words_of(self.body)

    @property
    def body(self) -> Element:
        assert self.root is not None, f"{self.url} is not HTML"
        found = self.root.find("body")
        assert found is not None
        return found

    @property
    def main(self) -> Element:
        return next(e for e in self.body.iter("main"))

    @property
    def title(self) -> str:
        assert self.root is not None
        return words_of(next(self.root.iter("title")))

    @property
    def heading(self) -> str:
        return words_of(next(self.body.iter("h1")))

    def follow(self) -> "Page":
        """Open where this answer leads."""
        return self.browser.open(self.location)

    def find(self, element_id: str) -> Element | None:
        return next((e for e in self.body.iter() if e.get("id") == element_id), None)

    def with_class(self, name: str) -> list[Element]:
        return [e for e in self.body.iter() if name in (e.get("class") or "").split()]

    def links(self) -> dict[str, str]:
        """Give the links in the main part by their words."""
        return {
            words_of(e): e.get("href") or ""
            for e in self.main.iter("a")
            if e.get("href")
        }

    def forms(self) -> list[Form]:
        """List the forms of the main part."""
        return [Form(self, e) for e in self.main.iter("form")]

    def form(self, action_ends: str = "") -> Form:
        """Give the one form whose action ends so."""
        found = [f for f in self.forms() if f.action.endswith(action_ends)]
        assert len(found) == 1, f"{len(found)} forms on {self.url} go to …{action_ends}"
        return found[0]


class Browser:
    """One person's browser, with its own cookies."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self._app = app
        self._urls = app.url_map.bind("localhost")
        self._address = address
        self.client = app.test_client()

    def url(self, endpoint: str, **values: Any) -> str:
        return str(self._urls.build(endpoint, values))

    def get(self, endpoint: str, **values: Any) -> Page:
        return self.open(self.url(endpoint, **values))

    def open(self, url: str, **options: Any) -> Page:
        parts = urlsplit(url)
        target = parts._replace(scheme="", netloc="", fragment="").geturl()
        response = self.client.get(
            target,
            environ_base={"REMOTE_ADDR": self._address},
            # Reads a file to its end, and closes it.
            buffered=True,
            **options,
        )
        return self._page(url, response)

    def post(self, endpoint: str, data: Fields | None = None, /, **values: Any) -> Page:
        """Send fields with a fresh token, as if from the page of that form."""
        data = {"csrf_token": self.token(), **(data or {})}
        return self.send(self.url(endpoint, **values), data)

    def send(self, url: str, data: Fields, *, referrer: str = "/") -> Page:
        """Send exactly these fields."""
        response = self.client.post(
            url,
            data=dict(data),
            headers={"Referer": f"http://localhost{referrer}"},
            environ_base={"REMOTE_ADDR": self._address},
            buffered=True,
        )
        return self._page(url, response)

    def token(self) -> str:
        """Give the token of this visit, as any page of it would."""
        with (
            self.client.session_transaction() as kept,
            self._app.test_request_context(),
        ):
            session.update(kept)
            token = generate_csrf()
            kept.update(session)
        return str(token)

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> Page:
        form = self.get("account.sign_in").form("/sign-in")
        return form.send(sign_in_name=name, password=password, **more)

    def cookie(self) -> Any:
        return self.client.get_cookie("elearn")

    def _page(self, url: str, response: TestResponse) -> Page:
        root = None
        text = response.get_data(as_text=True) if _is_page(response) else ""
        if text:
            root = parse_page(text, url)
            faults = find_faults(root)
            assert not faults, f"{url}:\n" + "\n".join(faults)
        return Page(self, url, response, root)


def _is_page(response: TestResponse) -> bool:
    return response.mimetype == "text/html" and response.status_code != 303


def _held_by(control: Element) -> list[str]:
    """Give what a control sends as it stands."""
    kind = control.get("type")
    if control.tag == "input" and kind in ("radio", "checkbox"):
        return [control.get("value") or "on"] if "checked" in control.attrib else []
    if control.tag == "input":
        return [control.get("value") or ""]
    if control.tag == "textarea":
        return ["".join(control.itertext())]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [o for o in options if "selected" in o.attrib] or options[:1]
        return [o.get("value") or "" for o in chosen]
    return []
