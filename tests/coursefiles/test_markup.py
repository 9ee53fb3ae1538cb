"""Markdown to HTML: what authors get, and that nothing unsafe ever comes out."""

import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from elearn.coursefiles.markup import RENDERER, Renderer, render_course
from elearn.coursefiles.markup_clean import clean_block, clean_inline
from elearn.coursefiles.markup_quotes import smarten
from elearn.coursefiles.markup_sources import name_source
from elearn.domain.course import Course, Source
from tests.courses import make_course
from tests.examples import most


@cache
def small_course() -> Course:
    with TemporaryDirectory() as folder:
        course = make_course(Path(folder)).build().course
    assert course
    return course


@cache
def renderer() -> Renderer:
    return Renderer(small_course())


def waiting() -> str:
    return f"/media/{small_course().media['waiting.svg'].sha256}.svg"


def block(text: str) -> str:
    return re.sub(r"\n+", "\n", renderer().block(text))


def inline(text: str) -> str:
    return renderer().inline(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One **two** *three* `four`.",
         "<p>One <strong>two</strong> <em>three</em> <code>four</code>.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("Do this:\n- knock\n- wait",
         "<p>Do this:</p>\n<ul>\n<li>knock</li>\n<li>wait</li>\n</ul>"),
        ("Do this:\n1. knock\n2. wait",
         "<p>Do this:</p>\n<ol>\n<li>knock</li>\n<li>wait</li>\n</ol>"),
        ("It was in\n2013. She was ill.", "<p>It was in\n2013. She was ill.</p>"),
        ("> He said so.", "<blockquote>\n<p>He said so.</p>\n</blockquote>"),
        ("    Four spaces are no code.", "<p>Four spaces are no code.</p>"),
        ("snake_case_words and 2 * 3 * 4",
         "<p>snake_case_words and 2 * 3 * 4</p>"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>"),
        ("[text][id]\n\n[id]: http://example.org",
         "<p>[text][id]</p>\n<p>[id]: http://example.org</p>"),
        ("\\*not\\* emphasis", "<p>*not* emphasis</p>"),
    ],
)  # fmt: skip
def test_prose_reads_as_it_was_meant(text: str, html: str) -> None:
    assert block(text) == html


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("### One\n\n#### Two\n\n### Three", ["h2", "h3", "h2"]),
        ("#### One\n\n###### Two\n\n##### Three", ["h2", "h3", "h4"]),
        ("# One\n\n## Two", ["h2", "h2"]),
        ("### One\n\n###### Two", ["h2", "h3"]),
    ],
)
def test_headings_go_below_the_cards_own_and_leave_no_level_out(
    text: str, levels: list[str]
) -> None:
    assert re.findall(r"<(h\d)>", block(text)) == levels


def test_callouts_are_boxes_with_a_title() -> None:
    assert block('!!! phrase "Words to use"\n    Hello, my name is Sam.') == (
        '<div class="callout callout-phrase">\n'
        '<p class="callout-title">Words to use</p>\n'
        "<p>Hello, my name is Sam.</p>\n</div>"
    )


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("phrase", "Words to use"),
        ("myth", "What many people believe"),
        ("fact", "Good to know"),
        ("warning", "Take care"),
        ("story", "A story"),
        ("help", "Get help"),
    ],
)
def test_a_callout_without_a_title_gets_one(kind: str, title: str) -> None:
    html = block(f"Before.\n!!! {kind}\n    Inside.\n\nAfter.")
    assert f'<div class="callout callout-{kind}">' in html
    assert f'<p class="callout-title">{title}</p>' in html
    assert html.endswith("</div>\n<p>After.</p>")


def test_a_callout_of_no_known_kind_is_still_a_box() -> None:
    html = block("!!! danger\n    Inside.")
    assert html.startswith(
        '<div class="callout callout-fact">\n<p class="callout-title"'
    )


def test_a_callout_holds_lists_and_emphasis_and_several_paragraphs() -> None:
    html = block('!!! fact "A *short* list"\n    Do:\n    - one\n    - two\n\n    End.')
    assert '<p class="callout-title">A <em>short</em> list</p>' in html
    assert "<li>one</li>\n<li>two</li>" in html
    assert html.endswith("<p>End.</p>\n</div>")


def test_a_picture_is_a_figure_with_words_and_a_caption() -> None:
    assert block("![A worker's face](waiting.svg \"At the 'door'\")") == (
        '<figure class="picture"><img alt="A worker’s face" height="1000" '
        f'loading="lazy" src="{waiting()}" width="1000">'
        "<figcaption>At the ‘door’</figcaption>\n</figure>"
    )


