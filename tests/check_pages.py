"""The pages of docs/checks: what each promises, and the courses that it speaks of."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from elearn.coursefiles.limits import MAX_FILES
from elearn.coursefiles.source import MAX_TEXT
from tests.courses import FILES, SmallCourse, make_clean_course

FOLDER = Path(__file__).parents[1] / "docs" / "checks"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")

MODULE = "modules/asking-first.md"
GLOSSARY = "glossary.yaml"

_PIECE = re.compile(
    r"^In (?P<whole>the file )?`(?P<file>[^`]+)`[^\n]*:\n\n"
    r"(?P<marks>`{3,})\w+\n(?P<text>.*?)\n?(?P=marks)$",
    re.DOTALL | re.MULTILINE,
)
_PROMISES = re.compile(r"^```text\n(.*?)\n```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """Some lines of a file of the small course, or a whole file."""

    file: str
    text: str
    is_whole: bool


@dataclass(frozen=True)
class Page:
    """A page taken apart. `promises` are the lines that the bad example gives."""

    code: str
    bad: tuple[Piece, ...]
    good: tuple[Piece, ...]
    promises: tuple[str, ...]


def read_page(path: Path) -> Page:
    head, bad, good = re.split(
        r"^## (?:Bad|Good)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    (promised,) = _PROMISES.findall(bad)
    assert head.startswith(f"# {path.stem}\n\n"), "The page's title is its code."
    assert "**Why it matters.**" in head
    return Page(path.stem, _pieces(bad), _pieces(good), tuple(promised.split("\n")))


def _pieces(text: str) -> tuple[Piece, ...]:
    return tuple(
        Piece(found["file"], found["text"], bool(found["whole"]))
        for found in _PIECE.finditer(text)
    )


def make_bad_course(page: Page, parent: Path) -> SmallCourse:
    """Write the small course with the fault that a page shows."""
    course = make_clean_course(parent)
    kept = {piece.file: course.read(piece.file) for piece in page.good}
    for piece in page.good:
        assert f"{piece.text}\n" in f"{kept[piece.file]}\n", "Not in the small course."
    good = iter(page.good)
    for piece in page.bad:
        if piece.is_whole:
            course.write(piece.file, f"{piece.text}\n")
        else:
            course.change(piece.file, next(good).text, piece.text)
    if page.code in RECIPES:
        RECIPES[page.code](course)
    return course


def _no_course(course: SmallCourse) -> None:
    (course.folder.parent / "notes").mkdir()


def _link_to_nowhere(course: SmallCourse) -> None:
    course.remove(GLOSSARY)
    (course.folder / GLOSSARY).symlink_to(course.folder / "course.yaml")


def _folder_for_file(course: SmallCourse) -> None:
    course.remove(GLOSSARY)
    (course.folder / GLOSSARY).mkdir()


def _file_for_folder(course: SmallCourse) -> None:
    course.remove("questions/assessment.yaml")
    (course.folder / "questions").rmdir()
    course.write("questions", "")


def _many_files(course: SmallCourse) -> None:
    for number in range(MAX_FILES):
        os.link(course.folder / MODULE, course.folder / f"modules/m-{number}.md")


def _much_text(course: SmallCourse) -> None:
    comment = f"<!-- {'long ' * (MAX_TEXT // 5 - 200)} -->\n"
    for number in range(20):
        text = FILES[MODULE].replace("## Practise", f"{comment}\n## Practise", 1)
        course.write(f"modules/_{number}.md", text)
        course.write(f"modules/m-{number}.md", text)


def _many_cards(course: SmallCourse) -> None:
    cards = "".join(f"## Card {n}\n\nKnock.\n\n" for n in range(59))
    course.change(MODULE, "Open each one.", f"Open each one.\n\n{cards}")


def _many_blocks(course: SmallCourse) -> None:
    blocks = "```easy\nKnock.\n```\n\n" * 60
    course.change(MODULE, "Open each one.", blocks)


def _long_card(course: SmallCourse) -> None:
    words = "Say your name at each door. " * 21
    course.change(MODULE, "Open each one.", words.strip())


RECIPES: dict[str, Callable[[SmallCourse], None]] = {
    "no-course": _no_course,
    "file-name": lambda c: c.write("modules/Asking Again.md", FILES[MODULE]),
    "not-a-file": _folder_for_file,
    "not-a-folder": _file_for_folder,
    "link": _link_to_nowhere,
    "file-too-large": lambda c: c.write(GLOSSARY, "a: b\n" + "#" * MAX_TEXT),
    "course-too-large": _much_text,
    "too-many-files": _many_files,
    "not-utf-8": lambda c: c.write(GLOSSARY, "caf\xe9: A place.\n".encode("latin-1")),
    "invisible-character": lambda c: c.write(GLOSSARY, "GP: A doc\0tor.\n"),
    "picture-type": lambda c: c.write("media/waiting.svg", b"\xff\xd8\xff\xe0 photo"),
    "too-many-problems": lambda c: c.write(
        "questions/assessment.yaml",
        "".join(f"- id: q-{n}\n  ask: Why?\n" for n in range(300)),
    ),
    "too-many-entries": lambda c: c.write(
        GLOSSARY, f"GP: [{', '.join(map(str, range(50_000)))}]\n"
    ),
    "too-long": lambda c: c.write(
        "course.yaml",
        c.read("course.yaml").replace("First words", "First " * 83 + "words", 1),
    ),
    "too-many-cards": _many_cards,
    "too-many-blocks": _many_blocks,
    "card-too-long": _long_card,
    "missing-file": lambda c: c.remove("course.yaml"),
}
"""What bad examples do that cannot be shown on a page."""
