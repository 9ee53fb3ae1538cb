"""A certificate is one tagged page that says what happened and claims no more."""

import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256

import pytest
import segno

from elearn.documents.certificate import Certificate
from tests.documents.certificates import (
    BUDGET,
    FACTS,
    NUMBER,
    URL,
    elements,
    keeps_both_standards,
    read,
    render,
    text_of,
)


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return render()


def test_it_is_one_tagged_a4_page_that_keeps_both_standards(certificate):
    reader = read(certificate)
    root = reader.trailer["/Root"]

    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert keeps_both_standards(certificate)
    assert certificate.problems == ()


def test_it_carries_title_issuer_and_the_day_of_the_pass(certificate):
    metadata = read(certificate).metadata

    assert metadata.title == (
        "Certificate of learning: Heard and understood, Lena Kowalczyk"
    )
    assert metadata.author == "Rosewood Care"
    assert metadata.creation_date.date() == date(2026, 11, 22)


def test_it_reads_in_the_order_of_the_page(certificate):
    read_aloud = text_of(certificate)
    order = [
        "Certificate of learning",
        "Rosewood Care",
        "Lena Kowalczyk",
        "completed the course",
        "Heard and understood",
        "Completed 22 November 2026",
        "Course version 3f9a2c1b, published 1 November 2026",
        "Next refresh by 22 November 2029",
        "What the course teaches",
        "Demonstrate a four-part opening",
        "Hand over a concern using SBAR",
        "How it was assessed",
        "12 questions, pass mark 80%",
        "Story “Fifteen minutes”: ended well",
        "CPD time",
        "Self-declared CPD: 75 minutes (1.25 hours).",
        "Participatory time: 0 minutes.",
        "Learning time estimated by the author.",
        "Designed to support",
        "Care Certificate 2025 standards 2, 6, 7 and 14",
        "Check this certificate",
        NUMBER,
        "Seen at work",
        "Signature",
        "This certificate records learning. "
        "It does not certify competence in practice.",
        "Issued for Rosewood Care by Mara Osei, Registered manager",
        "01632 960 001, training@rosewood.example",
    ]
    places = [read_aloud.find(words) for words in order]

    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_its_structure_has_headings_lists_and_paragraphs(certificate):
    kinds = [element["/S"] for element in elements(certificate)]

    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 6
    assert kinds.count("/LI") == 6 + 3 + 1
    assert kinds.index("/H1") < kinds.index("/P") < kinds.index("/H2")


def test_it_claims_nothing_that_is_not_held(certificate):
    claims = r"accredit|approv|endors|qualif|guarantee|compl(y|iance)|meets|aligned"

    assert not re.search(claims, text_of(certificate), re.IGNORECASE)


def test_the_code_on_the_page_is_the_address_for_checking(certificate):
    (page,) = read(certificate).pages
    expected = segno.make(URL, error="m", micro=False).matrix
    drawn = [[0] * len(expected) for _ in expected]
    start = None
    for operands, operator in page.get_contents().operations:
        if operator == b"m":
            start = operands
        elif operator == b"l" and start and start[1] == operands[1]:
            (left, row), right = start, operands[0]
            if float(row) % 1 == 0.5 and 0 <= row < len(expected):
                for column in range(round(left), round(right)):
                    drawn[int(row)][column] = 1

    assert drawn == [list(row) for row in expected]
    (figure,) = (e for e in elements(certificate) if e["/S"] == "/Figure")
    assert figure["/Alt"] == f"QR code that opens {URL}"
    (link,) = (note.get_object() for note in page["/Annots"])
    assert link["/A"]["/URI"] == URL
    assert URL in page.extract_text().replace("\n", "")


