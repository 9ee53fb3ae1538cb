"""Pictures as people upload them."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw


def write_picture(picture: Image.Image, form: str = "PNG", **how: object) -> bytes:
    target = BytesIO()
    picture.save(target, form, **how)
    return target.getvalue()


def draw_logo(mode: str = "RGBA", size: tuple[int, int] = (1800, 600)) -> Image.Image:
    """Draw a disc and words, on nothing."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    height = size[1]
    pen.ellipse((20, 20, height - 20, height - 20), fill="#0f5257")
    pen.text((height, height // 3), "Rosewood", fill="#a2401b", font_size=height // 4)
    return picture.convert(mode)


def make_noise(size: tuple[int, int] = (900, 700), mode: str = "RGB") -> Image.Image:
    """Make what cannot be compressed."""
    amount = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, Random(4).randbytes(amount))
