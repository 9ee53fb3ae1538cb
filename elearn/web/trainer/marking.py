"""Answers in own words: the queue, and one answer with its rubric."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.questions import field_for
from elearn.errors import AlreadyMarked, BadForm
from elearn.services import marking as service
from elearn.services.marking import AnswerLine, AnswerPage, GivenMark
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.presenting_texts import present_words
from elearn.web.trainer.routes import blueprint
from elearn.web.wording import day, moment_words

_ANSWER = "/marking/<int(max=999999999):response_id>"

Fields = Mapping[str, Sequence[str]]


@blueprint.get("/marking")
@allow("trainer")
def marking() -> str:
    page = current.read(service.show_marking, current.person().person_id)
    return render_template(
        "trainer/marking.html",
        waiting=[_line(line) for line in page.waiting],
        marked=[_line(line) for line in page.marked],
        count=page.count,
        just_marked=request.args.get("marked", ""),
    )


@blueprint.get(_ANSWER)
@allow("trainer")
def answer(response_id: int) -> str:
    return _answer_page(response_id)


@blueprint.post(_ANSWER)
@allow("trainer")
def mark_answer(response_id: int) -> tuple[str, int] | Response:
    form = dict(request.form.lists())
    try:
        awarded = current.write(
            service.mark_answer,
            current.person().person_id,
            response_id,
            form=form,
            number=request.form.get("number", 0, type=int),
            draft_key=f"{_path(response_id)}#mark",
            moment=current.moment(),
        )
    except BadForm as error:
        return _answer_page(response_id, faults=error.faults, form=form), 400
    except AlreadyMarked as error:
        return _answer_page(response_id, late=error, form=form), 409
    what = "award" if awarded else "kept"
    return redirect(url_for("trainer.marking", marked=what), 303)


def _path(response_id: int) -> str:
    return url_for("trainer.answer", response_id=response_id)


def _answer_page(
    response_id: int,
    *,
    faults: dict[str, str] | None = None,
    late: AlreadyMarked | None = None,
    form: Fields | None = None,
) -> str:
    path = _path(response_id)
    page = current.read(
        service.show_answer, current.person().person_id, response_id, path
    )
    fields = form if form is not None else page.drafts.get("mark") or _kept(page)
    return render_template(
        "trainer/answer.html",
        path=path,
        page=page,
        course=present_words(page.snapshot, page.snapshot.course.title),
        ask=present_words(page.snapshot, page.question.ask),
        how=present_words(page.snapshot, page.question.written),
        answered=moment_words(page.answered_at),
        lines=_present_rubric(page, fields, faults or {}),
        comment="".join(fields.get("comment", ())[:1]),
        marks=[_present_mark(mark) for mark in page.marks],
        errors=_name_faults(page, faults or {}),
        comment_error=(faults or {}).get("comment"),
        late=late,
    )


def _kept(page: AnswerPage) -> Fields:
    """Fill the form with the mark that counts now."""
    if not page.marks:
        return {}
    judgement = page.marks[0].judgement
    given = {field_for(line.id): [str(line.given)] for line in judgement.lines}
    return given | {"comment": [judgement.comment]}


def _present_rubric(
    page: AnswerPage, fields: Fields, faults: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id,
            "name": field_for(line.id),
            "text": present_words(page.snapshot, line.text),
            "why": present_words(page.snapshot, line.why) if line.why else None,
            "points": list(range(line.points + 1)),
            "given": "".join(fields.get(field_for(line.id), ())[:1]),
            "error": faults.get(line.id),
        }
        for line in page.question.rubric
    ]


def _name_faults(page: AnswerPage, faults: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the sentences of the summary, which name their line, and their fields."""
    found = []
    for line in page.question.rubric:
        if fault := faults.get(line.id):
            words = present_words(page.snapshot, line.text)
            found.append((f"{fault.rstrip('.')}: {words}", f"points-{line.id}"))
    if comment := faults.get("comment"):
        found.append((comment, "comment"))
    return found


def _present_mark(mark: GivenMark) -> dict[str, Any]:
    lines = mark.judgement.lines
    return {
        "by": mark.by_name,
        "at": moment_words(mark.at),
        "points": sum(line.given for line in lines),
        "out_of": sum(line.out_of for line in lines),
        "comment": mark.judgement.comment,
    }


def _line(line: AnswerLine) -> dict[str, Any]:
    return {
        "url": _path(line.response_id),
        "ask": present_words(line.snapshot, line.question.ask),
        "course": present_words(line.snapshot, line.snapshot.course.title),
        "answered": day(line.answered_at),
        "marked": day(line.marked_at) if line.marked_at else None,
    }
