"""Turn questions, responses and marks into what the question parts show.

Words become the HTML that was made when the course was published; what a learner may
not know yet is left out here, before any template sees it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from elearn.domain.marks import Mark, Note
from elearn.domain.questions import (
    Blanks,
    Choosing,
    Question,
    Scale,
    Sorting,
    Spots,
    TrueFalse,
    Written,
    field_for,
)
from elearn.services.snapshots import Snapshot
from elearn.web.learner.presenting_kinds import (
    present_blanks,
    present_rows,
    present_spots,
)
from elearn.web.learner.presenting_texts import (
    present_inline,
    present_words,
)


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
    match question:
        case TrueFalse():
            shown["statement"] = present_inline(snapshot, question.statement)
            shown["options"] = [{"id": i, "text": i.capitalize()} for i in order]
        case Spots():
            shown |= present_spots(snapshot, question, order)
        case Choosing() | Scale():
            shown["options"] = present_rows(snapshot, question.words_shown(), order)
        case Sorting():
            shown |= _present_sorting(snapshot, question, order)
        case Blanks():
            shown["lines"] = present_blanks(snapshot, question)
        case Written():
            shown["how"] = present_inline(snapshot, question.written)
    return shown


def _present_sorting(
    snapshot: Snapshot, question: Sorting, order: Sequence[str]
) -> dict[str, Any]:
    values = question.value_words()
    texts = {
        key: words
        for key, words in question.words_shown().items()
        if key in question.offered_ids
    }
    return {
        "items": present_rows(snapshot, texts, order),
        # A list to choose from shows letters only, so signs of Markdown go.
        "values": [
            {"id": key, "text": present_words(snapshot, words).striptags()}
            for key, words in values.items()
        ],
    }


def present_given(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give a sent or drafted form as the response it would be, whole or not."""
    prefix = field_for("")
    given = dict.fromkeys(fields.get("answer", ()), "chosen")
    for name, values in fields.items():
        if name.startswith(prefix) and values:
            given[name.removeprefix(prefix)] = values[0]
    return given


def present_mark(
    snapshot: Snapshot,
    question: Question,
    mark: Mark,
    order: Sequence[str],
    *,
    revealed: bool,
) -> dict[str, Any]:
    """Give a mark with its notes in the order shown.

    Unless `revealed`, it tells what was chosen and why, and not what was missed, so
    that there is something left to think about.
    """
    if isinstance(question, Written):
        return present_written(snapshot, question, mark)
    notes = {note.item_id: note for note in mark.notes}
    rows = [notes[i] for i in order if i in notes]
    return {
        "state": mark.state,
        "critical": mark.critical,
        "notes": [_note(snapshot, note, revealed=revealed) for note in rows],
        "more": any(note.right and not note.chosen for note in rows),
    }


def present_written(
    snapshot: Snapshot, question: Written, mark: Mark
) -> dict[str, Any]:
    """Give what somebody wrote, and what a trainer says of it once it is marked."""
    own, *lines = mark.notes
    return {
        "state": mark.state,
        "critical": False,
        "waits": mark.waits,
        "own": own.given,
        "comment": mark.comment,
        "notes": [
            {
                "text": present_words(snapshot, line.text),
                "given": line.given,
                "right": line.right,
                "why": present_words(snapshot, line.why) if line.why else None,
            }
            for line in lines
        ],
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
