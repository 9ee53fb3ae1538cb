"""Render the certificate of an award as one tagged page of PDF."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import segno
import typst

from elearn.documents.fonts import load_fonts
from elearn.documents.fonts.typed import TypedText, break_long_words
from elearn.domain.award import PARTICIPATORY_TIME, RECORDS_LEARNING, AwardFacts

_FOLDER = Path(__file__).parent
_TEMPLATE = _FOLDER / "certificate.typ"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_NAME = 200
_SENTENCE = 400
_LIST = (_SENTENCE, 16)
_LONGEST_UNBROKEN = 40


@dataclass(frozen=True)
class Certificate:
    """The document, and what in it is not as it should be."""

    pdf: bytes
    problems: tuple[str, ...]


def render_certificate(facts: AwardFacts, logo: bytes | None = None) -> Certificate:
    """Print the same bytes for the same facts, whatever was typed into them.

    *logo* is the picture that the facts name, as documents/logo.py makes it.
    """
    typed = TypedText(facts.language)
    laid_out = _lay_out(facts, typed)
    # Typst takes texts only; a list of numbers is what it can turn into bytes.
    laid_out["logo"] = list(logo) if logo else None
    inputs = {"facts": json.dumps(laid_out)}
    return Certificate(_press().print(inputs), typed.problems)


def _lay_out(facts: AwardFacts, typed: TypedText) -> dict[str, object]:
    organisation = typed.tidy(facts.organisation_name, "The organisation’s name", _NAME)
    person = typed.tidy(facts.person_name, "The person’s name", _NAME)
    course = typed.tidy(facts.course_title, "The course title", _NAME)
    last_part = facts.verify_url.rpartition("/")[2]
    if len(last_part) > _LONGEST_UNBROKEN:
        last_part = ""
    return {
        "title": f"Certificate of learning: {course}, {person}",
        "author": organisation,
        "date": {
            "year": facts.passed_on.year,
            "month": facts.passed_on.month,
            "day": facts.passed_on.day,
        },
        "language": facts.language,
        "organisation": typed.piece(organisation, "", _NAME),
        "person": typed.piece(person, "", _NAME),
        "course": typed.piece(course, "", _NAME),
        "strip": [
            [label, typed.piece(text, label, _NAME)] for label, text in _strip(facts)
        ],
        "outcomes": typed.pieces(facts.outcomes, "Learning outcomes", *_LIST),
        "assessed": typed.pieces(facts.how_assessed, "How it was assessed", *_LIST),
        "standards": typed.pieces(facts.standards, "Standards", *_LIST),
        "cpd": [
            typed.piece(sentence, "The basis of the CPD time", _NAME)
            for sentence in (
                facts.cpd_declaration,
                PARTICIPATORY_TIME,
                facts.cpd_basis.rstrip(".") + ".",
            )
        ],
        "limits": RECORDS_LEARNING,
        "issuer": [
            typed.piece(sentence, "The issuer’s line", _SENTENCE)
            for sentence in _issuer(facts, organisation)
        ],
        "number": facts.number,
        "url": facts.verify_url,
        "url_start": break_long_words(facts.verify_url.removesuffix(last_part), 60),
        "url_end": last_part,
        "qr": segno.make(facts.verify_url, error="m", micro=False).svg_inline(
            border=0, dark="#0f5257", omitsize=True
        ),
    }


def _strip(facts: AwardFacts) -> Iterator[tuple[str, str]]:
    yield "Completed", _write_date(facts.passed_on)
    if facts.course_version:
        yield "Course version", facts.course_version
    if facts.refresh_on:
        yield "Next refresh by", _write_date(facts.refresh_on)


def _issuer(facts: AwardFacts, organisation: str) -> Iterator[str]:
    by = ", ".join(filter(None, (facts.signatory_name, facts.signatory_role)))
    yield f"Issued for {organisation} by {by}" if by else f"Issued by {organisation}"
    if facts.organisation_contact:
        yield f"Questions about this certificate: {facts.organisation_contact}"


def _write_date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True)
class _Press:
    """The compilers of one thread; the fonts are shared by all."""

    page: typst.Compiler = field(
        default_factory=lambda: typst.Compiler(
            _TEMPLATE, root=_FOLDER, font_paths=load_fonts(), ignore_system_fonts=True
        )
    )
    empty: typst.Compiler = field(
        default_factory=lambda: typst.Compiler(
            font_paths=load_fonts(), ignore_system_fonts=True
        )
    )

    def print(self, inputs: dict[str, str]) -> bytes:
        try:
            pdf = self.page.compile(
                sys_inputs=inputs,
                format="pdf",
                pdf_standards=["a-2a", "ua-1"],
            )
        finally:
            self._forget()
        if not isinstance(pdf, bytes):
            raise TypeError("The certificate must be one document.")
        return pdf

    def _forget(self) -> None:
        # Typst keeps the work of its last ten compilations, 4 MB and more for each
        # certificate. Ten empty pages take a millisecond and let go of it.
        for _ in range(10):
            self.empty.compile(b"", format="svg")


_of_this_thread = threading.local()


def _press() -> _Press:
    if not hasattr(_of_this_thread, "press"):
        _of_this_thread.press = _Press()
    press: _Press = _of_this_thread.press
    return press
