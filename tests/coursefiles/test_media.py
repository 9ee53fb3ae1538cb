"""Pictures are known by their content, and drawings can do nothing."""

from pathlib import Path

import pytest

from elearn.coursefiles.media import MAX_DRAWING, MAX_PICTURE
from tests.courses import HERE, WAITING, make_course

NS = 'xmlns="http://www.w3.org/2000/svg"'
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WEBP = b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 8


def drawing(inside: str, attributes: str = "") -> str:
    return f"<svg {NS}{attributes}>\n  {inside}\n</svg>\n"


UNSAFE = {
    "script": drawing(f"{HERE}<script>alert(1)</script>"),
    "script with a prefix": drawing(
        f'{HERE}<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'
    ),
    "script in capitals": drawing(f"{HERE}<SCRIPT>alert(1)</SCRIPT>"),
    "handler": f"{HERE}<svg {NS} onload='alert(1)'></svg>",
    "handler in capitals": drawing(f"{HERE}<g ONCLICK='alert(1)'/>"),
    "page inside": drawing(f"{HERE}<foreignObject><p>x</p></foreignObject>"),
    "frame inside": drawing(f"{HERE}<iframe src='#x'/>"),
    "link out": drawing(f"{HERE}<a href='https://example.org'><g/></a>"),
    "link that runs": drawing(f"{HERE}<a href='java&#10;script:alert(1)'><g/></a>"),
    "old link": drawing(
        f"{HERE}<use xmlns:x='http://www.w3.org/1999/xlink' x:href='other.svg#a'/>"
    ),
    "picture inside": drawing(f"{HERE}<image href='data:image/png;base64,AAAA'/>"),
    "fill from outside": drawing(f"{HERE}<g fill='url(https://example.org/a.svg#b)'/>"),
    "fill from a file": drawing(f"{HERE}<g fill='url( \" other.svg#b\")'/>"),
    "style from outside": drawing(f"{HERE}<g style='background:url(//example.org)'/>"),
    "style in disguise": drawing(f"{HERE}<g style='background:u\\72l(//a.org)'/>"),
    "sheet from outside": drawing(f"<style>@import 'a.css';{HERE}</style>"),
    "movement": drawing(f"<g>{HERE}<set attributeName='href' to='x'/></g>"),
    "instruction": f"{HERE}<?xml-stylesheet href='a.css'?>\n{drawing('<g/>')}",
}


@pytest.mark.parametrize("case", UNSAFE)
def test_drawing_that_could_do_harm_is_refused_at_its_place(
    case: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    expected = course.change("media/waiting.svg", WAITING, UNSAFE[case])
    built = course.build()
    (problem,) = built.problems
    assert problem.path == "courses/first-words/media/waiting.svg"
    assert problem.code == "unsafe-drawing"
    assert (problem.line, problem.column) == expected
    assert built.course is None


def test_entities_are_refused_before_they_grow(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    entities = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(9))
    course.write(
        "media/waiting.svg",
        f"<!DOCTYPE svg [<!ENTITY e0 'ha'>{entities}]>{drawing('&e9;')}",
    )
    (problem,) = course.build().problems
    assert (problem.code, problem.line, problem.column) == ("unsafe-drawing", 1, 15)


def test_file_from_elsewhere_is_not_read_into_a_drawing(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write(
        "media/waiting.svg",
        f"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{drawing('&x;')}",
    )
    (problem,) = course.build().problems
    assert problem.code == "unsafe-drawing"


SAFE = {
    "own parts": drawing("<g id='a'/><use href='#a'/><g fill='url(#a)'/>"),
    "quoted own part": drawing("<g fill='url( \"#a\" )'/>"),
    "own style": drawing("<style>.a { fill: url(#b) }</style><g class='a'/>"),
    "words": drawing("<title>On duty</title><desc>It is one o’clock.</desc>"),
    "declaration": '<?xml version="1.0" encoding="UTF-8"?>\n' + drawing("<g/>"),
    "another encoding named": '<?xml version="1.0" encoding="UTF-16"?>\n'
    + drawing("<g/>"),
}


@pytest.mark.parametrize("case", SAFE)
def test_harmless_drawing_is_kept_as_it_is(case: str, tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.write("media/waiting.svg", SAFE[case])
    built = course.build()
    assert built.problems == ()
    assert list(built.media.values()) == [SAFE[case].encode()]


BROKEN = {
    "not closed": (f"<svg {NS}>\n  <g>\n", 3, 1),
    "wrong end": (f"<svg {NS}>\n  <g></b></svg>", 2, 8),
    "no namespace": ("<svg></svg>", 1, 1),
    "another kind": ("<html></html>", 1, 1),
    "unknown entity": (drawing("&nbsp;"), 2, 3),
}


@pytest.mark.parametrize("case", BROKEN)
def test_drawing_that_cannot_be_read_is_told(case: str, tmp_path: Path) -> None:
    content, line, column = BROKEN[case]
    course = make_course(tmp_path)
    course.write("media/waiting.svg", content)
    (problem,) = course.build().problems
    assert (problem.code, problem.line) == ("broken-drawing", line)
    assert problem.column == column


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.webp", WEBP, "image/webp"),
    ],
)
def test_photographs_are_known_by_their_first_bytes(
    name: str, content: bytes, kind: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    course.change("modules/at-the-door.md", "(waiting.svg", f"({name}")
    course.remove("media/waiting.svg")
    course.write(f"media/{name}", content)
    built = course.build()
    assert built.problems == ()
    assert built.course.media[name].type == kind
    assert list(built.media.values()) == [content]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jpg", PNG, "is a PNG"),
        ("a.png", WAITING.encode(), "is XML"),
        ("a.svg", JPEG, "is a JPEG"),
        ("a.webp", b"GIF89a", "is something else"),
        ("a.png", b"", "is something else"),
    ],
)
def test_picture_of_another_kind_than_its_name_is_refused(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    course.write(f"media/{name}", content)
    problem = course.build().problems[0]
    assert problem.code == "picture-type"
    assert words in problem.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", PNG + b"\0" * MAX_PICTURE),
        ("a.svg", drawing("<g/>").encode() + b" " * MAX_DRAWING),
    ],
)
def test_picture_that_is_too_large_is_refused(
    name: str, content: bytes, tmp_path: Path
) -> None:
    course = make_course(tmp_path)
    course.write(f"media/{name}", content)
    assert [problem.code for problem in course.build().problems] == ["file-too-large"]
