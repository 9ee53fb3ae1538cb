"""Rules for plain, kind and honest words."""

import re
from collections.abc import Iterator

from elearn.coursefiles.check_subject import Subject
from elearn.coursefiles.check_texts import Text
from elearn.coursefiles.problems import Problem, quoted
from elearn.coursefiles.reading import (
    Ease,
    count_words,
    find_names,
    list_paragraphs,
    measure,
    number_paragraphs,
    split_sentences,
)
from elearn.domain.course import Card, Prose

MOST_WORDS_ON_CARD = 120
MOST_WORDS_IN_SENTENCE = 25
HARDEST_CARD = 8.0
HARDEST_MODULE = 6.5

_HOUSE_WORDS = {
    r"(?i:utili[sz]\w*)": "Say “use”.",
    r"(?i:mobili[sz]\w*)": "Say “walk” or “move”.",
    r"PRN": "Say “when they need it”.",
    r"DNA": "Say “did not come”.",
    r"(?i:non-complian(?:t|ce))": "Say what the person does, and ask why.",
    r"(?i:challenging behaviours?)": "Say what the person does, and ask why.",
    r"(?i:wheelchair-bound)": "Say “uses a wheelchair”.",
    r"(?i:suffer(?:s|ed|ing)? from)": "Say “has”.",
    r"(?i:frequent flyers?)": "Say “comes often”, and ask why.",
    r"(?i:the elderly)": "Say “older people”.",
    r"(?i:special needs)": "Say what the person needs.",
}
_HOUSE_WORD = {re.compile(rf"\b{word}\b"): hint for word, hint in _HOUSE_WORDS.items()}

# Looking for these first is ten times faster than for the patterns, and most courses
# have none.
_IN_HOUSE_WORDS = (
    "utili", "mobili", "prn", "dna", "complian", "challenging b", "wheelchair-b",
    "suffer", "frequent f", "the elderly", "special n",
)  # fmt: skip