LONG = {
    "person_name": "Maria Alexandra Wilhelmina Theodora van der Westhuizen-Oyelaran "
    "of Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "course_title": "Hearing and being understood in busy homes, short visits, "
    "hospital wards and general practice receptions",
    "outcomes": tuple(
        f"Describe for case {i} what tone and body language can and cannot tell you "
        "about the person you are with, and what you would do next"
        for i in range(1, 13)
    ),
    "how_assessed": tuple(
        f"Story “The doctor on the phone, part {i}”: ended well" for i in range(8)
    ),
}


def test_long_names_and_twelve_outcomes_stay_on_one_page():
    certificate = render(**LONG)
    printed = text_of(certificate)

    assert len(read(certificate).pages) == 1
    assert certificate.problems == ()
    assert all(outcome in printed for outcome in LONG["outcomes"])
    assert "Llanfairpwllgwyngyll" in printed
    assert len(certificate.pdf) <= BUDGET


def test_a_word_wider_than_its_column_is_broken():
    (page,) = read(render(outcomes=("A" * 90,))).pages
    lines = re.findall(r"A{5,}", page.extract_text().replace("\u200b", ""))

    assert "".join(lines) == "A" * 90
    assert max(map(len, lines)) < 40


def test_what_no_page_can_hold_is_cut_and_said():
    certificate = render(
        person_name="W" * 300,
        outcomes=("Something long. " * 60,) * 30,
        how_assessed=("Another thing. " * 60,) * 30,
        standards=("s" * 900,) * 30,
        organisation_contact="c" * 900,
        verify_url="https://learn.example/" + "v" * 400,
    )

    assert len(read(certificate).pages) == 1
    assert keeps_both_standards(certificate)
    assert (
        "The person’s name is longer than 200 characters. "
        "The certificate shows the beginning."
    ) in certificate.problems
    assert (
        "Learning outcomes: there are 30. The certificate shows the first 16."
    ) in certificate.problems
    (page,) = read(certificate).pages
    beyond: list[float] = []
    page.extract_text(
        visitor_text=lambda text, ctm, matrix, *_: (
            beyond.append(matrix[5] * ctm[3] + ctm[5]) if text.strip() else None
        )
    )
    assert min(beyond) > 40


def test_a_short_certificate_leaves_out_what_it_has_not():
    printed = text_of(
        render(
            outcomes=(),
            standards=(),
            refresh_on=None,
            signatory_name="",
            signatory_role="",
            organisation_contact="",
        )
    )

    for heading in ("What the course teaches", "Designed to support", "Next refresh"):
        assert heading not in printed
    assert printed.endswith("Issued by Rosewood Care")


def test_the_same_facts_give_the_same_bytes_and_others_do_not(certificate):
    assert render().pdf == certificate.pdf
    assert render(person_name="Otto Kowalczyk").pdf != certificate.pdf


def test_the_same_facts_give_the_same_bytes_in_another_place_and_process(certificate):
    program = (
        "import sys, hashlib\n"
        "from elearn.documents.certificate import render_certificate\n"
        "from elearn.domain.award import AwardFacts\n"
        "facts = AwardFacts.model_validate_json(sys.stdin.read())\n"
        "print(hashlib.sha256(render_certificate(facts).pdf).hexdigest())\n"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        input=FACTS.model_dump_json(),
        env={**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert elsewhere.stdout.strip() == sha256(certificate.pdf).hexdigest()


@pytest.mark.slow
def test_eight_threads_print_at_once():
    names = [f"Learner {number}" for number in range(16)]
    alone = {name: render(person_name=name).pdf for name in names}
    together = threading.Barrier(8)

    def print_two(thread: int) -> dict[str, bytes]:
        together.wait(timeout=30)
        mine = names[2 * thread : 2 * thread + 2]
        return {name: render(person_name=name).pdf for name in mine}

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(print_two, range(8)))

    assert {name: pdf for result in results for name, pdf in result.items()} == alone


def test_a_usual_certificate_is_small(certificate):
    assert len(certificate.pdf) <= BUDGET
    assert len(render(person_name="محمد عبد الرحمن").pdf) <= BUDGET
