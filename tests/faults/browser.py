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
_LONGEST_ANSWER = 60
_SECONDS_TO_THINK = 0.7


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
        raise LookupError(f"{ends} is no form of {self.heading!r}")

    @property
    def heading(self) -> str:
        """What the page says it is."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


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
    """Sends the same request again until it is answered.

    `doubtful` counts the forms that were sent and never answered, `refused` the
    answers that asked to come back later, and `odd` lists what should not have been.
    """

    def __init__(self, port: int, is_over: Callable[[], bool] = lambda: False) -> None:
        self._port = port
        self._is_over = is_over
        self._cookies: dict[str, str] = {}
        self.doubtful = 0
        self.refused = 0
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
        """Send a form until it is answered."""
        answer = self._insist("POST", path, urlencode(dict(fields), doseq=True))
        if answer.status != 303:
            self.odd.append(f"POST {path}: {answer.status} {answer.heading!r}")
        return answer

    def sign_in(self, name: str, password: str) -> None:
        action, held, _ = self.open("/sign-in").form("/sign-in")
        self.send(action, held | {"sign_in_name": name, "password": password})

    def _insist(self, method: str, path: str, body: str) -> Answer:
        while not self._is_over():
            try:
                answer = self._once(method, path, body)
            except (OSError, HTTPException) as error:
                self._note(method, path, error)
            else:
                if answer.status != 503:
                    return answer
                self.refused += 1
            # People wait; and the server needs the processor to start.
            time.sleep(_SECONDS_TO_THINK)
        raise Stopped

    def _note(self, method: str, path: str, error: Exception) -> None:
        if isinstance(error, TimeoutError):
            self.odd.append(f"{method} {path}: no answer in {_LONGEST_ANSWER} s")
        if method == "POST" and not isinstance(error, ConnectionRefusedError):
            self.doubtful += 1

    def ask(self, path: str, fields: Fields | None = None) -> Answer:
        """Open a page, or send a form, once; whatever the answer is."""
        method = "GET" if fields is None else "POST"
        return self._once(method, path, urlencode(dict(fields or {}), doseq=True))

    def _once(self, method: str, path: str, body: str) -> Answer:
        parts = urlsplit(path)
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_LONGEST_ANSWER)
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
            headers = {n.lower(): value for n, value in response.headers.items()}
            return Answer(response.status, text, location, headers)
        finally:
            connection.close()
