"""The outbox: what was sent, what waits, and what needs somebody to decide."""

from datetime import datetime
from pathlib import Path
from typing import Any, cast, get_args

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadResponse, NotFound
from elearn.services.outbox import (
    STATES,
    Decision,
    MessageLine,
    OutboxPage,
    decide_message,
    show_outbox,
)
from elearn.store.outbox import Wanted
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow
from elearn.web.reading import check_id, read_number
from elearn.web.wording import count, moment_words

_LOOKS = {
    "waiting": ("teal", "Waiting"),
    "sending": ("teal", "Being sent"),
    "sent": ("good", "Sent"),
    "doubtful": ("part", "Doubtful"),
    "failed": ("wrong", "Failed"),
    "dropped": ("quiet", "Not sent"),
}
_SEND = {"waiting": "Send now", "doubtful": "Send anyway", "failed": "Try again"}
_DROP = {"waiting": "Do not send", "doubtful": "Leave it", "failed": "Leave it"}
_DONE = {
    "send": "The message will be sent in a moment.",
    "drop": "The message will not be sent.",
    "late": "That message was decided already. Nothing was changed.",
}
_LONGEST_SEARCH = 100


@blueprint.get("/messages")
@allow("admin")
def messages() -> str:
    wanted = _read_wanted()
    number = read_number(request.args, "page") or 1
    now = current.now()
    page = current.read(show_outbox, wanted, number, now)
    back = _arguments(wanted) | ({"page": page.number} if page.number > 1 else {})
    return render_template(
        "admin/messages.html",
        page=page,
        wanted=wanted,
        narrowed=bool(_arguments(wanted)),
        sentence=_say_counts(page),
        setup=_say_setup(),
        done=_DONE.get(request.args.get("done", "")),
        rows=[_row(line, now, back) for line in page.lines],
        state_items=[
            {"value": value, "text": words, "selected": value == (wanted.state or "")}
            for value, words in [("", "All"), *((s, _LOOKS[s][1]) for s in STATES)]
        ],
        pages=_pages(page, wanted),
    )


@blueprint.post("/messages/<int:message_id>")
@allow("admin")
def decide(message_id: int) -> Response:
    check_id(message_id)
    decision = request.form.get("decision", "")
    if decision not in get_args(Decision):
        raise BadResponse("decision", "Choose whether to send the message or not.")
    changed = current.write(
        decide_message,
        current.moment(),
        message_id,
        cast(Decision, decision),
        current.person().person_id,
    )
    done = decision if changed else "late"
    asked = _arguments(_read_wanted())
    page = read_number(request.args, "page")
    return redirect(url_for("admin.messages", **asked, page=page, done=done), 303)


def _read_wanted() -> Wanted:
    asked = request.args.get("state", "")
    state = next((s for s in STATES if s == asked), None)
    if asked and state is None:
        raise NotFound(asked)
    return Wanted(request.args.get("words", "").strip()[:_LONGEST_SEARCH], state)


def _arguments(wanted: Wanted) -> dict[str, Any]:
    given = {"words": wanted.words, "state": wanted.state}
    return {name: value for name, value in given.items() if value}


def _say_counts(page: OutboxPage) -> str:
    said = []
    for state, verb in (
        ("waiting", "waits"),
        ("doubtful", "is doubtful"),
        ("failed", "failed"),
    ):
        number = page.counts.get(state, 0)
        if number:
            many = {"waits": "wait", "is doubtful": "are doubtful"}.get(verb, verb)
            said.append(f"{count(number, 'message')} {verb if number == 1 else many}")
    start = f"{', '.join(said)}. " if said else "Nothing waits and nothing failed. "
    if page.last_sent_at is None:
        return f"{start}No message has been sent yet."
    return f"{start}The last one was sent on {moment_words(page.last_sent_at)}."


def _say_setup() -> tuple[str, str] | None:
    """Say what about the mail settings an administrator has to know."""
    office = current.settings().post_office
    if office is None:
        return "warning", (
            "Mail is not set up, so messages wait. Whoever runs elearn sets "
            "ELEARN_MAIL. Until then, hand out links and codes from a person’s page."
        )
    if isinstance(office, Path):
        return "info", f"Messages are written to the folder {office}, and to nobody."
    return None


def _row(line: MessageLine, now: datetime, back: dict[str, Any]) -> dict[str, Any]:
    look, state = _LOOKS[line.state]
    return {
        "url": url_for("admin.decide", message_id=line.message_id, **back),
        "name": line.name,
        "title": line.title,
        "cause": line.cause,
        "look": look,
        "state": state,
        "reason": line.reason,
        "when": _say_when(line, now),
        "send": _SEND.get(line.state) if line.may_send else None,
        "drop": _DROP.get(line.state) if line.ended_at is None else None,
    }


def _say_when(line: MessageLine, now: datetime) -> str:
    if line.state == "waiting" and line.next_try_at > now:
        return f"Next try {moment_words(line.next_try_at)}"
    if line.state in {"sent", "dropped"} and line.ended_at is not None:
        return moment_words(line.ended_at)
    return f"Since {moment_words(line.queued_at)}"


def _pages(page: OutboxPage, wanted: Wanted) -> dict[str, Any]:
    def link(number: int, words: str) -> dict[str, str]:
        url = url_for("admin.messages", **_arguments(wanted), page=number)
        label = f"Page {number} of {page.pages}"
        return {"href": url, "text": words, "labelText": label}

    pages = {}
    if page.number > 1:
        pages["previous"] = link(page.number - 1, "Previous")
    if page.number < page.pages:
        pages["next"] = link(page.number + 1, "Next")
    return pages
