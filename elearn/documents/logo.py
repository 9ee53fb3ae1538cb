"""Make a logo small, plain and harmless: a picture of our own making, drawn anew.

What somebody uploads is only ever read. What is kept has no place, camera or colour
profile in it, is no second kind of file at the same time, and fits on a certificate
that is to stay small.
"""

import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from elearn.errors import BadResponse

MAX_UPLOAD = 5_000_000
MAX_PIXELS = 8_000_000
"""Decoded, each takes four bytes of memory for a moment."""

MAX_PRINTED = 12_000
"""Bytes that it may add to a certificate, which is to stay below 60 KB."""

_READ = ("PNG", "JPEG", "WEBP")
_SIZES = ((600, 200), (480, 160), (360, 120), (240, 80))
_QUALITIES = (88, 75)
_SMALLEST = 16
_LONGEST_SHAPE = 12
"""How many times as long as high a logo can be and still be seen in the masthead."""


@dataclass(frozen=True)
class Logo:
    """A picture as it is kept."""

    content: bytes
    type: str


def prepare_logo(upload: bytes) -> Logo:
    """Give the picture as a small PNG or JPEG. Raise BadResponse if it cannot be one.

    What can be seen through becomes white, as the certificate and the box in the
    masthead are.
    """
    if not upload:
        raise BadResponse("logo", "Choose a picture first.")
    if len(upload) > MAX_UPLOAD:
        raise BadResponse(
            "logo",
            f"This file is larger than {MAX_UPLOAD // 10**6} MB. "
            "Save the picture smaller, then try again.",
        )
    picture = _read(upload)
    for size in _SIZES:
        if picture.width > size[0] or picture.height > size[1]:
            picture = ImageOps.contain(picture, size)
        # A certificate holds the colours of a PNG compressed, and a JPEG as it is.
        if len(zlib.compress(picture.tobytes())) <= MAX_PRINTED:
            return Logo(_write(picture, "PNG", optimize=True), "image/png")
        for quality in _QUALITIES:
            content = _write(picture, "JPEG", quality=quality, optimize=True)
            if len(content) <= MAX_PRINTED:
                return Logo(content, "image/jpeg")
    raise BadResponse(
        "logo", "This picture has too much detail. Use a plain logo, not a photograph."
    )


def _read(upload: bytes) -> Image.Image:
    """Decode by what is in the file, whatever it calls itself."""
    try:
        with Image.open(BytesIO(upload), formats=_READ) as opened:
            # The size stands in the header: nothing is decoded before it is known.
            _check_size(*opened.size)
            return _on_white(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError:
        raise BadResponse(
            "logo", "This file is not a PNG, JPEG or WebP picture. Save it as one."
        ) from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadResponse(
            "logo", "This picture is damaged. Save it again, then try once more."
        ) from None


def _check_size(width: int, height: int) -> None:
    size = f"This picture is {width:,} by {height:,} pixels"
    if width * height > MAX_PIXELS:
        raise BadResponse("logo", f"{size}. Make it smaller, such as 600 by 200.")
    if min(width, height) < _SMALLEST:
        raise BadResponse("logo", f"{size}, which is too small to be seen.")
    if max(width, height) > _LONGEST_SHAPE * min(width, height):
        raise BadResponse("logo", f"{size}. That is too long and thin for a logo.")


def _on_white(picture: Image.Image) -> Image.Image:
    clear = "A" in picture.getbands() or "transparency" in picture.info
    if not clear:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def _write(picture: Image.Image, form: str, **how: int) -> bytes:
    picture.info.clear()
    target = BytesIO()
    picture.save(target, form, **how)
    return target.getvalue()
