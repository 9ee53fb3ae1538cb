"""Every question of a course by itself: answer it, and read how that is marked."""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for

from elearn.domain.course import Course
from elearn.domain.questions import Question, Response, Written, write_form
from elearn.errors import BadResponse
from elearn.services.previewing import (
    AskedIn,
    PreviewedQuestion,
    list_questions,
    show_previewed_question,
)
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.presenting import (
    present_given,
    present_mark,
    present_question,
)
from elearn.web.learner.presenting_texts import present_inline, present_words
from elearn.web.preview.desk import blueprint, get_course
from elearn.web.preview.explaining import KINDS, explain_mark


@blueprint.get("/questions")
@allow("learner")
def all_questions() -> str:
    """List every question by where it is asked."""
    course = get_course()
    listed = list_questions(course)
    groups = [
        (_say_where(course, folder, part), [_row(folder, part, q) for _, _, q in rows])
        for (folder, part), rows in groupby(listed, lambda row: row[:2])
    ]
    return render_template("preview/questions.html", groups=groups)


@blueprint.get("/questions/<asked_in>/<part_id>/<question_id>")
@allow("learner")
def question(asked_in: str, part_id: str, question_id: str) -> str | tuple[str, int]:
    """Ask one question, and mark what the address answers: nothing is kept."""
    page = current.read(
        show_previewed_question,
        current.person().person_id,
        get_course().slug,
        asked_in,
        part_id,
        question_id,
    )
    form = dict(request.args.lists())
    try:
        response = page.question.read(form) if form else None
    except BadResponse as error:
        return _page(page, form, error=error), 400
    return _page(page, form, response)


def _page(
    page: PreviewedQuestion,
    form: dict[str, list[str]],
    response: Response | None = None,
    error: BadResponse | None = None,
) -> str:
    asked = page.question
    marked = _present_mark(page, response) if response else {}
    right = write_form(asked.right_response())
    return render_template(
        "preview/question.html",
        question=present_question(page.snapshot, asked, page.order),
        kind=KINDS[asked.kind],
        given=present_given(form),
        error=error.sentence if error else None,
        is_marked=response is not None,
        right_url=f"{request.path}?{urlencode(right, doseq=True)}",
        neighbours=_find_neighbours(),
        **marked,
    )


def _present_mark(page: PreviewedQuestion, response: Response) -> dict[str, Any]:
    asked, snapshot = page.question, page.snapshot
    mark = asked.mark(response)
    explain = present_inline(snapshot, asked.explain) if asked.explain else ""
    return {
        "mark": present_mark(snapshot, asked, mark, page.order, revealed=True),
        "explain": explain,
        "lines": explain_mark(asked, response, mark),
        "rubric": [
            {
                "text": present_words(snapshot, line.text),
                "why": present_words(snapshot, line.why) if line.why else "",
                "points": line.points,
            }
            for line in asked.rubric
        ]
        if isinstance(asked, Written)
        else [],
    }


def _row(folder: AskedIn, part: str, asked: Question) -> dict[str, str]:
    return {
        "id": asked.id,
        "words": asked.gist,
        "kind": KINDS[asked.kind],
        "outcome": asked.outcome or "",
        "url": _url(folder, part, asked.id),
    }


def _say_where(course: Course, folder: AskedIn, part: str) -> str:
    if folder == "modules":
        return f"On cards: {course.modules[part].title}"
    if folder == "scenarios":
        return f"In scenes: {course.scenarios[part].title}"
    return "For the assessment"


def _find_neighbours() -> tuple[str, str]:
    """Give the addresses of the questions before and after this one."""
    urls = [_url(f, part, q.id) for f, part, q in list_questions(get_course())]
    at = urls.index(request.path) if request.path in urls else 0
    return urls[at - 1] if at else "", urls[at + 1] if at + 1 < len(urls) else ""


def _url(folder: AskedIn, part: str, question_id: str) -> str:
    return url_for(
        "preview.question", asked_in=folder, part_id=part, question_id=question_id
    )
