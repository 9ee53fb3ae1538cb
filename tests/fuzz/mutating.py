"""Changes files as nobody would: by accident, by a broken editor, or to do harm."""

from collections.abc import Callable
from random import Random

HARMFUL = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<iframe src='https://example.org'></iframe>",
    "<form action='/x'><input name=a>", "[a](javascript:alert(1))",
    "[a](&#x6a;avascript:alert(1))", "[a]( java\tscript:x)",
    "![a](javascript:alert(1))", "<a href='data:text/html,x'>a</a>", "[a](data:x)",
    "<style>*{display:none}</style>", "<base href='//example.org'>",
    "<object data=x>", "<meta http-equiv=refresh content=0>",
    "<p style='position:fixed'>", "<b onclick=x>", "[a]: javascript:alert(1)\n[a]",
    "<math><mi xlink:href='javascript:x'>", "<!--><b>", "``<script>``",
    "~~~\n<script>\n~~~", "\"><script>", "'onmouseover='x", "<x-y a=b>", "<textarea>",
    "<button formaction=x>", "</div></main>", "<template><b>", "&lt;script",
)  # fmt: skip
ODD = (
    "\x00", "\u2028", "\ufeff", "\u202e", "\r", "\r\n", "\t", "---\n", "...\n",
    "%YAML 9\n", "&a ", "*a", "!!python/object:os.system ", "<<: *a", "? ", "|", ">",
    ">-\n", "'", '"', "[", "]", "{", "}", "[[", "]]", ": ", " #", "#", "```", "````",
    "~~~", "## ", "# ", "!!! ", "!!! phrase\n", "    ", "- ", "1. ", "[@", "[^1]",
    "![", "](", "{#", "}", "**", "_", "\\", "\n\n\n", "| a | b |\n|---|---|\n", "0",
    "-1", "9" * 40, "1e309", "true", "null", "~", "=1+1",
    "\U0001f469\u200d\U0001f52c", "e\u0301", "\u0130", "\u00df",
)  # fmt: skip
BYTES = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x80", b"\xfe\xff", b"\xf4\x90\x80\x80")

Change = Callable[[Random, bytes, bytes], bytes]


def mutate(rng: Random, content: bytes, other: bytes) -> bytes:
    """Change a file in one to four places; *other* lends parts of itself."""
    for _ in range(rng.randint(1, 4)):
        content = rng.choice(_CHANGES)(rng, content, other)
    return content


def harm(rng: Random, content: bytes, other: bytes) -> bytes:
    """Put harmful texts behind a few lines; the file can often be read still."""
    for _ in range(rng.randint(1, 3)):
        content = _harm_a_text(rng, content, other)
    return content


def _cut(rng: Random, content: bytes, _: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + content[start + rng.randint(1, 200) :]


def _end_early(rng: Random, content: bytes, _: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _write(rng: Random, content: bytes, _: bytes) -> bytes:
    return _insert(rng, content, rng.choice(ODD + HARMFUL).encode())


def _write_often(rng: Random, content: bytes, _: bytes) -> bytes:
    return _insert(rng, content, rng.choice(ODD).encode() * rng.choice((9, 300, 9_000)))


def _write_bytes(rng: Random, content: bytes, _: bytes) -> bytes:
    return _insert(rng, content, rng.choice(BYTES))


def _harm_a_text(rng: Random, content: bytes, _: bytes) -> bytes:
    """Put something harmful behind a line of prose, or any line where none is."""
    lines = content.split(b"\n")
    at = rng.choice(_prose_of(lines) or range(len(lines)))
    lines[at] += b" " + rng.choice(HARMFUL).encode()
    return b"\n".join(lines)


def _prose_of(lines: list[bytes]) -> list[int]:
    """Find the lines of a module that stand in no block: a capital begins them."""
    fences = 0
    found = []
    for at, line in enumerate(lines):
        fences += line.startswith(b"```")
        if fences % 2 == 0 and line[:1].isupper():
            found.append(at)
    return found


def _swap_lines(rng: Random, content: bytes, _: bytes) -> bytes:
    lines = content.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _double_lines(rng: Random, content: bytes, _: bytes) -> bytes:
    lines = content.split(b"\n")
    start = rng.randrange(len(lines))
    part = lines[start : start + rng.randint(1, 30)]
    return b"\n".join([*lines[:start], *part * rng.choice((2, 3, 40)), *lines[start:]])


def _indent(rng: Random, content: bytes, _: bytes) -> bytes:
    lines = content.split(b"\n")
    start = rng.randrange(len(lines))
    for at in range(start, min(start + rng.randint(1, 8), len(lines))):
        lines[at] = rng.choice((b" ", b"  ", b"\t", b"    ")) + lines[at]
    return b"\n".join(lines)


def _borrow(rng: Random, content: bytes, other: bytes) -> bytes:
    start = rng.randrange(len(other) + 1)
    return _insert(rng, content, other[start : start + rng.randint(1, 2_000)])


def _end_lines_otherwise(rng: Random, content: bytes, _: bytes) -> bytes:
    return content.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\r", b"\n\n")))


def _insert(rng: Random, content: bytes, part: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + part + content[at:]


_CHANGES: tuple[Change, ...] = (
    _cut, _end_early, _write, _write, _write_often, _write_bytes, _harm_a_text,
    _harm_a_text, _harm_a_text, _swap_lines, _double_lines, _indent, _borrow,
    _end_lines_otherwise,
)  # fmt: skip
