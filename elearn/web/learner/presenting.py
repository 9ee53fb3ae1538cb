"""Turn questions, responses and marks into what the question parts show.

Words become the HTML that was made when the course was published; what a learner may
not know yet is left out here, before any template sees it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from elearn.domain.marks import Mark, Note
from elearn.domain.questions import Choice, Question, Sorting, TrueFalse, field_for
from elearn.services.snapshots import Snapshot


def present_inline(snapshot: Snapshot, text: str) -> Markup:
    """Give a short text as HTML that was made safe at publishing."""
    return Markup(snapshot.inline(text))  # noqa: S704 - cleaned when it was published


def present_block(snapshot: Snapshot, text: str) -> Markup:
    """Give a passage as HTML that was made safe at publishing."""
    return Markup(snapshot.block(text))  # noqa: S704 - cleaned when it was published


def present_words(snapshot: Snapshot, words: str) -> Markup:
    """Give words as HTML; plain ones, such as a row’s number, as they are."""
    rendered = snapshot.rendered["inline"].get(words)
    if rendered is None:
        return Markup.escape(words)
    return Markup(rendered)  # noqa: S704 - cleaned when it was published


def present_question(
    snapshot: Snapshot, question: Question, order: Sequence[str]
) -> dict[str, Any]:
    """Give a question as parts/questions.html reads it, without its answer."""
    hint = present_inline(snapshot, question.hint) if question.hint else None
    shown: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "ask": present_inline(snapshot, question.ask),
        "hint": hint,
    }
    if isinstance(question, TrueFalse):
        shown["statement"] = present_inline(snapshot, question.statement)
        shown["options"] = [{"id": i, "text": i.capitalize()} for i in order]
    elif isinstance(question, Choice):
        texts = {option.id: option.text for option in question.options}
        shown["options"] = _rows(snapshot, texts, order)
    elif isinstance(question, Sorting):
        values = question.value_words()
        texts = {
            key: words
            for key, words in question.words_shown().items()
            if key in question.offered_ids
        }
        shown["items"] = _rows(snapshot, texts, order)
        # A list to choose from shows letters only, so signs of Markdown go.
        shown["values"] = [
            {"id": key, "text": present_words(snapshot, words).striptags()}
            for key, words in values.items()
        ]
    return shown


def present_given(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give a sent or drafted form as the response it would be, whole or not."""
    prefix = field_for("")
    given = dict.fromkeys(fields.get("answer", ()), "chosen")
    for name, values in fields.items():
        if name.startswith(prefix) and values:
            given[name.removeprefix(prefix)] = values[0]
    return given


def present_mark(
    snapshot: Snapshot, mark: Mark, order: Sequence[str], *, revealed: bool
) -> dict[str, Any]:
    """Give a mark with its notes in the order shown.

    Unless `revealed`, it tells what was chosen and why, and not what was missed, so
    that there is something left to think about.
    """
    notes = {note.item_id: note for note in mark.notes}
    rows = [notes[i] for i in order if i in notes]
    return {
        "state": mark.state,
        "critical": mark.critical,
        "notes": [_note(snapshot, note, revealed=revealed) for note in rows],
        "more": any(note.right and not note.chosen for note in rows),
    }


def _note(snapshot: Snapshot, note: Note, *, revealed: bool) -> dict[str, Any]:
    is_row = bool(note.wanted)
    # Why a row belongs where it does would give its place away.
    tells_why = revealed or (note.right if is_row else note.chosen)
    return {
        "item_id": note.item_id,
        "text": present_words(snapshot, note.text),
        "chosen": note.chosen,
        "right": note.right and (revealed or note.chosen),
        "why": present_words(snapshot, note.why) if note.why and tells_why else None,
        "given": present_words(snapshot, note.given),
        "wanted": present_words(snapshot, note.wanted) if revealed else "",
    }


def _rows(
    snapshot: Snapshot, texts: Mapping[str, str], order: Sequence[str]
) -> list[dict[str, Any]]:
    return [
        {"id": i, "text": present_words(snapshot, texts[i])}
        for i in order
        if i in texts
    ]
