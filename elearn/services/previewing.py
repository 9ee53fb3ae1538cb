"""Somebody who looks at a course while it is written, and keeps their place in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, select, union_all
from sqlalchemy.orm import Session

from elearn.domain.assessment import steady_order
from elearn.domain.course import Course
from elearn.domain.questions import Question
from elearn.domain.scenario import (
    PlayState,
    Scenario,
    choose,
    follow_answer,
    start_play,
)
from elearn.errors import BadResponse, NotFound
from elearn.services.mapping import MapPage, show_map
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.places import Place, get_place
from elearn.services.playing import end_play, show_play
from elearn.services.publishing import freeze_course
from elearn.services.snapshots import Snapshot
from elearn.store.plays import find_open_play, list_choices
from elearn.store.responses import ASSESSMENT, list_responses
from elearn.store.tables import (
    Attempt,
    Award,
    CardView,
    CourseVersion,
    Play,
    PlayChoice,
    Response,
    VersionEvent,
)

AskedIn = Literal["modules", "scenarios", "questions"]
"""The folder of the file that a question stands in."""


@dataclass(frozen=True)
class PreviewedQuestion:
    """A question by itself, in the order in which one person would see it."""

    snapshot: Snapshot
    question: Question
    order: tuple[str, ...]


def open_preview(session: Session, moment: Moment) -> None:
    """Set up the organisation that a previewed course stands in."""
    add_organisation(session, moment, "Preview")


def add_previewer(session: Session, moment: Moment, number: int, password: str) -> int:
    """Add somebody who has done nothing yet; gives their id."""
    return add_person(
        session, moment, f"preview-{number}", "Preview", password=password
    )


def show_files(
    session: Session,
    person_id: int,
    course: Course,
    media: dict[str, bytes],
    moment: Moment,
) -> None:
    """Show a course as its files are now, to somebody who may be in the middle.

    What has been done stays as far as it fits: a play keeps its choices up to the first
    that is no longer offered, and an attempt its answers.
    """
    freeze_course(session, course, media, moment)
    place = get_place(session, person_id, course.slug)
    if place.enrolment_id is not None:
        _carry_over(session, place, place.enrolment_id, moment.now)
    _forget_versions(session, place.course_id)


def _carry_over(
    session: Session, place: Place, enrolment_id: int, now: datetime
) -> None:
    for play in session.scalars(
        select(Play).where(Play.enrolment_id == enrolment_id).order_by(Play.number)
    ):
        if play.version_id != place.snapshot.version_id:
            _carry_play(session, place, play, now)
    for attempt in session.scalars(
        select(Attempt).where(
            Attempt.enrolment_id == enrolment_id, Attempt.kind == ASSESSMENT
        )
    ):
        _carry_attempt(session, place, attempt)
    session.flush()


def _forget_versions(session: Session, course_id: int) -> None:
    """Drop the versions that nothing was done in: each save makes another one."""
    used = union_all(
        *(select(row.version_id) for row in (Award, CardView, Attempt, Response, Play))
    )
    idle = select(CourseVersion.id).where(
        CourseVersion.course_id == course_id,
        CourseVersion.online.is_(False),
        CourseVersion.id.not_in(used),
    )
    gone = list(session.scalars(idle))
    session.execute(delete(VersionEvent).where(VersionEvent.version_id.in_(gone)))
    session.execute(delete(CourseVersion).where(CourseVersion.id.in_(gone)))


def show_previewed_map(
    session: Session, person_id: int, slug: str, scenario_id: str
) -> MapPage:
    """Gather a scenario's map without counting plays: there is one player."""
    page = show_map(session, person_id, slug, scenario_id)
    return replace(page, counts={}, versions=())


def find_scene(
    session: Session,
    person_id: int,
    slug: str,
    scenario_id: str,
    number: int,
    position: int | None,
) -> tuple[str, ...]:
    """Find where a play stands, or where its choice at *position* was made.

    Gives ("scenes", id) or ("endings", id), or nothing for a play that is not there.
    """
    try:
        page = show_play(session, person_id, slug, scenario_id, number)
    except NotFound:
        return ()
    if position is not None and 0 < position <= len(page.steps):
        return ("scenes", page.steps[position - 1].before.at)
    return ("endings" if page.state.ended else "scenes", page.state.at)


