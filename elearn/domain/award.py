"""The facts frozen when somebody passes, and the number that names them."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (crockford.com/base32.html): no I, L, O or U."""

PARTICIPATORY_TIME = "Participatory time: 0 minutes."
RECORDS_LEARNING = (
    "This certificate records learning. It does not certify competence in practice."
)

_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_DATA = 11
_BITS = 5 * _DATA
_BYTES = 7
_FIELD = 0b100101
_MISREAD = str.maketrans("OIL", "011")
_FILLING = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

Words = Annotated[str, StringConstraints(strip_whitespace=True)]
SomeWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def make_award_number(random_bytes: bytes) -> str:
    """Write 55 random bits and a check character, like K7QM-3XWD-9F2A.

    A sign is an element of GF(32), and in a right number the sum of sign i times
    a^i is zero, for a primitive a. An error in one sign changes the sum by a^i
    times the difference, which is never zero; swapping signs i and j changes it by
    (a^i - a^j) times the difference, and the powers differ for all twelve places.
    So every single error and every swap of two unequal signs, neighbours or not,
    is caught. Such weighted check equations are due to J. Verhoeff, Error Detecting
    Decimal Codes (1969); over groups of order 2^k see Chen, Niemenmaa and Vinck,
    Designs, Codes and Cryptography, doi:10.1007/s10623-015-0072-8.
    """
    if len(random_bytes) < _BYTES:
        raise ValueError(f"An award number needs {_BYTES} random bytes or more.")
    bits = int.from_bytes(random_bytes[:_BYTES]) >> (8 * _BYTES - _BITS)
    values = [bits >> shift & 31 for shift in range(_BITS - 5, -1, -5)]
    values.append(_weigh(values))
    signs = "".join(ALPHABET[value] for value in values)
    return "-".join((signs[:4], signs[4:8], signs[8:]))


def parse_award_number(text: str) -> str | None:
    """Read a number as people type it; None when it cannot be one of ours."""
    signs = _FILLING.sub("", text)
    if not signs.isascii():
        return None
    signs = signs.upper().translate(_MISREAD)
    if len(signs) != _DATA + 1 or not set(signs) <= set(ALPHABET):
        return None
    *values, check = (_VALUES[sign] for sign in signs)
    if _weigh(values) != check:
        return None
    return "-".join((signs[:4], signs[4:8], signs[8:]))


def _weigh(values: list[int]) -> int:
    total = 0
    for value in values:
        total = _times_a(total ^ value)
    return total


def _times_a(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


class AwardFacts(BaseModel):
    """All that a certificate prints, kept as it was on the day of the pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(
        pattern=r"^[0-9A-Z-]{4,40}$", description="As make_award_number writes it."
    )
    person_name: SomeWords
    organisation_name: SomeWords
    organisation_contact: Words = Field("", description="E-mail, telephone or address.")
    course_title: SomeWords
    course_version: Words = Field(
        description="Short hash and date of publication, as people read them."
    )
    passed_on: date
    cpd_minutes: int = Field(ge=0)
    cpd_basis: Words = Field(
        description="Learning time estimated by the author, or from a pilot on a date."
    )
    outcomes: tuple[SomeWords, ...] = ()
    how_assessed: tuple[SomeWords, ...] = ()
    standards: tuple[SomeWords, ...] = Field(
        (), description="What the course was designed to support; never that it meets."
    )
    refresh_on: date | None = None
    signatory_name: Words = ""
    signatory_role: Words = ""
    logo_sha256: str = Field(
        "",
        pattern=r"^([0-9a-f]{64})?$",
        description="The issuer's logo, named by its content.",
    )
    verify_url: str = Field(pattern=r"^https?://[!-~]+$", max_length=500)
    language: Literal["en"] = "en"

    @property
    def cpd_hours(self) -> Decimal:
        """Hours, rounded down to the quarter: never more than was declared."""
        return Decimal(self.cpd_minutes // 15) / 4

    @property
    def cpd_hours_text(self) -> str:
        """The same hours in words: 1 hour 15 minutes."""
        hours, quarters = divmod(self.cpd_minutes // 15, 4)
        parts = []
        if hours or not quarters:
            parts.append(_count(hours, "hour"))
        if quarters:
            parts.append(f"{15 * quarters} minutes")
        return " ".join(parts)

    @property
    def cpd_declaration(self) -> str:
        """Say minutes and hours, and that nobody else has judged them."""
        hours = "hour" if self.cpd_hours == 1 else "hours"
        minutes = _count(self.cpd_minutes, "minute")
        return f"Self-declared CPD: {minutes} ({self.cpd_hours} {hours})."


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
