"""The look: committed CSS, its colours, the fonts, the base page, the parts."""

import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import html5lib
import pytest
from flask import Flask, render_template, render_template_string
from jinja2 import Environment, FileSystemLoader, UndefinedError

from elearn.web.templating import content_hash, init_templating

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "elearn" / "static"
TEMPLATES = ROOT / "templates"
CSS = (STATIC / "elearn.css").read_text(encoding="utf-8")
PALETTE = (ROOT / "theme" / "_palette.scss").read_text(encoding="utf-8")
OUR_TEMPLATES = sorted(
    path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")
)

# Text needs 4.5, what shows a shape or a state 3 (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "sheet")),
    *((ink, "sand") for ink in ("ink", "ink-soft")),
    *((link, g) for link in ("link", "link-hover") for g in ("paper", "sheet")),
    *((word, "paper") for word in ("good", "part", "wrong", "story")),
    *((word, "sheet") for word in ("good", "part", "wrong", "story")),
    *((word, f"{word}-tint") for word in ("good", "part", "wrong", "story")),
    *(("ink", f"{tint}-tint") for tint in ("good", "part", "wrong", "story", "teal")),
    ("link", "teal-tint"),
    ("ink-soft", "teal-tint"),
    ("action-ink", "action"),
    ("action-ink", "action-hover"),
    ("frame-ink", "frame"),
    ("frame-soft", "frame"),
    ("frame-ink", "frame-deep"),
    ("frame-soft", "frame-deep"),
    ("focus-ink", "focus"),
]
SHAPES = [
    ("edge", "paper"),
    ("edge", "sheet"),
    ("action", "paper"),
    ("link", "line"),
    ("focus", "frame"),
]


def read_palette() -> dict[str, dict[str, str]]:
    light, dark = PALETTE.split("@media (prefers-color-scheme: dark)")
    found = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    base = dict(found.findall(light))
    return {"light": base, "dark": base | dict(found.findall(dark))}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("elearn", root_path=str(STATIC.parent), template_folder=str(TEMPLATES))
    init_templating(app)
    app.jinja_env.globals["csrf_token"] = lambda: "a-token"
    with app.test_request_context():
        yield app


def part(name: str, call: str, **context: object) -> str:
    macro = call.split("(")[0]
    source = f'{{% from "parts/{name}.html" import {macro} %}}{{{{ {call} }}}}'
    return render_template_string(source, **context)


def test_committed_css_is_what_the_theme_compiles_to() -> None:
    build = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build_theme.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stderr


def test_css_asks_no_other_host_and_only_for_files_that_exist() -> None:
    assert not re.search(r"https?:|//|data:", re.sub(r"/\*.*?\*/", "", CSS))
    asked = re.findall(r'url\("([^"]+)"\)', CSS)
    assert asked
    for address in asked:
        name, _, version = address.partition("?v=")
        assert version == content_hash(STATIC / name), address


def test_css_and_fonts_stay_small() -> None:
    assert len(gzip.compress(CSS.encode())) <= 32 * 1024
    fonts = sum(path.stat().st_size for path in STATIC.glob("fonts/*.woff2"))
    assert fonts <= 70_000


def test_nothing_of_the_nhs_identity_is_used() -> None:
    sources = CSS + "".join((TEMPLATES / n).read_text() for n in OUR_TEMPLATES)
    assert not re.search(r"frutiger|005eb8|nhs-logo|nhsuk-logo", sources, re.I)
    assert "html{font-family:" in CSS.replace('"', "").replace(" ", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_shapes_can_be_told_from_their_ground(scheme: str) -> None:
    colours = read_palette()[scheme]
    pairs = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES]
    weak = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in pairs
        if contrast(colours[ink], colours[ground]) < least
    }
    assert not weak


# Mail is no page: mail programs only know styles that stand in the message.
PAGES = [name for name in OUR_TEMPLATES if not name.startswith("mail/")]


