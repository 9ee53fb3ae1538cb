"""Whatever was typed into a name comes out right, or the certificate says why not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.documents.fonts import describe_unprintable
from tests.documents.certificates import (
    elements,
    keeps_both_standards,
    read,
    render,
    text_of,
)
from tests.examples import most


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


@pytest.mark.slow
@settings(max_examples=most(40))
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
