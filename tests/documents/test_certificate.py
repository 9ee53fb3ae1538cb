"""A certificate is one tagged page that says what happened, whatever was typed."""

import io
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256

import pypdf
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.documents.certificate import Certificate, render_certificate
from elearn.documents.fonts import describe_unprintable
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
        "12 questions, pass mark 80 %",
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


def arabic_shapes(name: str) -> list[tuple[str, str]]:
    """Glyph code and character of a name, from left to right on the page."""
    (page,) = read(render(person_name=name)).pages
    key, font = next(
        (key, font.get_object())
        for key, font in page["/Resources"]["/Font"].items()
        if "NaskhArabic" in font["/BaseFont"]
    )
    mapping = font["/ToUnicode"].get_data().decode()
    meant = dict(re.findall(r"<(\w{4})> *<(\w{4})>", mapping.split("endcodespace")[1]))
    runs: list[tuple[float, list[tuple[str, str]]]] = []
    current, origin, start = None, 0.0, 0.0
    for operands, operator in page.get_contents().operations:
        if operator == b"Tf":
            current = operands[0]
        elif operator == b"cm":
            origin = float(operands[4])
        elif operator == b"Tm":
            start = origin + float(operands[4])
        elif operator in (b"TJ", b"Tj") and current == key:
            (pieces,) = operands if operator == b"TJ" else (operands,)
            for piece in pieces:
                if not isinstance(piece, (int, float)):
                    codes = re.findall("....", piece.original_bytes.hex())
                    signs = [(code, chr(int(meant[code], 16))) for code in codes]
                    runs.append((start, signs))
    runs.sort(key=lambda run: run[0])
    return [sign for _, signs in runs for sign in signs]


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
        "12 questions, pass mark 80 %",
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


@pytest.mark.parametrize(
    "name",
    [
        "Ångström",
        "Đặng Thị Hồng",
        "Łukasz Żółć",
        "Çağla İnönü",
        "Ọlábísí Ṣọlá",
        "Ƙasim Ɗanladi Ŋdiaye",
        "Ștefan Țăran",
        "Siân O’Brien-Ó Súilleabháin",
        "Ελένη Παπαδοπούλου",
        "Олександра Їжакевич",
    ],
)
def test_names_with_any_accent_print_right(name):
    certificate = render(person_name=name)

    assert certificate.problems == ()
    assert name in text_of(certificate)
    assert keeps_both_standards(certificate)


def test_a_letter_made_of_two_shapes_reads_as_one():
    certificate = render(person_name="Ṣẹ́gun")
    (page,) = read(certificate).pages
    spoken = [
        operands[1]["/ActualText"]
        for operands, operator in page.get_contents().operations
        if operator == b"BDC" and "/ActualText" in operands[1]
    ]

    assert certificate.problems == ()
    assert spoken == ["ẹ́"]


def test_every_accented_latin_letter_has_a_shape():
    letters = [chr(point) for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
    rows = tuple("".join(letters[i : i + 80]) for i in range(0, len(letters), 80))

    assert describe_unprintable(set(letters)) == []
    certificate = render(outcomes=rows, course_title=rows[0], organisation_name=rows[1])
    assert certificate.problems == ()


def test_an_arabic_name_prints_right():
    certificate = render(person_name="محمد عبد الرحمن")
    printed = text_of(certificate)

    assert certificate.problems == ()
    assert keeps_both_standards(certificate)
    assert {"محمد", "عبد", "الرحمن"} <= set(printed.split())
    (name,) = (e for e in elements(certificate) if e.get("/Lang") == "ar")
    assert name["/S"] == "/P"


def test_arabic_letters_join_and_run_from_right_to_left():
    final, medial, other_medial, initial = arabic_shapes("مممم")

    assert medial == other_medial
    assert len({initial, medial, final}) == 3
    assert [sign for _, sign in arabic_shapes("مد")] == ["د", "م"]
    assert [sign for _, sign in arabic_shapes("مد (Mo) را")] == ["ا", "ر", "د", "م"]


def test_markup_in_names_comes_out_as_it_was_typed():
    typed = r"#emph[x] <b>B</b> *a* _u_ \u202e `r` $x^2$ @y // z"
    certificate = render(
        person_name=typed,
        course_title="= #panic() /* x */",
        outcomes=("- #pagebreak()",),
    )
    printed = text_of(certificate)

    assert typed in printed
    assert "= #panic() /* x */" in printed
    assert "1 - #pagebreak()" in printed
    assert certificate.problems == ()
    assert len(read(certificate).pages) == 1


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ann \u202eeniaL\u202c", "Ann eniaL"),
        ("Ann\u2066\u2069\ufeff\x00\x07 Lee", "Ann Lee"),
        ("Ann\n\n\tLee\u2028Kay", "Ann Lee Kay"),
        ("A\u0301\u0301\u0301\u0301\u0301\u0301nn", "Á\u0301\u0301\u0301nn"),
    ],
)
def test_what_would_reorder_or_break_the_line_is_left_out(typed, printed):
    certificate = render(person_name=typed)

    assert certificate.problems == ()
    assert read(certificate).metadata.title.endswith(f", {printed}")
    assert keeps_both_standards(certificate)


def test_a_name_of_nothing_visible_still_gives_a_page():
    assert "This records that — completed" in text_of(render(person_name="\u202e"))


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


def test_letters_without_a_font_are_named_and_still_read_aloud():
    certificate = render(person_name="Nana ლომიძე")
    (word, code) = (e for e in elements(certificate) if e["/S"] == "/Figure")

    assert certificate.problems == (
        "No font here can print “ე”, “ი”, “ლ”, “მ”, “ო” and “ძ” (Georgian). "
        "The certificate shows them as boxes.",
    )
    assert keeps_both_standards(certificate)
    assert word["/Alt"] == "ლომიძე"
    assert code["/Alt"].startswith("QR code")
    assert "Nana completed the course" in text_of(certificate)
    assert read(certificate).metadata.title.endswith("Nana ლომიძე")


def test_each_script_without_a_font_is_named_once():
    problems = render(person_name="नेहा 日本 김", organisation_name="🙂").problems

    assert problems == (
        "No font here can print “न”, “ह”, “ा” and “े” (Devanagari). "
        "The certificate shows them as boxes.",
        "No font here can print “日” and “本” (Chinese characters). "
        "The certificate shows them as boxes.",
        "No font here can print “김” (Korean). The certificate shows it as a box.",
        "No font here can print “🙂” (symbol). The certificate shows it as a box.",
    )


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_anything_typed_gives_one_page_that_keeps_both_standards(typed):
    certificate = render(person_name=typed, course_title=typed, outcomes=(typed,))

    assert len(read(certificate).pages) == 1
    assert keeps_both_standards(certificate)


def test_only_our_fonts_are_on_the_page():
    (page,) = read(render(person_name="محمد Ж λ 日")).pages
    names = {font["/BaseFont"][8:] for font in page["/Resources"]["/Font"].values()}

    assert names == {
        "NotoSerif-Regular",
        "NotoSerif-Italic",
        "NotoSerif-SemiBold",
        "NotoNaskhArabic-Regular",
        "AtkinsonHyperlegibleNext-SemiBold",
    }


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
