"""Give somebody all that is kept about them, as one file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.documents.personal_data import Cover, Section, write_personal_data
from elearn.domain.questions import CHOSEN
from elearn.errors import NotFound
from elearn.services.audit import record_event
from elearn.services.awarding import get_certificate
from elearn.services.moment import Moment
from elearn.store import personal_data as store
from elearn.store.awards import load_organisation
from elearn.store.tables import JobRole, Person

WriteData = Callable[[Session, int, Moment, IO[bytes]], None]
"""Writes what is kept about a person into a file."""

PRIVATE_WORDS = (
    "Reflections, steps on a scale such as “How sure are you?”, and what was typed "
    "and not yet sent: only the writer may read them. "
    "They are in the file that the person can download under Account, My data.",
)

LEFT_OUT = {
    "attempt_allowance.given_by_id": "The row is about the learner who was allowed; "
    "who allowed it has it in the trail of what they did.",
    "award_event.by_id": "The row is about the holder of the certificate; who "
    "withdrew it has it in the trail of what they did.",
    "assignment.assigned_by_id": "The row is about who is to do the course; who asked "
    "for it has it in the trail of what they did.",
    "written_mark.by_id": "The row is about what a learner wrote; who marked it has it "
    "in the trail of what they did.",
    "regrade.by_id": "The row is about whose attempt was marked again; who did it has "
    "it in the trail of what they did.",
    "version_event.by_id": "Courses are the organisation's; who put one online or "
    "withdrew it has it in the trail of what they did.",
    "material_change.marked_by_id": "Courses are the organisation's; who marked a "
    "change has it in the trail of what they did.",
    "course_upload.uploaded_by_id": "Files of a course, which go by themselves after "
    "some days; they say nothing about who sent them.",
    "course_version.published_by_id": "Courses are the organisation's; who published "
    "one has it in the trail of what they did.",
    "site_page.changed_by_id": "Pages are the organisation's; who changed one has it "
    "in the trail of what they did.",
}
"""Columns that name a person in a row about something else, and why they stay out."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is kept about a person.

    `tables` says whose rows these are. What is `private` is given to its writer only;
    `is_private` tells it for single rows.
    """

    key: str
    title: str
    about: str
    tables: tuple[str, ...]
    query: Callable[[int], store.AnySelect]
    present: Callable[[Row[*tuple[Any, ...]]], dict[str, object]] = lambda row: dict(
        row._mapping
    )
    private: bool = False
    is_private: Callable[[Row[*tuple[Any, ...]]], bool] = lambda row: False


def _in_words(response: dict[str, str], shown: dict[str, Any]) -> list[str]:
    """Say a response in the words that were shown."""
    words = shown.get("words", {})
    return [
        str(words.get(name, name))
        if value == CHOSEN
        else f"{words.get(name, name)}: {words.get(value, value)}"
        for name, value in response.items()
    ]


def _choice(row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    """Give a choice; where the scene asked a question, what was asked and answered."""
    told = {k: v for k, v in row._mapping.items() if k not in ("response", "shown")}
    if row.response is not None and row.shown:
        told["question"] = row.shown.get("ask")
        told["answer"] = _in_words(row.response, row.shown)
    return told


def _is_step(row: Row[*tuple[Any, ...]]) -> bool:
    """Tell whether a response is a step on a scale: how sure somebody is, never marked.

    Its options are the steps, and its first step is said as “1: Not at all”.
    """
    words = (row.shown or {}).get("words", {})
    return str(words.get("1", "")).startswith("1: ") and all(
        name.isdigit() for name in words
    )


def _with_answer(row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    words = row.shown.get("words", {})
    return {
        "course": row.slug,
        "course_version": row.version,
        "part": row.kind,
        "attempt": row.attempt,
        "question": row.shown.get("ask", row.question_id),
        "offered": [str(words.get(name, name)) for name in row.shown.get("order", [])],
        "answer": _in_words(row.response, row.shown),
        "try": row.try_number,
        "share_of_marks": row.share,
        "unsafe": row.critical,
        "answered_at": row.answered_at,
    }


def _assignment(row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    whom = "you" if row.person_id else (f"team {row.team}" if row.team else "everyone")
    return {
        "course": row.slug,
        "due_on": row.due_on,
        "asked_of": whom,
        "created_at": row.created_at,
        "withdrawn_at": row.withdrawn_at,
    }


KINDS = (
    Kind("roles", "Roles", "What you may do here besides learning.",
         ("role_grant",), store.roles_of),
    Kind("teams", "Teams", "The teams you are in: their managers see your training.",
         ("membership",), store.teams_of),
    Kind("sign_ins", "Sign-ins", "When you signed in, until when it held.",
         ("sign_in",), store.sign_ins_of),
    Kind("ways_in", "Links and codes for choosing a password",
         "The secrets themselves are kept only in a scrambled form.",
         ("way_in",), store.ways_in_of),
    Kind("messages", "Messages to you", "What this site sent you by e-mail, and why.",
         ("message",), store.messages_to),
    Kind("reminders", "Reminders", "Which reminders you were given.",
         ("reminder_step",), store.reminders_to),
    Kind("people_files", "Lists of people you sent",
         "When you sent a list that is not read in yet. What is in it is about others.",
         ("people_file",), store.files_sent_by),
    Kind("assignments", "What you were asked to do",
         "Courses with a day: asked of you, of a team you are in, or of everyone.",
         ("assignment",), store.assignments_of, _assignment),
    Kind("courses", "Courses", "Which you took, and when.",
         ("enrolment",), store.enrolments_of),
    Kind("cards", "Cards", "Which cards you finished.",
         ("card_view",), store.cards_of),
    Kind("attempts", "Attempts", "Each try at an assessment, and at the questions of "
         "a module.", ("attempt",), store.attempts_of),
    Kind("regrades", "Attempts marked again",
         "Where an answer key was mended later. Both results are kept.",
         ("regrade",), store.regrades_of),
    Kind("allowances", "Further attempts",
         "Where you were allowed one more attempt, and why.",
         ("attempt_allowance",), store.allowances_of),
    Kind("answers", "Answers", "Every answer you gave, with the words you saw.",
         ("response",), store.responses_of, _with_answer,
         is_private=_is_step),
    Kind("marks", "Marks for what you wrote",
         "What a trainer gave and said. An earlier mark stays beside a later one.",
         ("written_mark",), store.marks_of),
    Kind("plays", "Scenarios you played", "How each play ended.",
         ("play",), store.plays_of),
    Kind("choices", "Choices in scenarios", "Every choice, with the words you saw.",
         ("play_choice",), store.choices_of, _choice, is_private=_is_step),
    Kind("certificates", "Certificates", "What is printed on each.",
         ("award",), store.awards_of),
    Kind("certificate_events", "What became of certificates",
         "When each was issued, replaced or withdrawn.",
         ("award_event",), store.award_events_of),
    Kind("reflections", "Reflections", "Only you can read these.",
         ("reflection",), store.reflections_of, private=True),
    Kind("drafts", "Typed and not yet sent", "Only you can read these.",
         ("draft",), store.drafts_of, private=True),
    Kind("trail", "Trail of changes",
         "What was changed about you, and what you changed. People are numbers here.",
         ("audit_event",), store.events_about),
)  # fmt: skip


@dataclass(frozen=True)
class DataSubject:
    """Whose data these are; of somebody erased only the record is left."""

    person_id: int
    name: str
    is_erased: bool


def get_data_subject(session: Session, person_id: int) -> DataSubject:
    """Say whose data would be handed over. Raise NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(person_id)
    return DataSubject(person.id, person.name, person.erased_at is not None)


