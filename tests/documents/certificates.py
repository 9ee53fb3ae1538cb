"""A certificate to print in tests, and ways to read what came out."""

import io
from datetime import date

import pypdf

from elearn.documents.certificate import Certificate, render_certificate
from elearn.domain.award import AwardFacts, make_award_number

NUMBER = make_award_number(b"rosewoo")
URL = f"https://learn.rosewood.example/verify/{NUMBER}"
FACTS = AwardFacts(
    number=NUMBER,
    person_name="Lena Kowalczyk",
    organisation_name="Rosewood Care",
    organisation_contact="01632 960 001, training@rosewood.example",
    course_title="Heard and understood",
    course_version="3f9a2c1b, published 1 November 2026",
    passed_on=date(2026, 11, 22),
    cpd_minutes=75,
    cpd_basis="Learning time estimated by the author",
    outcomes=(
        "Demonstrate a four-part opening for any contact",
        "Identify three listening habits and use reflect, check, act",
        "Choose words and chunks a person can use, and confirm with teach-back",
        "Describe what tone and body language can and cannot tell you",
        "Give and receive feedback using SBI",
        "Hand over a concern using SBAR",
    ),
    how_assessed=(
        "12 questions, pass mark 80%",
        "Story “Fifteen minutes”: ended well",
        "Story “The doctor on the phone”: recovered",
    ),
    standards=("Care Certificate 2025 standards 2, 6, 7 and 14",),
    refresh_on=date(2029, 11, 22),
    signatory_name="Mara Osei",
    signatory_role="Registered manager",
    verify_url=URL,
)
BUDGET = 60_000
BOTH_STANDARDS = ("pdfuaid:part>1<", "pdfaid:part>2<", "pdfaid:conformance>A<")


def render(**changes: object) -> Certificate:
    return render_certificate(FACTS.model_copy(update=changes))


def read(certificate: Certificate) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(certificate.pdf))


def text_of(certificate: Certificate) -> str:
    """The text in the order of the page, line breaks taken for spaces."""
    (page,) = read(certificate).pages
    return " ".join(page.extract_text().split())


def elements(certificate: Certificate) -> list[pypdf.generic.DictionaryObject]:
    """Every element of the structure tree, in reading order."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(read(certificate).trailer["/Root"]["/StructTreeRoot"])
    return found


def keeps_both_standards(certificate: Certificate) -> bool:
    metadata = read(certificate).trailer["/Root"]["/Metadata"].get_data().decode()
    return all(claim in metadata for claim in BOTH_STANDARDS)
