"""Rules for what a course refers to: sources, law, outcomes, pictures and links."""

import re
from collections.abc import Iterator
from datetime import date

from elearn.coursefiles.check_subject import Subject
from elearn.coursefiles.places import Location
from elearn.coursefiles.problems import Problem, known_names, quoted
from elearn.domain.course import Law

_CITE = re.compile(r"\[@([^\]\s]{1,100})\]")
_PICTURE = re.compile(r"!\[([^\[\]]{0,500})\]\(\s*<?([^()\s<>]{1,300})")
_LINK = re.compile(r"(?<!!)\[[^\[\]]{1,500}\]\(\s*<?([^()\s<>]{0,500})")
_LEADS_SOMEWHERE = re.compile(r"https?://[^/]|mailto:[^@\s]+@", re.IGNORECASE)


def check_outcomes_known(subject: Subject) -> Iterator[Problem]:
    """Every outcome that is named has to be one of the course's."""
    known = subject.course.outcomes
    for location, outcome_id in _outcomes_named(subject):
        if outcome_id not in known:
            yield subject.error(
                location,
                "unknown-outcome",
                f"There is no outcome {quoted(outcome_id)} in course.yaml.",
                known_names(outcome_id, known),
            )


def check_sources_known(subject: Subject) -> Iterator[Problem]:
    """Every source that is cited has to be one of the course's."""
    known = subject.course.sources
    for location, source_id in _sources_named(subject):
        if source_id not in known:
            yield subject.error(
                location,
                "unknown-source",
                f"There is no source {quoted(source_id)} in course.yaml.",
                known_names(source_id, known),
            )


def check_review_days(subject: Subject) -> Iterator[Problem]:
    """What was checked once has to be checked again by its day."""
    for source_id, source in subject.course.sources.items():
        start: Location = ("course", "sources", source_id)
        what = f"the source {quoted(source_id)}"
        yield from _judge_days(
            subject, start, "source-past-review", what, source.checked, source.review_by
        )
    for module_id, module in subject.course.modules.items():
        for card in module.cards:
            for n, block in enumerate(card.blocks):
                if isinstance(block, Law):
                    start = ("modules", module_id, "cards", card.id, "blocks", n)
                    yield from _judge_days(
                        subject,
                        start,
                        "law-past-review",
                        "this law",
                        block.checked,
                        block.review_by,
                    )


def check_pictures_told(subject: Subject) -> Iterator[Problem]:
    """A picture needs words for those who cannot see it."""
    for text in subject.texts:
        for found in _PICTURE.finditer(text.words) if "](" in text.words else ():
            alt, name = found.groups()
            if not alt.strip():
                yield subject.warn_in(
                    text,
                    text.words[: found.start()].count("\n"),
                    "picture-without-words",
                    f"The picture {quoted(name)} has no words for people who cannot "
                    "see it.",
                    f"Say what it shows: ![A worker crouches beside a chair]({name})",
                )


def check_links(subject: Subject) -> Iterator[Problem]:
    """A link leads to a website, to mail, or to a file of the course."""
    for text in subject.texts:
        for found in _LINK.finditer(text.words) if "](" in text.words else ():
            target = found[1]
            if target in subject.course.media or _LEADS_SOMEWHERE.match(target):
                continue
            yield subject.warn_in(
                text,
                text.words[: found.start()].count("\n"),
                "link-left-out",
                f"The link to {quoted(target)} is left out; only its words are shown.",
                "Link to a website (https://…), to mail (mailto:…) or to a file in "
                "media.",
            )


def _judge_days(
    subject: Subject, start: Location, code: str, what: str, checked: date, by: date
) -> Iterator[Problem]:
    if by < subject.today:
        yield subject.warn(
            (*start, "review_by"),
            code,
            f"Somebody had to check {what} again by {by.isoformat()}.",
            "Look it up, correct the text, and write new days.",
        )
    if checked > subject.today or by <= checked:
        yield subject.warn(
            (*start, "checked"),
            "odd-days",
            f"The days do not fit: {what} was checked on {checked.isoformat()}, to be "
            f"checked again by {by.isoformat()}.",
            "“checked” is in the past, and “review_by” comes after it.",
        )


def _outcomes_named(subject: Subject) -> Iterator[tuple[Location, str]]:
    for module_id, module in subject.course.modules.items():
        for n, outcome_id in enumerate(module.outcomes):
            yield ("modules", module_id, "outcomes", n), outcome_id
    for location, question in subject.questions:
        if question.outcome:
            yield (*location, "outcome"), question.outcome
    sheet = subject.course.observation
    for n, seen in enumerate(sheet.look_for if sheet else ()):
        if seen.outcome:
            yield ("observation", "look_for", n, "outcome"), seen.outcome


def _sources_named(subject: Subject) -> Iterator[tuple[Location, str]]:
    for start, card in subject.cards:
        for n, source_id in enumerate(card.cites):
            yield (*start, "cites", n), source_id
    for location, question in subject.questions:
        if question.source:
            yield (*location, "source"), question.source
    for text in subject.texts:
        # A card lists its own, each where it stands.
        cited = () if text.location[0] == "modules" else _CITE.findall(text.words)
        for source_id in cited:
            yield text.location, source_id
