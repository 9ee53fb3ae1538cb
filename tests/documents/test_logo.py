"""A logo is drawn anew, small and plain, whatever was uploaded."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from elearn.documents.certificate import render_certificate
from elearn.documents.logo import MAX_UPLOAD, prepare_logo
from elearn.errors import BadResponse
from tests.documents.certificates import (
    BUDGET,
    FACTS,
    elements,
    keeps_both_standards,
    read,
)
from tests.pictures import draw_logo, make_noise, write_picture


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


# Drawn when they are needed: drawing all takes a second of every start of pytest.
@pytest.mark.parametrize(
    "draw",
    [
        lambda: write_picture(draw_logo()),
        lambda: write_picture(draw_logo(), "WEBP"),
        lambda: write_picture(draw_logo("P")),
        lambda: write_picture(draw_logo("CMYK"), "JPEG"),
        lambda: write_picture(draw_logo("L", (120, 40))),
        lambda: write_picture(Image.new("I;16", (300, 100), 4000)),
        lambda: write_picture(make_noise()),
        lambda: write_picture(make_noise(mode="RGBA")),
    ],
    ids=["png", "webp", "palette", "cmyk", "small", "deep", "noise", "clear-noise"],
)
def test_what_people_have_becomes_a_small_picture(draw: Callable[[], bytes]) -> None:
    logo = prepare_logo(draw())
    picture = opened(logo.content)
    assert Image.MIME[str(picture.format)] == logo.type
    assert picture.mode == "RGB"
    assert picture.width <= 600
    assert picture.height <= 200
    certificate = render_certificate(FACTS, logo.content)
    assert keeps_both_standards(certificate)
    assert len(certificate.pdf) <= BUDGET
    assert len(read(certificate).pages) == 1


def test_what_can_be_seen_through_becomes_white() -> None:
    picture = opened(prepare_logo(write_picture(draw_logo())).content)
    assert picture.getpixel((0, 0)) == (255, 255, 255)


def test_nothing_but_the_picture_is_kept() -> None:
    with_place = Image.Exif()
    with_place[0x010E] = "at Lena's house"
    upload = write_picture(draw_logo("RGB"), "JPEG", exif=with_place)
    # A second kind of file behind the picture.
    logo = prepare_logo(upload + b"<script>alert(1)</script>")
    assert b"Lena" in upload
    assert b"Lena" not in logo.content
    assert b"script" not in logo.content


def test_a_turned_photograph_stands_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    upload = write_picture(draw_logo("RGB"), "JPEG", exif=turned)
    picture = opened(prepare_logo(upload).content)
    assert picture.height > picture.width


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: b"", "Choose a picture first."),
        (
            lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "is not a PNG, JPEG or WebP",
        ),
        (lambda: write_picture(draw_logo("P"), "GIF"), "is not a PNG, JPEG or WebP"),
        (lambda: b"%PDF-1.7", "is not a PNG, JPEG or WebP"),
        (lambda: write_picture(draw_logo())[:900], "is damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "is not a PNG, JPEG or WebP"),
        (lambda: b"x" * (MAX_UPLOAD + 1), "larger than 5 MB"),
        (lambda: write_picture(Image.new("1", (4000, 4000))), "4,000 by 4,000 pixels"),
        (lambda: write_picture(Image.new("1", (12, 12))), "too small to be seen"),
        (lambda: write_picture(Image.new("1", (3000, 20))), "too long and thin"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_reason(
    draw: Callable[[], bytes], sentence: str
) -> None:
    with pytest.raises(BadResponse) as refused:
        prepare_logo(draw())
    assert sentence in refused.value.sentence


def test_the_certificate_says_whose_logo_it_is() -> None:
    logo = prepare_logo(write_picture(draw_logo()))
    with_logo = render_certificate(FACTS, logo.content)
    figures = [e["/Alt"] for e in elements(with_logo) if e["/S"] == "/Figure"]
    assert figures[0] == "Logo of Rosewood Care"
    assert with_logo.pdf == render_certificate(FACTS, logo.content).pdf