def show_previewed_question(
    session: Session,
    person_id: int,
    slug: str,
    asked_in: str,
    part_id: str,
    question_id: str,
) -> PreviewedQuestion:
    """Give one question of the files. Raise NotFound."""
    place = get_place(session, person_id, slug)
    for folder, part, question in list_questions(place.course):
        if (folder, part, question.id) == (asked_in, part_id, question_id):
            order = steady_order(question, f"{person_id}/{place.cycle}")
            return PreviewedQuestion(place.snapshot, question, order)
    raise NotFound(question_id, "This question is no longer in the files.")


def list_questions(course: Course) -> list[tuple[AskedIn, str, Question]]:
    """List every question: on cards, in scenes, and for the assessment."""
    listed: list[tuple[AskedIn, str, Question]] = []
    for module in course.modules.values():
        for card in module.cards:
            listed += [("modules", module.id, question) for question in card.questions]
    for scenario in course.scenarios.values():
        listed += [
            ("scenarios", scenario.id, scene.question)
            for scene in scenario.scenes.values()
            if scene.question
        ]
    for bank_id, bank in course.banks.items():
        listed += [("questions", bank_id, question) for question in bank]
    return listed


def _carry_play(session: Session, place: Place, play: Play, now: datetime) -> None:
    scenario = place.course.scenarios.get(play.scenario_id)
    if scenario is None:
        return
    state, left = _follow(scenario, list_choices(session, play.id))
    for choice in left:
        session.delete(choice)
    play.version_id = place.snapshot.version_id
    if state.ended:
        end_play(play, scenario, state, play.ended_at or now)
    elif play.ended_at is not None:
        _reopen(session, play, now)
    session.flush()


def _follow(
    scenario: Scenario, choices: list[PlayChoice]
) -> tuple[PlayState, list[PlayChoice]]:
    """Make choices again as far as they fit; gives the state, and those that do not."""
    state = start_play(scenario)
    for at, choice in enumerate(choices):
        if state.ended:
            return state, choices[at:]
        try:
            choice_id = _made_again(scenario, state, choice)
            after = choose(scenario, state, choice_id)
        except BadResponse:
            return state, choices[at:]
        choice.scene_id, choice.choice_id = state.at, choice_id
        state = after
    return state, []


def _made_again(scenario: Scenario, state: PlayState, choice: PlayChoice) -> str:
    """Give the choice that follows now. Raise BadResponse where none does."""
    scene = scenario.scenes[state.at]
    if scene.question is None:
        return choice.choice_id
    response = choice.response or {}
    if not response or not set(response) <= set(scene.question.offered_ids):
        raise BadResponse(choice.choice_id)
    order = (choice.shown or {}).get("order", [])
    choice.shown = {
        "ask": scene.question.ask,
        "order": _fit(order, scene.question),
        "words": scene.question.words_shown(),
    }
    return follow_answer(scene, scene.question.mark(response))


def _reopen(session: Session, play: Play, now: datetime) -> None:
    """Let a play go on that no longer comes to its ending."""
    is_taken = find_open_play(session, play.enrolment_id, play.scenario_id) is not None
    play.ended_at = play.ending_id = play.result = None
    play.final_state = play.rules_version = None
    if is_taken:
        play.left_at = now


def _carry_attempt(session: Session, place: Place, attempt: Attempt) -> None:
    """Ask the same questions as they are now, unless one of them is gone."""
    questions = {question.id: question for question in place.course.bank}
    drawn: list[dict[str, Any]] = attempt.drawn
    if not {item["question"] for item in drawn} <= set(questions):
        return
    attempt.drawn = [
        {**item, "order": _fit(item["order"], questions[item["question"]])}
        for item in drawn
    ]
    attempt.version_id = place.snapshot.version_id
    for row in list_responses(session, attempt.id):
        if not set(row.response) <= set(questions[row.question_id].offered_ids):
            session.delete(row)


def _fit(order: list[str], question: Question) -> list[str]:
    """Keep an order as far as the same things are still offered."""
    offered = question.offered_ids
    kept = [item_id for item_id in order if item_id in offered]
    return kept + [item_id for item_id in offered if item_id not in kept]
