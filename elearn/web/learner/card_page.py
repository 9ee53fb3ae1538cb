"""A card as its template shows it: each block with its words, forms and feedback."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import url_for
from markupsafe import Markup

from elearn.domain.course import Block
from elearn.domain.course import Reflection as ReflectionBlock
from elearn.domain.questions import Blanks
from elearn.errors import BadResponse
from elearn.services.learning import CardPage, QuestionOnPage
from elearn.web.learner.presenting import present_given, present_mark, present_question
from elearn.web.learner.presenting_scenarios import present_story
from elearn.web.learner.presenting_texts import present_block, present_words
from elearn.web.wording import day

_TERM = re.compile(r'href="#word-([a-z0-9-]+)"')
_AGAIN = {
    "partly": "Some of it is right. Read what is marked, then have another go.",
    "wrong": "Read why under your answer, then have another go.",
}
_AGAIN_ROWS = {
    "partly": "Some rows are right. Think again about the others.",
    "wrong": "No row is right yet. Have another go.",
}
_AGAIN_BLANKS = {
    "partly": "Some blanks are right. Think again about the others.",
    "wrong": "No blank is right yet. Have another go.",
}
_WAITS = "You can go on. You find the marks here, and what your trainer says."
_MORE = "What you chose is right, and there is more to find. Have another go."


@dataclass(frozen=True)
class Asked:
    """What a request says about a card. `path` is its address, if not the usual."""

    answered: str | None = None
    again: str | None = None
    kept: str | None = None
    error: BadResponse | None = None
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    path: str = ""


def present_card(page: CardPage, asked: Asked) -> dict[str, Any]:
    """Give everything that learner/card.html shows."""
    snapshot = page.place.snapshot
    blocks = [_block(page, asked, block) for block in page.card.blocks]
    forms = [b["question"] for b in blocks if b["kind"] == "ask" and b["open"]]
    if forms:
        forms[0]["first"] = True
    return {
        "heading": present_words(snapshot, page.card.heading),
        "module": present_words(snapshot, page.module.title),
        "course": present_words(snapshot, page.place.course.title),
        "blocks": blocks,
        "errors": _errors(page, asked),
        "first_open": forms[0]["id"] if forms else None,
        "story_left": next((b for b in blocks if b.get("left")), None),
        "words": _words_used(page, blocks),
        "instead": _instead(page),
        "sources": [
            {
                "id": key,
                "text": present_words(snapshot, source.text),
                "checked": day(source.checked),
            }
            for key, source in page.sources.items()
        ],
        "cards": [
            {
                "title": present_words(snapshot, card.heading).striptags(),
                "url": _card_url(page, card.id),
                "done": card.id in page.done_ids,
                "here": card.id == page.card.id,
            }
            for card in page.module.cards
        ],
        "previous_url": page.previous_id and _card_url(page, page.previous_id),
        "next_url": page.next_id and _card_url(page, page.next_id),
    }


def _instead(page: CardPage) -> dict[str, Any] | None:
    """Give the module that counts for those who would rather not take this one."""
    course = page.place.course
    module = course.modules.get(page.module.instead or "")
    if module is None:
        return None
    url = url_for("learner.module", slug=course.slug, module_id=module.id)
    return {"title": present_words(page.place.snapshot, module.title), "url": url}


def _card_url(page: CardPage, card_id: str) -> str:
    return _url(page.place.course.slug, page.module.id, card_id)


@lru_cache(maxsize=4096)
def _url(slug: str, module_id: str, card_id: str) -> str:
    # Kept, because a card links to every card of its module.
    return url_for("learner.card", slug=slug, module_id=module_id, card_id=card_id)


def _errors(page: CardPage, asked: Asked) -> list[tuple[str, str]]:
    """Say what is wrong and which field to go to."""
    if asked.error is None:
        return []
    thing = str(asked.error.thing)
    if thing in page.questions:
        return [(asked.error.sentence, f"q-{thing}")]
    if thing == page.card.id:
        left = [q for q, shown in page.questions.items() if shown.given is None]
        return [(asked.error.sentence, f"q-{left[0]}" if left else "main")]
    return [(asked.error.sentence, f"reflection-{thing}")]


def _block(page: CardPage, asked: Asked, block: Block) -> dict[str, Any]:
    snapshot = page.place.snapshot
    match block.kind:
        case "explore":
            items = [
                {
                    "text": _inline(page, i.text),
                    "why": present_block(snapshot, i.why) if i.why else "",
                }
                for i in block.items
            ]
            return {"kind": "explore", "items": items}
        case "law":
            return {
                "kind": "law",
                "nation": block.nation,
                "checked": day(block.checked),
                "html": present_block(snapshot, block.text),
            }
        case "team-talk":
            return {"kind": "team-talk", "html": _inline(page, block.text)}
        case "reflection":
            return _reflection(page, asked, block)
        case "scenario":
            return _story(page, block.scenario)
        case "ask":
            return _question(page, asked, page.questions[block.question.id])
        case _:
            return {"kind": block.kind, "html": present_block(snapshot, block.text)}


def _inline(page: CardPage, text: str) -> Markup:
    return present_words(page.place.snapshot, text)


def _question(page: CardPage, asked: Asked, shown: QuestionOnPage) -> dict[str, Any]:
    question, snapshot = shown.question, page.place.snapshot
    error = _sentence_for(asked, question.id)
    again = asked.again == question.id and not shown.revealed
    view: dict[str, Any] = {
        "kind": "ask",
        "open": shown.mark is None or again or error is not None,
        "name": f"q-{question.id}",
        "question": present_question(snapshot, question, shown.order),
    }
    if view["open"]:
        return view | _form(page, asked, shown, error)
    path = asked.path or _card_url(page, page.card.id)
    again_url = f"{path}?again={question.id}#at-q-{question.id}"
    return view | {
        "mark": shown.mark
        and present_mark(
            snapshot, question, shown.mark, shown.order, revealed=shown.revealed
        ),
        "explain": _explain(page, shown),
        "focus": asked.answered == question.id,
        "again_url": None if shown.revealed else again_url,
        "again_text": (
            "Change my answer" if shown.mark and shown.mark.waits else "Try again"
        ),
    }


def _form(
    page: CardPage, asked: Asked, shown: QuestionOnPage, error: str | None
) -> dict[str, Any]:
    """Fill a form with what was just sent, or was drafted, or can stay as it is."""
    draft = page.drafts.get(f"q-{shown.question.id}", {})
    if error:
        given = present_given(asked.form)
    elif draft:
        given = present_given(draft)
    else:
        given = _right_so_far(shown)
    return {
        "given": given,
        "restored": bool(draft) and not error,
        "error": error,
        "try": shown.tries + 1,
        "second_go": shown.mark is not None and not shown.mark.waits,
    }


def _right_so_far(shown: QuestionOnPage) -> dict[str, str]:
    """Give the parts of the last answer that were marked as right."""
    if shown.mark is None or shown.given is None:
        return {}
    if shown.mark.waits:
        return shown.given
    right = {note.item_id for note in shown.mark.notes if note.chosen and note.right}
    return {key: value for key, value in shown.given.items() if key in right}


def _explain(page: CardPage, shown: QuestionOnPage) -> Markup | str:
    if shown.mark is None:
        return ""
    if shown.revealed:
        explain = shown.question.explain
        return _inline(page, explain) if explain else ""
    if shown.mark.waits:
        return _WAITS
    if isinstance(shown.question, Blanks):
        return _AGAIN_BLANKS[shown.mark.state]
    if shown.question.in_rows:
        return _AGAIN_ROWS[shown.mark.state]
    if all(note.right for note in shown.mark.notes if note.chosen):
        return _MORE
    return _AGAIN[shown.mark.state]


def _story(page: CardPage, scenario_id: str) -> dict[str, Any]:
    story = present_story(page.place, page.place.course.scenarios[scenario_id])
    return {
        "kind": "scenario",
        "state": page.stories[scenario_id],
        "left": scenario_id in page.stories_left,
        "story": story,
    }


def _words_used(page: CardPage, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List the words of the glossary that the card's prose links to, as they come."""
    course = page.place.course
    html = "".join(block["html"] for block in blocks if block["kind"] == "prose")
    used = dict.fromkeys(_TERM.findall(html)) if course.glossary else {}
    return [
        {
            "id": name,
            "term": course.terms[name],
            "meaning": _inline(page, course.glossary[course.terms[name]]),
        }
        for name in used
        if name in course.terms
    ]


def _reflection(page: CardPage, asked: Asked, block: ReflectionBlock) -> dict[str, Any]:
    form_name = f"reflection-{block.id}"
    error = _sentence_for(asked, block.id)
    saved = page.reflections.get(block.id, "")
    drafted = "".join(page.drafts.get(form_name, {}).get("written", [])[:1])
    has_draft = form_name in page.drafts and drafted != saved
    written = drafted if has_draft else saved
    if error:
        written = "".join(asked.form.get("written", ())[:1])
    return {
        "kind": "reflection",
        "id": block.id,
        "ask": _inline(page, block.ask),
        "name": form_name,
        "written": written,
        "just_kept": asked.kept == block.id and bool(saved) and not error,
        "is_kept": bool(saved) and written == saved,
        "restored": has_draft and not error,
        "error": error,
    }


def _sentence_for(asked: Asked, thing: str) -> str | None:
    if asked.error is None or str(asked.error.thing) != thing:
        return None
    return asked.error.sentence
