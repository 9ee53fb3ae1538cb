"""Record a response once, whoever sends it twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.questions import Form, Question
from elearn.store.responses import list_responses
from elearn.store.tables import Attempt, Response


def record_response(
    session: Session,
    attempt: Attempt,
    question: Question,
    order: Sequence[str],
    form: Form,
    *,
    try_number: int,
    version_id: int,
    now: datetime,
) -> Response:
    """Read, mark and keep a response; the caller holds the enrolment's lock.

    `try_number` is the one the page was made for: a double click, a reload or the
    back button sends it again and gets the first answer back. The same answer sent
    once more is not a further try. Raise BadResponse if the form is not whole.
    """
    earlier = list_responses(session, attempt.id, question.id)
    for row in earlier:
        if row.try_number == try_number:
            return row
    response = question.read(form)
    if earlier and earlier[-1].response == response:
        return earlier[-1]
    mark = question.mark(response)
    words = question.words_shown()
    row = Response(
        attempt_id=attempt.id,
        question_id=question.id,
        try_number=len(earlier) + 1,
        version_id=version_id,
        response=response,
        shown={"ask": question.ask, "order": list(order), "words": words},
        share=mark.share,
        critical=mark.critical,
        to_mark=mark.waits,
        answered_at=now,
    )
    session.add(row)
    session.flush()
    return row