def test_pictures_in_a_row_are_a_figure_each_and_one_in_a_text_stays_there() -> None:
    two = block("![a](waiting.svg)\n![b](waiting.svg)")
    assert two.count("<figure") == 2
    assert "<figcaption>" not in two
    mixed = block('Look ![a](waiting.svg "c") here')
    assert "<figure" not in mixed
    assert mixed.startswith('<p>Look <img alt="a"')


def test_a_picture_that_is_not_there_leaves_its_words() -> None:
    for target in ("missing.svg", "https://example.org/a.png", "../waiting.svg"):
        assert block(f"![A closed door]({target})") == "<p><em>A closed door</em></p>"


@pytest.mark.parametrize(
    ("target", "html"),
    [
        ("https://example.org/a?b=1&c=2",
         '<a class="external" href="https://example.org/a?b=1&amp;c=2" '
         'rel="noopener noreferrer">words<span class="nhsuk-u-visually-hidden"> '
         "(another website)</span></a>"),
        ("mailto:sam@example.org", '<a href="mailto:sam@example.org">words</a>'),
        ("javascript:alert", "words"),
        ("JaVaScRiPt:alert", "words"),
        ("data:text/html,hello", "words"),
        ("vbscript:x", "words"),
        ("//example.org", "words"),
        ("/admin", "words"),
        ("../other/course.yaml", "words"),
        ("http:/\\example.org", "words"),
        ("https:///example.org", "words"),
        ("#fragment", "words"),
        ("", "words"),
    ],
)  # fmt: skip
def test_links_lead_to_websites_and_mail_only(target: str, html: str) -> None:
    assert inline(f"[words]({target})") == html


def test_a_link_to_a_file_of_the_course_leads_to_it() -> None:
    assert inline("[the drawing](waiting.svg)") == (
        f'<a href="{waiting()}">the drawing</a>'
    )


def test_citing_links_to_the_source_on_the_same_page() -> None:
    assert inline("So she began. [@granger-2013]") == (
        'So she began. (<a class="cite" href="#source-granger-2013">Granger 2013</a>)'
    )
    assert inline("[@nobody-1900]") == "[@nobody-1900]"


