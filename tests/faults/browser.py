"""A browser for the real server: cookies, forms, and somebody who presses again."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

Fields = Mapping[str, str | Sequence[str]]

_FORM = re.compile(r'<form[^>]*\saction="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_CONTROL = re.compile(r"<(input|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class Stopped(Exception):
    """The run is over, and whoever waits for an answer goes home."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str
    headers: Mapping[str, str]

    def form(self, ends: str) -> tuple[str, dict[str, str], list[str]]:
        """Give a form's address, what it sends as it stands, and what `choice` offers.

        Raise LookupError without a form whose address ends so.
        """
        for action, inside in _FORM.findall(self.text):
            if unescape(action).endswith(ends):
                return (unescape(action), *_controls(inside))
        raise LookupError(ends)


def _controls(inside: str) -> tuple[dict[str, str], list[str]]:
    held: dict[str, str] = {}
    choices: list[str] = []
    for tag, written in _CONTROL.findall(inside):
        has = {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}
        name, value = has.get("name"), has.get("value", "")
        if name and tag == "input" and has.get("type") == "hidden":
            held[name] = value
        elif name == "choice":
            choices.append(value)
    return held, choices


class WebBrowser:
    """Sends the same request again until it is answered; `address` is asked anew."""

    def __init__(
        self, address: Callable[[], tuple[str, int]], is_over: Callable[[], bool]
    ) -> None:
        self._address = address
        self._is_over = is_over
        self._cookies: dict[str, str] = {}
        self.retries = 0
        self.odd: list[str] = []

    def open(self, path: str) -> Answer:
        """Open a page, and go where it leads."""
        answer = self._insist("GET", path, "")
        while answer.status == 303:
            answer = self._insist("GET", answer.location, "")
        if answer.status != 200:
            self.odd.append(f"GET {path}: {answer.status}")
        return answer

    def send(self, path: str, fields: Fields) -> Answer:
        answer = self._insist("POST", path, urlencode(dict(fields), doseq=True))
        if answer.status != 303:
            self.odd.append(f"POST {path}: {answer.status}")
        return answer

    def sign_in(self, name: str, password: str) -> None:
        action, held, _ = self.open("/sign-in").form("/sign-in")
        self.send(action, held | {"sign_in_name": name, "password": password})

    def _insist(self, method: str, path: str, body: str) -> Answer:
        while not self._is_over():
            try:
                answer = self.once(method, path, body)
            except (OSError, HTTPException):
                answer = None
            if answer is not None and answer.status != 503:
                return answer
            self.retries += 1
            # People wait; and the server needs the processor to start.
            time.sleep(0.7)
        raise Stopped

    def once(self, method: str, path: str, body: str) -> Answer:
        """Send one request and read its answer, whatever that is."""
        parts = urlsplit(path)
        connection = HTTPConnection(*self._address(), timeout=60)
        try:
            connection.request(
                method,
                parts._replace(scheme="", netloc="", fragment="").geturl(),
                body,
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": "; ".join(f"{n}={v}" for n, v in self._cookies.items()),
                },
            )  # fmt: skip
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            text = response.read().decode("utf-8", "replace")
            location = response.headers.get("Location", "")
            return Answer(response.status, text, location, dict(response.headers))
        finally:
            connection.close()
