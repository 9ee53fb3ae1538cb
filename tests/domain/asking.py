"""Random questions of every kind, and every response that they allow."""

from collections.abc import Iterator
from itertools import combinations, permutations, product
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from elearn.domain.questions import (
    CHOSEN,
    Choice,
    ChooseAll,
    ChooseOne,
    Order,
    Question,
    Response,
    Sorting,
    TrueFalse,
)

WORDS = st.text("abcdefghij ’é", min_size=1, max_size=12).filter(str.strip)
QUESTION: TypeAdapter[Question] = TypeAdapter(Question)

_whys = st.none() | WORDS


def _texts(low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        WORDS.map(str.strip), min_size=low, max_size=high, unique_by=_folded
    )


def _folded(text: str) -> str:
    return " ".join(text.split())


@st.composite
def _commons(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "id": draw(st.sampled_from(("key-safe", "at-the-door", "q1"))),
        "ask": draw(WORDS),
        "points": draw(st.integers(1, 3)),
        "hint": draw(_whys),
        "explain": draw(_whys),
        "shuffle": draw(st.booleans()),
        "outcome": draw(st.sampled_from((None, "opening", "listening"))),
    }


@st.composite
def choices(draw: st.DrawFn, *, most: int = 6) -> Question:
    """Draw a question with options, one or several of them right."""
    texts = draw(_texts(2, most))
    several = draw(st.booleans())
    right = (
        draw(st.sets(st.integers(0, len(texts) - 1), min_size=1))
        if several
        else {draw(st.integers(0, len(texts) - 1))}
    )
    options = [
        {
            "text": text,
            "why": draw(_whys),
            "right": n in right,
            "critical": n not in right and draw(st.booleans()),
        }
        for n, text in enumerate(texts)
    ]
    kind = "choose-all" if several else "choose-one"
    data = draw(_commons()) | {"kind": kind, "options": options}
    return QUESTION.validate_python(data)


@st.composite
def true_falses(draw: st.DrawFn) -> Question:
    """Draw a statement to judge."""
    data = draw(_commons()) | {
        "kind": "true-false",
        "statement": draw(WORDS),
        "answer": draw(st.booleans()),
        "why": draw(WORDS),
    }
    return QUESTION.validate_python(data)


@st.composite
def orders(draw: st.DrawFn, *, most: int = 6) -> Question:
    """Draw things to put in order."""
    order = [{"text": text, "why": draw(_whys)} for text in draw(_texts(3, most))]
    return QUESTION.validate_python(
        draw(_commons()) | {"kind": "order", "order": order}
    )


@st.composite
def matches(draw: st.DrawFn, *, most: int = 5) -> Question:
    """Draw pairs, two of which may share a partner."""
    partners = st.sampled_from(("one", "two", "three", "four"))
    pairs = [
        {"item": text, "goes_with": draw(partners), "why": draw(_whys)}
        for text in draw(_texts(2, most))
    ]
    return QUESTION.validate_python(
        draw(_commons()) | {"kind": "match", "pairs": pairs}
    )


@st.composite
def sorts(draw: st.DrawFn, *, most: int = 5) -> Question:
    """Draw things to sort into groups, some into none."""
    texts = draw(_texts(2, most))
    homes = [draw(st.integers(-1, 2)) for _ in texts]
    homes[0], homes[1] = 0, 1
    groups = [
        {
            "id": f"group-{g}",
            "name": f"Group {g}",
            "items": [t for t, home in zip(texts, homes, strict=True) if home == g],
        }
        for g in range(3)
        if g in homes
    ]
    left = [t for t, home in zip(texts, homes, strict=True) if home == -1]
    data = draw(_commons()) | {"kind": "sort", "groups": groups, "bin": left}
    return QUESTION.validate_python(data)


def questions() -> st.SearchStrategy[Question]:
    """Draw a question of any kind."""
    return st.one_of(choices(), true_falses(), orders(), matches(), sorts())


def list_responses(question: Question) -> Iterator[Response]:
    """Give every whole response."""
    match question:
        case ChooseOne() | TrueFalse():
            yield from ({i: CHOSEN} for i in question.offered_ids)
        case ChooseAll():
            yield from _list_choices(question.offered_ids)
        case Order():
            for places in permutations(question.value_words()):
                yield dict(zip(question.offered_ids, places, strict=True))
        case Sorting():
            values = question.value_words()
            for given in product(values, repeat=len(question.offered_ids)):
                yield dict(zip(question.offered_ids, given, strict=True))


def _list_choices(ids: tuple[str, ...]) -> Iterator[Response]:
    for count in range(1, len(ids) + 1):
        for chosen in combinations(ids, count):
            yield dict.fromkeys(chosen, CHOSEN)


def form_of(question: Question, response: Response) -> dict[str, list[str]]:
    """Fill the form that a page would send."""
    if isinstance(question, Choice | TrueFalse):
        return {"answer": list(response)}
    return {f"answer-{item_id}": [value] for item_id, value in response.items()}
