"""Write docs/checks/README.md, the list of all checks, from their pages.

python -m scripts.write_checks_index [--check]
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "checks"
INDEX = FOLDER / "README.md"
HEAD = """\
# What `elearn check` tells

Every problem has a code, and each code a page: what it means, why it matters, a bad and
a good example. `elearn check --explain CODE` shows it in the terminal. An **error**
keeps a course from being published; a **warning** does not.

The examples change one thing in a small course. A test runs each and compares what is
told, and where. This list is written from the pages: `make docs` writes it again.

| code | | what it means |
|---|---|---|
"""


def main() -> int:
    fresh = write_index()
    if "--check" in sys.argv:
        if INDEX.exists() and INDEX.read_text(encoding="utf-8") == fresh:
            return 0
        print("docs/checks/README.md is not what its pages say. Run: make docs")
        return 1
    INDEX.write_text(fresh, encoding="utf-8")
    return 0


def write_index() -> str:
    pages = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
    return HEAD + "".join(row(path) for path in pages)


def row(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"  (error|warning)  {path.stem}$", text, re.MULTILINE)
    severity = found[1] if found else "?"
    meaning = text.split("\n\n")[1].replace("\n", " ").replace("|", "\\|")
    return f"| [{path.stem}]({path.name}) | {severity} | {meaning} |\n"


if __name__ == "__main__":
    sys.exit(main())