@pytest.mark.parametrize(
    ("text", "year", "name"),
    [
        ("Dr Kate Granger, the campaign “Hello my name is”", 2013, "Granger 2013"),
        ("Mehrabian A and Ferris SR, Inference of attitudes", 1967,
         "Mehrabian and Ferris 1967"),
        ("Egan G., The Skilled Helper", 1975, "Egan 1975"),
        ("NICE guideline NG21, Home care", 2015, "NICE guideline NG21 2015"),
        ("Studer Group (United States), AIDET", None, "Studer Group"),
        ("National Data Guardian for Health and Social Care, Principles", 2020,
         "National Data Guardian 2020"),
        ("Prof.", None, "Prof."),
        ("NHS UK: a page", 2024, "NHS UK 2024"),
        (", odd", None, ""),
    ],
)  # fmt: skip
def test_a_source_has_a_short_name(text: str, year: int | None, name: str) -> None:
    day = date(2026, 1, 1)
    source = Source(text=text, year=year, checked=day, review_by=day)
    assert name_source(source) == name


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# 1", "# 1"),
        ("1. Knock", "1. Knock"),
        ("- Knock", "- Knock"),
        ("> Knock", "&gt; Knock"),
        ("!!! fact", "!!! fact"),
        ("One\n\ntwo\nthree", "One two three"),
        ("**Wait** for *her* `now`",
         "<strong>Wait</strong> for <em>her</em> <code>now</code>"),
        ("![A door](waiting.svg) is shut", "<em>A door</em> is shut"),
        ("<b>no</b>", "&lt;b&gt;no&lt;/b&gt;"),
        ("---", "—"),
    ],
)  # fmt: skip
def test_a_line_of_words_stays_one_line(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(
    ("text", "curled"),
    [
        ('"Hello," she said.', "“Hello,” she said."),
        ("It's Sam's, isn't it?", "It’s Sam’s, isn’t it?"),
        ("'Hello,' she said.", "‘Hello,’ she said."),
        ("""She said, "He said 'no'".""", "She said, “He said ‘no’”."),
        ("""'"No," he said'""", "‘“No,” he said’"),
        ("the '90s and rock 'n' roll", "the ’90s and rock ’n’ roll"),
        ('("Hello")', "(“Hello”)"),
        ('word—"quoted"', "word—“quoted”"),
        ("a -- b --- c - d", "a – b — c – d"),
        ("well-known 5-10 ---- ....", "well-known 5-10 ---- ...."),
        ("Wait...", "Wait…"),
        ("the residents' lounge", "the residents’ lounge"),
        ('"', "“"),
        ("“Already” curled’s", "“Already” curled’s"),
    ],
)
def test_quotes_and_dashes_are_those_of_print(text: str, curled: str) -> None:
    assert smarten(text) == curled


def test_quotes_curl_across_emphasis_and_not_in_code() -> None:
    assert inline('"**Stop**" and *\'wait\'*\'s `"x" -- \'y\'` "z"') == (
        "“<strong>Stop</strong>” and <em>‘wait’</em>’s <code>\"x\" -- 'y'</code> “z”"
    )
    assert block('one"\n\n"two') == "<p>one”</p>\n<p>“two</p>"


def test_course_is_rendered_always_alike_and_says_by_what() -> None:
    course = small_course()
    again = Course.model_validate_json(course.model_dump_json())
    assert render_course(course) == render_course(again)
    assert re.fullmatch(
        r"markdown \S+, pymdown-extensions \S+, nh3 \S+, elearn \d+", RENDERER
    )


def test_every_card_is_rendered() -> None:
    rendered = render_course(small_course())
    inlines, blocks = set(rendered["inline"]), set(rendered["block"])
    cards = [card for m in small_course().modules.values() for card in m.cards]
    assert {card.heading for card in cards} <= inlines
    parts = [part for card in cards for part in card.blocks]
    kinds = {part.kind for part in parts}
    assert kinds == {
        "prose", "explore", "easy", "law", "team-talk", "reflection", "ask"
    }  # fmt: skip
    for part in parts:
        if part.kind in ("prose", "easy", "law", "team-talk"):
            assert part.text in blocks
        elif part.kind == "explore":
            assert {item.text for item in part.items} <= inlines
            assert {item.why for item in part.items} <= blocks & inlines
        elif part.kind == "reflection":
            assert part.ask in inlines


def test_every_question_is_rendered_with_all_its_feedback() -> None:
    course = small_course()
    inlines = set(render_course(course)["inline"])
    cards = [card for module in course.modules.values() for card in module.cards]
    questions = [*course.bank, *(q for card in cards for q in card.questions)]
    assert {question.kind for question in questions} == {
        "choose-one", "choose-all", "true-false", "order", "match", "sort"
    }  # fmt: skip
    for question in questions:
        notes = question.mark(question.right_response()).notes
        told = {t for n in notes for t in (n.text, n.why, n.given, n.wanted) if t}
        assert {question.ask, *question.words_shown().values(), *told} <= inlines


def test_what_stands_beside_the_cards_is_rendered() -> None:
    course = small_course()
    rendered = render_course(course)
    assert course.observation
    wanted = {*course.outcomes.values(), *course.glossary.values(), course.summary}
    wanted |= {source.text for source in course.sources.values()}
    wanted |= {seen.text for seen in course.observation.look_for}
    for scenario in course.scenarios.values():
        for ending in scenario.endings.values():
            wanted |= {ending.principle, ending.try_next}
            assert ending.debrief in rendered["block"]
        for scene in scenario.scenes.values():
            wanted |= {choice.why for choice in scene.choices}
    assert wanted <= set(rendered["inline"])


SAFE = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "br", "div", "figure",
    "figcaption", "img", "strong", "em", "code", "a", "span",
}  # fmt: skip
SAFE_VALUES = {
    "alt": r"(?s).*",
    "class": r"cite|external|term|picture|callout-title|nhsuk-u-visually-hidden"
    r"|callout callout-(phrase|myth|fact|warning|story|help)",
    "href": r"(?is)#(source|word)-[a-z0-9-]+|/media/[0-9a-f]{64}\.svg|https?://.+|mailto:.+",
    "height": r"\d+",
    "id": r"term-[a-z0-9-]+",
    "loading": "lazy",
    "rel": "noopener noreferrer",
    "src": r"/media/[0-9a-f]{64}\.svg",
    "start": r"\d+",
    "width": r"\d+",
}


def elements_of(html: str) -> Iterator[Element]:
    """Read HTML as a browser would."""
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return (element for element in fragment.iter() if isinstance(element.tag, str))


def check_safe(html: str) -> None:
    for element in elements_of(html):
        assert element.tag in SAFE | {"DOCUMENT_FRAGMENT"}, html
        for name, value in element.attrib.items():
            assert re.fullmatch(SAFE_VALUES[str(name)], value), html


