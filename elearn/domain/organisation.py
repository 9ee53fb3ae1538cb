"""What an organisation says about itself, and what of it cannot stay as typed."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

NATIONS = ("England", "Scotland", "Wales", "Northern Ireland", "Another country")
"""Laws differ between them: courses name theirs."""

WORDS = (
    ("person we support", "people we support"),
    ("resident", "residents"),
    ("client", "clients"),
    ("patient", "patients"),
    ("service user", "service users"),
    ("tenant", "tenants"),
)
"""Suggestions for one and for several of the people who are supported."""

LONGEST = {
    "name": 200,
    "contact": 400,
    "signatory_name": 200,
    "signatory_role": 200,
    "safeguarding_contact": 400,
    "person_word": 60,
    "people_word": 60,
}
_LABELS = {
    "name": "The name",
    "contact": "The contact",
    "signatory_name": "The name of who signs",
    "signatory_role": "The role of who signs",
    "safeguarding_contact": "The safeguarding contact",
    "person_word": "The word for one person",
    "people_word": "The word for several people",
}


@dataclass(frozen=True)
class OrganisationDetails:
    """Everything that an administrator can change about it, except the logo."""

    name: str
    contact: str
    signatory_name: str
    signatory_role: str
    safeguarding_contact: str
    nation: str
    time_zone: str
    person_word: str
    people_word: str


DETAILS = tuple(field.name for field in fields(OrganisationDetails))


def tidy_details(typed: OrganisationDetails) -> OrganisationDetails:
    """Fold white space, as these are words in a line."""
    return replace(
        typed, **{name: " ".join(getattr(typed, name).split()) for name in DETAILS}
    )


def find_faults(details: OrganisationDetails, zones: Collection[str]) -> dict[str, str]:
    """Say by field what has to be mended; empty when all is well."""
    faults = {}
    for name, longest in LONGEST.items():
        if len(getattr(details, name)) > longest:
            faults[name] = f"{_LABELS[name]} can have at most {longest} characters."
    faults |= _find_word_faults(details)
    if not details.name:
        faults["name"] = "Type the name of your organisation."
    if details.signatory_role and not details.signatory_name:
        faults["signatory_name"] = "Type the name that goes with this role."
    if details.nation not in NATIONS:
        faults["nation"] = "Choose where you work."
    if details.time_zone not in zones:
        faults["time_zone"] = "Choose a time zone from the list."
    return faults


def _find_word_faults(details: OrganisationDetails) -> dict[str, str]:
    if not details.person_word:
        return {"person_word": "Choose a word, or type your own for one person."}
    if not details.people_word:
        return {"people_word": "Type the word for several people too."}
    return {}


def list_differences(
    one: OrganisationDetails, other: OrganisationDetails
) -> tuple[str, ...]:
    """Name the fields in which two differ."""
    return tuple(name for name in DETAILS if getattr(one, name) != getattr(other, name))