_BODIES = (
    r"(?:the )?(?:NHS|CQC|Care Quality Commission|Skills for (?:Care|Health)|NMC|HCPC"
    r"|NICE|Ofsted|Ofqual|government)"
)
_GIVEN = r"(?:accredited|certified|approved|endorsed|recognised|licensed|kitemarked)"
_CLAIM = re.compile(
    rf"\bCPD[- ]{_GIVEN}|\bCPD (?:accreditation|certification|approval)"
    rf"|\b{_GIVEN} (?:by|for|with) {_BODIES}\b|\b{_GIVEN} CPD\b"
    rf"|\b{_BODIES}[- ]{_GIVEN}|\bCSTF[- ]aligned|\baligned (?:to|with) (?:the )?CSTF"
    r"|\b(?:meets?|fulfils?|satisf(?:y|ies)|completes?|covers?) (?:all (?:of )?)?"
    r"(?:the )?(?:requirements? of )?(?:the )?(?:Care Certificate|Oliver McGowan)"
    r"|\bguarantees? (?:\w+ ){0,3}complian(?:ce|t)|\bOfqual[- ]regulated"
    r"|\bLevel [1-8] (?:qualification|award|certificate|diploma)"
    r"|\b(?:nationally|industry)[- ]recognised",
    re.IGNORECASE,
)
_IN_CLAIMS = (
    "cpd", "accredit", "certif", "approv", "endors", "recogni", "licen", "kitemark",
    "cstf", "mcgowan", "guarantee", "ofqual", "level ", "nationally", "industry",
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?:not|never|no|nor|nobody|cannot|without|\w+n[’']t)\b", re.IGNORECASE
)
_SPEAKER = re.compile(r"^[a-z][a-z0-9-]*\s*(?:\[[^\]]*\])?\s*:\s*")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^’]*’(?!\w)|`[^`]*`")


def check_card_length(subject: Subject) -> Iterator[Problem]:
    """A card is one screen on a phone."""
    for location, card in subject.cards:
        words = sum(map(count_words, _prose(card)))
        if words > MOST_WORDS_ON_CARD:
            yield subject.warn(
                location,
                "card-too-long",
                f"This card has {words} words, and {MOST_WORDS_ON_CARD} are the most "
                "for one screen.",
                "Make two cards of it, each with one idea.",
            )


def check_reading_grade(subject: Subject) -> Iterator[Problem]:
    """Tired people, and people whose first language is another, read this too."""
    for module_id, module in subject.course.modules.items():
        names = find_names(p for card in module.cards for p in _prose(card))
        whole = Ease()
        for card in module.cards:
            ease = measure(_prose(card), names, subject.course.glossary)
            whole += ease
            if ease.grade > HARDEST_CARD:
                yield _too_hard(
                    subject, ("modules", module_id, "cards", card.id), "card",
                    ease.grade, HARDEST_CARD,
                )  # fmt: skip
        if whole.grade > HARDEST_MODULE:
            yield _too_hard(
                subject, ("modules", module_id, "title"), "module",
                whole.grade, HARDEST_MODULE,
            )  # fmt: skip


def check_sentences(subject: Subject) -> Iterator[Problem]:
    """A long sentence has to be read twice."""
    for text in subject.texts:
        if len(text.words.split()) <= MOST_WORDS_IN_SENTENCE // 2:
            continue
        for row, paragraph in _rows_of(text):
            # Most paragraphs have no more words than one sentence may have.
            if count_words(paragraph) <= MOST_WORDS_IN_SENTENCE:
                continue
            for sentence in split_sentences(paragraph):
                words = count_words(sentence)
                if words > MOST_WORDS_IN_SENTENCE:
                    yield subject.warn_in(
                        text,
                        row,
                        "long-sentence",
                        f"This sentence has {words} words: {quoted(sentence)}",
                        "Make two of it.",
                    )


def check_house_words(subject: Subject) -> Iterator[Problem]:
    """Jargon and words that make people small stand only where they are examples.

    That is: in quotation marks, in an answer or a thing to open or sort and in what
    explains that one, in what somebody in a story says, and as a word of the glossary.
    """
    parts = [part for part in _IN_HOUSE_WORDS if part in subject.small_letters]
    for text in subject.texts:
        small = text.words.lower() if parts else ""
        if text.voice in ("example", "speech") or not any(p in small for p in parts):
            continue
        words = _without_quotes(text.words)
        for pattern, hint in _HOUSE_WORD.items():
            found = pattern.search(words)
            if found and not pattern.search(text.about):
                yield subject.warn_in(
                    text,
                    words[: found.start()].count("\n"),
                    "house-word",
                    f"{quoted(found[0])} is a word that we leave out.",
                    f"{hint} As an example, put it in quotation marks.",
                )


def check_claims(subject: Subject) -> Iterator[Problem]:
    """Nothing is claimed that is not held."""
    parts = [part for part in _IN_CLAIMS if part in subject.small_letters]
    for text in subject.texts:
        small = text.words.lower() if parts else ""
        if not any(part in small for part in parts):
            continue
        for row, paragraph in number_paragraphs(_without_quotes(text.words)):
            for sentence in split_sentences(paragraph):
                found = _CLAIM.search(sentence)
                if found and not _DENIED.search(sentence, 0, found.start()):
                    yield subject.error_in(
                        text,
                        row,
                        "false-claim",
                        f"{quoted(found[0])} claims what this course does not hold.",
                        "Say what is true, such as “Designed to support Care "
                        "Certificate standards 6 and 7”.",
                    )


def check_minutes(subject: Subject) -> Iterator[Problem]:
    """The time on the certificate is the time of the parts."""
    course = subject.course
    # What is read instead of a scenario takes no time beside it.
    listed = {item.id for item in course.contents}
    modules = [m for m in course.modules.values() if m.id in listed]
    parts = sum(module.minutes for module in modules)
    parts += sum(scenario.minutes for scenario in course.scenarios.values())
    parts += course.assessment.minutes if course.assessment else 0
    if 10 * abs(parts - course.cpd_minutes) > course.cpd_minutes:
        yield subject.warn(
            ("course", "cpd_minutes"),
            "minutes-differ",
            f"The parts take {parts} minutes together, and “cpd_minutes” says "
            f"{course.cpd_minutes}.",
            "Correct the one that is wrong.",
        )


def _too_hard(
    subject: Subject, location: tuple[str, ...], what: str, grade: float, most: float
) -> Problem:
    return subject.warn(
        location,
        "card-hard-to-read" if what == "card" else "module-hard-to-read",
        f"This {what} has reading grade {grade:.1f}, and {most:g} is the most.",
        "Use shorter sentences and shorter words.",
    )


def _rows_of(text: Text) -> list[tuple[int, str]]:
    if text.voice != "speech":
        return number_paragraphs(text.words)
    lines = enumerate(text.words.split("\n"))
    return [(row, _SPEAKER.sub("", line.strip())) for row, line in lines]


def _without_quotes(text: str) -> str:
    return _QUOTED.sub(lambda found: " " + "\n" * found[0].count("\n"), text)


def _prose(card: Card) -> list[str]:
    prose = [block.text for block in card.blocks if isinstance(block, Prose)]
    return [paragraph for text in prose for paragraph in list_paragraphs(text)]