SCRAPS = st.sampled_from(
    [
        "*", "**", "_", "`", "[", "](", ")", "![", "> ", "- ", "1. ", "### ",
        "!!! fact\n", '!!! myth "', '"', "'", "\n", "\n\n", "    ", "\t", "<", ">",
        "&", "\\", "[@", "granger-2013", "]", "waiting.svg", "javascript:",
        "jAvAsCrIpT&colon;", "<script>", "</script>", "<svg onload=x>",
        "<img src=x onerror=y>", "style=", "<form action=/>", "<input name=answer>",
        "<a href='javascript:x'>", "&lt;script&gt;", "&#106;", "https://",
        "example.org", "mailto:", "data:text/html,", "\x00", "\x02", "\x03",
        "wzxhzdk:0", "klzzwxh:0000", "<!--", "-->", "{: onclick=x }", "{#id}", "---",
        "'x'", "<a id=x name=y class=cite>", "word", "é", "\u202e", "```", "~~~\n",
    ]
)  # fmt: skip
HOSTILE = st.lists(SCRAPS | st.text(max_size=8), max_size=40).map("".join)


@pytest.mark.slow
@settings(max_examples=most(300))
@given(HOSTILE)
@example("<script>alert(1)</script>")
@example('<p onclick="x" style="y" id="main">text</p>')
@example("[x](javascript:alert(1))")
@example("<javascript:alert(1)>")
@example('[x](https://example.org" onmouseover="y)')
@example('![x" onerror="y](waiting.svg)')
@example('![x](waiting.svg "c\\" onerror=\\"y")')
@example("[<script>](https://example.org/<script>)")
@example("\x02wzxhzdk:0\x03 &amp; `<script>`")
@example('[@granger-2013"onclick=x]')
def test_no_text_makes_anything_unsafe(text: str) -> None:
    for html in (renderer().block(text), renderer().inline(text)):
        check_safe(html)


@settings(max_examples=most(300))
@given(HOSTILE)
@example('<p onclick="x" style="y" id="main" class="nhsuk-button">text</p>')
@example('<em class="cite">a</em><a class="cite" href="/admin" target="_top">b</a>')
@example('<a href="/media/../admin">x</a><img src="//example.org/a.svg" srcset="b">')
@example('<img src="https://example.org/a.svg" onload="x"><base href="//x">')
@example('<meta http-equiv="refresh" content="0"><style>*{}</style><iframe src="x">')
@example('<form action="/"><input name="answer"><button formaction="/x">Go</button>')
def test_no_html_gets_past_the_wall(html: str) -> None:
    check_safe(clean_block(html))
    check_safe(clean_inline(html))
    assert not re.search(r"<(?:p|div|img|figure|h2|ul|ol|li)\b", clean_inline(html))


@settings(max_examples=most(100))
@given(st.text("abcdefgh ,;?\n", min_size=1))
def test_plain_words_come_out_as_they_went_in(text: str) -> None:
    words = text.split()
    for html in (renderer().block(text), renderer().inline(text)):
        shown = "".join(next(elements_of(html)).itertext())
        assert shown.split() == words


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [
        "[", "![", "[a](", "[a](b ", '[a](b "', "*", "**a", "*a ", "_a*", "`", "``a`",
        "<", ">", "> ", "- ", "1. ", "\\", "&#", '!!! fact "x"\n    ', "\n    ", "'",
        ' ">!!! fact\n\n    - ', "\x02", "[[]", "# ", "<http://a", "--",
    ],
)  # fmt: skip
def test_text_made_to_be_slow_is_quick_and_safe(part: str) -> None:
    text = (part * 20_000)[:20_000]
    began = time.process_time()
    check_safe(renderer().block(text))
    check_safe(renderer().inline(text))
    # A tenth of that, mostly; two seconds are promised for a whole course.
    assert time.process_time() - began < 2


def test_text_that_the_reader_of_markdown_cannot_follow_is_shown_as_words() -> None:
    deep = "\n".join(f"{' ' * 4 * n}- **a *{n}***" for n in range(6))

    def depth() -> int:
        frame, frames = sys._getframe(), 0
        while frame.f_back:
            frame, frames = frame.f_back, frames + 1
        return frames

    limit = sys.getrecursionlimit()
    assert renderer().block(deep).count("<ul>") == 6
    sys.setrecursionlimit(depth() + 25)
    try:
        html = renderer().block(deep)
    finally:
        sys.setrecursionlimit(limit)
    assert html.startswith("<p>- **a *0***")
    assert "<ul>" not in html


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(" " * n + "- a" for n in range(180)),
        "\n\n".join(" " * 4 * n + "> a" for n in range(90)),
        "> " * 3000 + "a",
        "1. " * 3000 + "a",
        "**a " * 2000 + "a** " * 2000,
        "x" * 20_001,
    ],
)
def test_nesting_beyond_all_sense_stays_shallow(text: str) -> None:
    html = renderer().block(text)
    check_safe(html)
    assert "a" in html or "x" in html

    def depth(element: Element) -> int:
        return 1 + max((depth(child) for child in element), default=0)

    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert depth(fragment) < 120
