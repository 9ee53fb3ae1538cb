"""What has to be true of every check and every page, whatever the files hold."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from xml.etree.ElementTree import Element

import html5lib

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.markup import render_course
from elearn.coursefiles.problems import Problem

SECONDS = 2

FORBIDDEN = {
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "select",
    "textarea", "base", "meta", "link", "svg", "math", "template", "audio", "video",
}  # fmt: skip
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster")
SAFE_ADDRESS = re.compile(r"(https?://|mailto:|/|#|[\w.-]+(\?|#|$))", re.IGNORECASE)


class TooLong(Exception):
    """Something took more of the processor than anybody waits for."""


@contextmanager
def in_time(seconds: float = SECONDS) -> Iterator[None]:
    """Stop what hangs; what other programs do at the same time does not count."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLong(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def judge_problems(built: BuiltCourse, problems: tuple[Problem, ...]) -> None:
    errors = [problem for problem in built.problems if problem.severity == "error"]
    assert (built.course is None) == bool(errors)
    for problem in problems:
        # What elearn itself cannot explain is a fault of ours.
        assert problem.code != "cannot-read", problem
        assert problem.line >= 1, problem
        assert problem.column >= 1, problem
        told = f"{problem.path}{problem.message}{problem.hint}"
        assert told.isprintable(), problem
        assert len(told) < 3_000, problem


def judge_pages(built: BuiltCourse) -> int:
    """Look at all that learners would be shown; gives how many texts that were."""
    if built.course is None:
        return 0
    with in_time(5):
        rendered = render_course(built.course)
    shown = 0
    for html in (html for texts in rendered.values() for html in texts.values()):
        if "<" in html:
            for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
                _judge_element(element, html)
        shown += 1
    return shown


def _judge_element(element: Element, html: str) -> None:
    tag = str(element.tag)
    assert tag.rpartition("}")[2] not in FORBIDDEN, html
    for name, value in element.attrib.items():
        assert not name.startswith("on"), html
        assert name not in ("style", "srcdoc"), html
        if name in ADDRESSES:
            assert SAFE_ADDRESS.match(value), html