@pytest.mark.parametrize("name", PAGES)
def test_templates_hold_no_inline_style_or_script_or_other_host(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert not re.search(r"\bstyle\s*=|<style|\son[a-z]+\s*=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"https?://(?!www\.w3\.org/)", source)


@pytest.mark.parametrize("name", ["errors/500.html", "errors/503.html"])
def test_the_pages_for_server_errors_need_nothing_at_all(name: str) -> None:
    bare = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    page = bare.get_template(name).render()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "/static/elearn.css" in page


@pytest.mark.parametrize("person", [None, SimpleNamespace(name="Zoë <Lena>")])
@pytest.mark.parametrize("name", [n for n in OUR_TEMPLATES if n.startswith("errors/")])
def test_error_pages_are_whole_html(app: Flask, name: str, person: object) -> None:
    kept = {"url": "/learn", "fields": [("written", "<i>Mine</i>")]}
    page = render_template(name, person=person, **kept)
    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("<h1") == 1
    if person and name not in ("errors/500.html", "errors/503.html"):
        assert "Zoë &lt;Lena&gt;" in page
        assert 'value="a-token"' in page


def test_a_misspelt_name_in_a_template_fails(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        render_template_string("{{ persn.name }}")


def test_nhsuk_macros_work_beside_strict_templates_and_escape(app: Flask) -> None:
    field = 'nhsuk.input({"id": "a", "name": "a", "label": {"text": words}})'
    shown = render_template_string(f"{{{{ {field} }}}}", words="<b>Name</b>")
    assert "&lt;b&gt;Name&lt;/b&gt;" in shown
    assert '<input class="nhsuk-input"' in shown
    table = 'nhsuk.table({"head": [{"text": "Name"}], "rows": [[{"text": "Lena"}]]})'
    assert "<td" in render_template_string(f"{{{{ {table} }}}}")


def test_hashed_files_may_be_kept_and_only_under_their_own_hash(app: Flask) -> None:
    address = app.jinja_env.globals["static_url"]("elearn.css")
    browser = app.test_client()
    with browser.get(address) as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with browser.get("/static/elearn.css?v=0000000000") as other:
        assert "immutable" not in other.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "call", "words"),
    [
        ("courses", "status('overdue', 'Overdue since 3 March')", ["Overdue since"]),
        ("courses", "card_progress(3, 7, 'Listening')", ["Card 3 of 7", "Listening"]),
        ("courses", "progress_line(3, 8)", ["3 of 8 done"]),
        ("scenes", "gauge('Tension', 3, 5, 'low')", ["3 of 10", "Went down: better"]),
        ("scenes", "gauge('Trust', 3, 5, 'high')", ["3 of 10", "Went down: worse"]),
        ("scenes", "gauge('Trust', 5, 5, 'high')", ["5 of 10", "No change"]),
        ("panels", "verify_panel('revoked', 'X', 'Ask.')", ["Withdrawn"]),
        ("panels", "verify_panel('superseded', 'X', 'Ask.')", ["Replaced by a newer"]),
        ("panels", "result_panel('critical', 'T', 11, 12, 10, 'W')", ["unsafe choice"]),
        ("panels", "assessment_start('locked', 'T', 'W')", ["Not open yet"]),
    ],
)
def test_states_are_said_in_words(
    app: Flask, name: str, call: str, words: list[str]
) -> None:
    shown = part(name, call)
    assert all(word in shown for word in words), shown


@pytest.mark.parametrize("kind", ["choose-one", "choose-all", "true-false"])
def test_options_are_native_controls_that_keep_what_was_chosen(
    app: Flask, kind: str
) -> None:
    question = {
        "id": "q1",
        "kind": kind,
        "ask": "First?",
        "statement": "A nod is a yes.",
        "options": [{"id": "a", "text": "<i>One</i>"}, {"id": "b", "text": "Two"}],
    }
    shown = part("questions", "question_form(q, '/answer', ['b'])", q=question)
    control = "checkbox" if kind == "choose-all" else "radio"
    assert shown.count(f'name="answer" type="{control}"') == 2
    assert re.findall(r'value="(\w+)" checked', shown) == ["b"]
    assert "&lt;i&gt;One&lt;/i&gt;" in shown
    assert 'name="csrf_token" value="a-token"' in shown


@pytest.mark.parametrize("kind", ["order", "match", "sort"])
def test_rows_are_native_selects_that_keep_what_was_chosen(
    app: Flask, kind: str
) -> None:
    question = {
        "id": "q1",
        "kind": kind,
        "ask": "Where?",
        "items": [{"id": "x", "text": "Row x"}, {"id": "y", "text": "Row y"}],
        "values": [{"id": "1", "text": "First"}, {"id": "2", "text": "Second"}],
    }
    shown = part("questions", "question_form(q, '/a', {'y': '2'})", q=question)
    assert re.findall(r'name="(answer-\w)"', shown) == ["answer-x", "answer-y"]
    assert re.findall(r'value="(\w+)" selected', shown) == ["2"]


def test_feedback_marks_the_choice_and_the_key_in_words(app: Flask) -> None:
    question = {"kind": "choose-one", "ask": "First?"}
    notes = [
        {"text": "Shout", "chosen": True, "right": False, "why": "It frightens."},
        {"text": "Wait", "chosen": False, "right": True, "why": "It is her home."},
        {"text": "Leave", "chosen": False, "right": False, "why": "She is left."},
    ]
    mark = {"state": "wrong", "notes": notes, "critical": True}
    shown = part("questions", "feedback(q, m)", q=question, m=mark)
    assert "Your answer: not right" in shown
    assert "Right answer" in shown
    assert "It frightens." in shown
    assert "She is left." in shown
    assert "could put somebody in danger" in shown
    kept = part("questions", "feedback(q, m, reveal=false)", q=question, m=mark)
    assert "Your answer" in kept
    assert not re.search(
        r"Right answer|not right|It is her home|She is left|answer--right", kept
    )