def write_own_data(
    session: Session, person_id: int, moment: Moment, target: IO[bytes]
) -> None:
    """Write everything about somebody for themselves."""
    _write(session, person_id, moment, target, private=True)


def write_data_to_hand_over(
    session: Session, person_id: int, moment: Moment, target: IO[bytes]
) -> None:
    """Write it for an administrator to hand over: without what only its writer reads.

    Raise NotFound. `record_handing_over` comes first.
    """
    _write(session, person_id, moment, target, private=False)


def record_handing_over(
    session: Session, moment: Moment, by_id: int, person_id: int
) -> None:
    """Leave a trace that somebody's data are handed over. Raise NotFound."""
    if session.get(Person, person_id) is None:
        raise NotFound(person_id)
    record_event(session, moment, by_id, "handed over data", "person", person_id)


def _write(
    session: Session,
    person_id: int,
    moment: Moment,
    target: IO[bytes],
    *,
    private: bool,
) -> None:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(person_id)
    organisation = load_organisation(session)
    cover = Cover(
        person.name,
        organisation.name,
        organisation.contact,
        moment.now,
        organisation.time_zone,
        () if private else PRIVATE_WORDS,
    )
    sections = _sections(session, person, private=private)
    write_personal_data(target, cover, sections, _certificates(session, person_id))


def _sections(session: Session, person: Person, *, private: bool) -> Iterator[Section]:
    yield Section(
        "account",
        "Account",
        "Your password is kept only in a scrambled form that nobody can read back.",
        [_account(session, person)],
    )
    tries = store.stream(session, store.tries_of(person.id, person.sign_in_name))
    yield Section(
        "failed_tries",
        "Wrong tries at signing in",
        "With your sign-in name, in the last day or so.",
        (dict(row._mapping) for row in tries),
    )
    for kind in KINDS:
        if private or not kind.private:
            rows = store.stream(session, kind.query(person.id))
            given = (row for row in rows if private or not kind.is_private(row))
            yield Section(kind.key, kind.title, kind.about, map(kind.present, given))


def _account(session: Session, person: Person) -> dict[str, object]:
    job_role = session.get(JobRole, person.job_role_id) if person.job_role_id else None
    return {
        "number": person.id,
        "name": person.name,
        "sign_in_name": person.sign_in_name,
        "email": person.email,
        "job_role": job_role.name if job_role else None,
        "active": person.active,
        "wants_reminders": person.wants_reminders,
        "created_at": person.created_at,
        "erased_at": person.erased_at,
    }


def _certificates(session: Session, person_id: int) -> Iterator[tuple[str, bytes]]:
    numbers = session.scalars(
        select(store.awards_of(person_id).subquery().c.number)
    ).all()
    for number in numbers:
        yield f"{number}.pdf", get_certificate(session, person_id, number)
