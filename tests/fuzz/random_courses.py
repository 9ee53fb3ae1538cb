"""Random courses that are whole: every kind of question, and a story that asks.

Texts hold every letter that a person may type. What is drawn here has no errors.
"""

from typing import Any

import yaml
from hypothesis import strategies as st

from elearn.domain.text import short_hash

Draw = st.DrawFn
Data = dict[str, Any]

OUTCOMES = ("opening", "asking")
_letters = st.characters(
    codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="[]<>"
)
PICTURE = "room.svg"
_DRAWN = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">
<rect x="20" y="20" width="280" height="160" fill="#e0d3bf"/>
</svg>
"""
_words = st.lists(st.text(_letters, min_size=1, max_size=9), min_size=1, max_size=5)


@st.composite
def texts(draw: Draw, number: int) -> str:
    """Some words; the number keeps two texts of a list apart."""
    return f"Say {' '.join(draw(_words))} {number}."


def options(draw: Draw, right: int, *, critical: bool) -> list[Data]:
    count = draw(st.integers(right + 1, 5))
    listed: list[Data] = [{"text": draw(texts(n))} for n in range(count)]
    for n in draw(st.permutations(range(count)))[:right]:
        listed[n]["right"] = "true"
    wrong = [option for option in listed if "right" not in option]
    if critical:
        wrong[0]["critical"] = "true"
    for option in listed:
        if draw(st.booleans()):
            option["why"] = draw(texts(9))
    return listed


def choose_one(draw: Draw, number: int) -> Data:
    critical = draw(st.booleans())
    return {"ask": draw(texts(number)), "options": options(draw, 1, critical=critical)}


def choose_all(draw: Draw, number: int) -> Data:
    return {"ask": draw(texts(number)), "options": options(draw, 2, critical=False)}


def true_or_false(draw: Draw, number: int) -> Data:
    answer = draw(st.sampled_from(["true", "false"]))
    return {"statement": draw(texts(number)), "answer": answer, "why": draw(texts(9))}


def order(draw: Draw, number: int) -> Data:
    count = draw(st.integers(3, 5))
    items = [draw(texts(n)) for n in range(count)]
    return {"ask": draw(texts(number)), "order": items}


def match(draw: Draw, number: int) -> Data:
    count = draw(st.integers(2, 5))
    pairs = [
        {"item": draw(texts(n)), "goes_with": draw(texts(50 + n))} for n in range(count)
    ]
    return {"ask": draw(texts(number)), "pairs": pairs}


def sort(draw: Draw, number: int) -> Data:
    groups = {"Before": [draw(texts(1))], "After": [draw(texts(2)), draw(texts(3))]}
    data: Data = {"ask": draw(texts(number)), "groups": groups}
    if draw(st.booleans()):
        data["bin"] = [draw(texts(4))]
    return data


def blanks(draw: Draw, number: int) -> Data:
    """Words from a list, the right one starred, and a word that is typed."""
    listed = "[[*daily|weekly|hourly]]"
    typed = draw(st.sampled_from(["[[two]]", "[[two=2|a pair]]"]))
    return {
        "ask": draw(texts(number)),
        "blanks": f"Take {typed} tablets {listed} in week {number}.",
    }


def spots(draw: Draw, number: int, *, critical: bool | None = None) -> Data:
    """Places on a picture; with one right, choose one, with two, choose all."""
    if critical is None:
        critical = draw(st.booleans())
    listed = options(draw, draw(st.integers(1, 2)), critical=critical)
    percent = st.integers(0, 100)
    for spot in listed:
        spot["at"] = [str(draw(percent)), str(draw(percent))]
    return {
        "ask": draw(texts(number)),
        "picture": PICTURE,
        "shows": draw(texts(number)),
        "spots": listed,
    }


def written(draw: Draw, number: int) -> Data:
    """Own words; a line of the rubric may be worth several points."""
    rubric: list[Data] = [
        {"text": draw(texts(n)), "points": str(draw(st.integers(1, 10)))}
        for n in range(draw(st.integers(1, 4)))
    ]
    return {
        "ask": draw(texts(number)),
        "written": draw(texts(number)),
        "rubric": rubric,
    }


def scale(draw: Draw, number: int) -> Data:
    steps = str(draw(st.integers(3, 7)))
    ends = {"low": "Not sure", "high": "Sure", "steps": steps}
    return {"ask": draw(texts(number)), "scale": ends}


KINDS = (
    choose_one, choose_all, true_or_false, order, match, sort, blanks, spots, written,
)  # fmt: skip
"""What an assessment can ask. A trainer marks what is written."""


@st.composite
def questions(draw: Draw, start: int, *, for_assessment: bool = False) -> list[Data]:
    """One of each kind, and perhaps more, testing every outcome."""
    kinds = [*KINDS, *draw(st.lists(st.sampled_from(KINDS), max_size=3))]
    asked = draw(st.permutations(kinds))
    if not for_assessment:
        asked = [*asked, scale]
    return [
        {
            "id": f"q-{start + n}",
            "outcome": OUTCOMES[n % len(OUTCOMES)],
            **({} if kind is scale else {"points": str(draw(st.integers(1, 3)))}),
            **kind(draw, start + n),
        }
        for n, kind in enumerate(asked)
    ]


@st.composite
def modules(draw: Draw, start: int) -> str:
    head = {"title": draw(texts(start)), "minutes": "5", "outcomes": [*OUTCOMES]}
    cards = []
    for n, question in enumerate(draw(questions(start))):
        heading = f"## Card {n}: {draw(texts(n))}\n\n"
        block = f"{draw(texts(n))}\n\n```question\n{_yaml(question)}```\n\n"
        cards.append(heading + block)
    reflection = {"id": f"think-{start}", "ask": draw(texts(1))}
    cards.append(f"## The end\n\n```reflection\n{_yaml(reflection)}```\n")
    return f"---\n{_yaml(head)}---\n\n{''.join(cards)}"


def choice(draw: Draw, number: int, grade: str, then: str, **more: Any) -> Data:
    said = {} if "answer" in more else {"words": draw(texts(number))}
    return {**said, "grade": grade, "why": draw(texts(9)), "then": then, **more}


def asked_in_scene(draw: Draw) -> tuple[Data, bool]:
    """A question that a scene can ask, and whether an answer can be partly right."""
    kind = draw(
        st.sampled_from(
            (choose_one, choose_all, true_or_false, order, match, sort, blanks, spots)
        )
    )
    if kind is choose_one:
        answers = options(draw, 1, critical=False)
        return {"ask": draw(texts(1)), "options": answers}, False
    if kind is spots:
        asked = spots(draw, 1, critical=False)
        return asked, sum("right" in spot for spot in asked["spots"]) > 1
    return kind(draw, 1), kind is not true_or_false


def asking_scene(draw: Draw, then: str) -> Data:
    """A scene with a question: what follows is graded as choices are."""
    question, has_parts = asked_in_scene(draw)
    worst = draw(st.sampled_from(["weak", "harmful"]))
    # A choice of a later scene may ask for the flag.
    well = {"effects": {"trust": "+1"}, "flags": ["asked"]}
    choices = [
        choice(draw, 0, "best", then, answer="right", **well),
        choice(draw, 1, worst, then, answer="wrong", effects={"trust": "-1"}),
    ]
    if has_parts and draw(st.booleans()):
        choices.append(choice(draw, 2, "workable", then, answer="partly"))
    return {
        "script": f"you: {draw(texts(1))}",
        "question": question,
        "choices": draw(st.permutations(choices)),
    }


@st.composite
def scenarios(draw: Draw) -> Data:
    """A walk through scenes to a gate; some choices go back, once, or on a flag.

    One scene at least has choices, and one asks a question.
    """
    count = draw(st.integers(2, 5))
    start = draw(st.integers(0, 5))
    scenes: Data = {}
    danger = draw(st.integers(0, count - 1))
    asking = (danger + draw(st.integers(1, count - 1))) % count
    for n in range(count):
        then = f"scene-{n + 1}" if n + 1 < count else "gate"
        if n == asking:
            scenes[f"scene-{n}"] = asking_scene(draw, then)
            continue
        choices = [
            choice(draw, 0, "best", then, effects={"trust": "+1"}, flags=["asked"]),
            choice(draw, 1, "weak", then, effects={"trust": "-1"}),
        ]
        if draw(st.booleans()):
            choices.append(choice(draw, 2, "workable", f"scene-{n}", once="true"))
        if draw(st.booleans()):
            choices.append(choice(draw, 3, "harmful", then, effects={"trust": "-2"}))
        if n and draw(st.booleans()):
            choices.append(choice(draw, 4, "workable", then, when="asked"))
        if n == danger:
            choices.append(choice(draw, 5, "harmful", then, critical="true"))
        order = draw(st.permutations(choices))
        scenes[f"scene-{n}"] = {"script": f"you: {draw(texts(1))}", "choices": order}
    good = f"trust >= {start + count} and harmful = 0"
    scenes["gate"] = {
        "gate": [
            {"when": "critical > 0", "then": "hurt"},
            {"when": good, "then": "well"},
            {"then": "missed"},
        ]
    }
    results = {"well": "good", "missed": "poor", "hurt": "unsafe"}
    return {
        "format": "1",
        "title": draw(texts(1)),
        "setting": "Home care",
        "you_are": "Sam",
        "minutes": "5",
        "gauges": {"trust": {"label": "Trust", "start": str(start)}},
        "start": "scene-0",
        "scenes": scenes,
        "endings": {
            ending_id: {
                "result": result,
                "title": draw(texts(1)),
                "debrief": draw(texts(2)),
                "principle": draw(texts(3)),
                "try": draw(texts(4)),
            }
            for ending_id, result in results.items()
        },
    }


@st.composite
def courses(draw: Draw) -> dict[str, str]:
    """The files of a course, by name."""
    count = draw(st.integers(1, 2))
    bank = draw(questions(500, for_assessment=True))
    contents = [{"module": f"module-{n}"} for n in range(count)]
    contents.append({"scenario": "the-story"})
    course = {
        "format": "1",
        "title": draw(texts(1)),
        "summary": draw(texts(2)),
        "audience": draw(texts(3)),
        "cpd_minutes": "20",
        "refresh_every": draw(st.sampled_from(["never", "6 months", "3 years"])),
        "outcomes": {name: draw(texts(n)) for n, name in enumerate(OUTCOMES)},
        "contents": draw(st.permutations(contents)),
        "assessment": {
            "draw": {
                "from": "bank",
                "count": str(draw(st.integers(len(OUTCOMES), len(bank)))),
                **draw(st.sampled_from([{}, {"cover": "outcomes"}])),
            },
            "pass_mark": f"{draw(st.integers(1, 100))} %",
            "review": draw(
                st.sampled_from(["never", "after answering", "after passing"])
            ),
        },
        "complete_when": ["modules", "scenarios", "assessment"],
    }
    files = {
        "course.yaml": _yaml(course),
        "questions/bank.yaml": _yaml({"format": "1", "questions": bank}),
        "scenarios/the-story.yaml": _yaml(draw(scenarios())),
        f"media/{PICTURE}": _DRAWN,
    }
    for n in range(count):
        files[f"modules/module-{n}.md"] = draw(modules(100 * n))
    return files


def name_course(files: dict[str, str]) -> str:
    """Give a folder's name of its own to a course, the same for the same files."""
    return f"random-{short_hash(repr(sorted(files.items())))}"


def _yaml(data: Any) -> str:
    return yaml.dump(data, allow_unicode=True, sort_keys=False, width=10_000)
