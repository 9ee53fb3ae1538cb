"""The documents say what is true: their examples run, their tables are fresh."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from elearn.coursefiles.build import build_course
from elearn.documents.portraits import LOOKS
from elearn.services.checking import check_built

ROOT = Path(__file__).parents[1]
_FILE = re.compile(r"<!-- file: (\S+) -->\n(`{3,})\w+\n(.*?)\n\2\n", re.DOTALL)
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">'
    '<path d="M0 0h40v30H0z" fill="#0f5257"/></svg>'
)


def write_example(folder: Path) -> Path:
    page = (ROOT / "docs" / "course-format.md").read_text(encoding="utf-8")
    course = folder / "at-the-door"
    for name, _, text in _FILE.findall(page):
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    (course / "media").mkdir()
    (course / "media" / "open-door.svg").write_text(_DRAWING, encoding="utf-8")
    return course


def test_the_course_of_the_format_page_has_no_errors(tmp_path: Path) -> None:
    built = build_course(write_example(tmp_path), shown_as="courses/at-the-door")
    problems = check_built(built, date(2026, 11, 22))
    assert [p for p in problems if p.severity == "error"] == []
    assert built.course is not None
    kinds = {
        question.kind
        for module in built.course.modules.values()
        for card in module.cards
        for question in card.questions
    }
    assert kinds == {
        "choose-one", "choose-all", "true-false", "order", "match", "sort", "blanks",
        "spots", "scale", "written",
    }  # fmt: skip


def test_the_tables_of_the_format_page_are_what_the_models_say() -> None:
    command = [sys.executable, "-m", "scripts.write_course_format", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_faces_of_the_format_page_are_drawn() -> None:
    page = (ROOT / "docs" / "course-format.md").read_text(encoding="utf-8")
    assert set(re.findall(r"look: ([a-z0-9-]+)", page)) <= set(LOOKS)


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
        # The format page's examples name pictures of a course.
        and not target.endswith((".svg", '"'))
    ]
    assert broken == []
