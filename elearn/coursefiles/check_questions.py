"""Rules for questions: nothing but knowing the answer should help to find it."""

from collections.abc import Iterator, Sequence

from elearn.coursefiles.check_subject import Subject
from elearn.coursefiles.problems import Problem, quoted
from elearn.domain.questions import (
    Choice,
    ChooseAll,
    ChooseOne,
    Choosing,
    Option,
    Question,
    Scale,
    Spots,
)
from elearn.domain.text import normalise

_ENOUGH = 6
"""Fewer questions than this say nothing about an author's habits."""


def check_answers_differ(subject: Subject) -> Iterator[Problem]:
    """Two answers with the same words cannot be told apart."""
    for start, question in subject.questions:
        seen: set[str] = set()
        for steps, item in question.list_items():
            words = normalise(item.text).casefold()
            if words in seen:
                yield subject.error(
                    (*start, *steps),
                    "answers-alike",
                    f"Another answer of this question says {quoted(item.text)} too.",
                    "Change one of them.",
                )
            seen.add(words)


def check_something_wrong(subject: Subject) -> Iterator[Problem]:
    """Where everything is right, choosing everything earns the whole mark."""
    for start, question in subject.questions:
        if isinstance(question, ChooseAll) and all(o.right for o in question.options):
            yield subject.warn(
                (*start, "options"),
                "everything-right",
                "Every option is right, so nobody has to know anything.",
                "Add something that good people do and that does not help.",
            )


def check_scale_not_drawn(subject: Subject) -> Iterator[Problem]:
    """An assessment asks what can be marked."""
    for start, question in subject.bank_questions:
        if isinstance(question, Scale):
            yield subject.error(
                (*start, "scale"),
                "scale-in-bank",
                "A scale is never marked, so the assessment cannot ask it.",
                "Put it on a card of a module.",
            )


def check_critical_wrong(subject: Subject) -> Iterator[Problem]:
    """What puts a person in danger cannot be right."""
    for start, question in subject.questions:
        key = "spots" if isinstance(question, Spots) else "options"
        for n, option in enumerate(_options(question)):
            if option.right and option.critical:
                yield subject.error(
                    (*start, key, n, "critical"),
                    "right-and-critical",
                    "This answer is marked right and critical, so nobody can pass.",
                    "Keep one of the two.",
                )


def check_right_not_longest(subject: Subject) -> Iterator[Problem]:
    """The longest answer is the first that somebody guesses."""
    choices = [q for _, q in subject.questions if isinstance(q, Choice)]
    longest = [q for q in choices if _right_is_longest(q)]
    if len(choices) >= _ENOUGH and 3 * len(longest) > len(choices):
        named = ", ".join(quoted(question.id) for question in longest[:5])
        yield subject.warn(
            ("course",),
            "right-is-longest",
            f"In {len(longest)} of {len(choices)} questions the right answer is the "
            f"longest, so that it can be guessed: {named}"
            f"{' and others' if len(longest) > 5 else ''}.",
            "Make other answers as long.",
        )


def check_right_not_in_one_place(subject: Subject) -> Iterator[Problem]:
    """The right answer should not stand in the same place everywhere."""
    places = [
        next(n for n, option in enumerate(q.options) if option.right)
        for _, q in subject.questions
        if isinstance(q, ChooseOne)
    ]
    if len(places) >= _ENOUGH and len(set(places)) == 1:
        yield subject.warn(
            ("course",),
            "right-in-same-place",
            f"In all {len(places)} questions with one right answer it is number "
            f"{places[0] + 1}.",
            "Move it about.",
        )


def _right_is_longest(question: Choice) -> bool:
    right = [len(o.text) for o in question.options if o.right]
    wrong = [len(o.text) for o in question.options if not o.right]
    return bool(right and wrong) and min(right) > max(wrong)


def _options(question: Question) -> Sequence[Option]:
    return question.answers if isinstance(question, Choosing) else ()
