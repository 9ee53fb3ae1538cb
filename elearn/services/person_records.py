"""One person’s record, down to each attempt and each play, as a manager sees it.

Nothing here reads a reflection, a draft, or what somebody answered for practice.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.domain.assessment import AttemptResult
from elearn.domain.scenario import Ending, Scenario, Step
from elearn.domain.scenario import play as replay
from elearn.errors import NotFound
from elearn.services.allowing import HeldUp, list_held_up
from elearn.services.attempts import AskedQuestion, list_asked
from elearn.services.awarding import AwardView, list_own_awards
from elearn.services.managing import TeamMember
from elearn.services.places import list_places
from elearn.services.refreshing import Refresher, list_refreshers
from elearn.services.reviewing import result_of
from elearn.services.snapshots import Snapshot, load_snapshot
from elearn.services.standings import load_standings
from elearn.services.team_courses import list_columns, snapshot_of_row
from elearn.store.person_records import (
    find_counting_play,
    find_handed_in,
    has_passed,
    list_counting_plays,
    list_handed_in,
)
from elearn.store.plays import list_choices
from elearn.store.reach import load_reach
from elearn.store.teams import find_person


@dataclass(frozen=True)
class AttemptLine:
    """An assessment attempt that was handed in.

    `passed` is None while an answer in own words waits for a trainer's mark.
    """

    attempt_id: int
    snapshot: Snapshot
    handed_in_at: datetime
    points: Fraction
    out_of: int
    passed: bool | None
    critical: bool


@dataclass(frozen=True)
class PlayLine:
    """A scenario played to an ending, with the titles as they were then."""

    play_id: int
    snapshot: Snapshot
    scenario_title: str
    ending_title: str
    result: str
    ended_at: datetime


@dataclass(frozen=True)
class PersonPage:
    """One person's record, as far as it is a manager's to see.

    `held_up` lists the assessments that this manager could let them try again.
    """

    member: TeamMember
    attempts: tuple[AttemptLine, ...]
    plays: tuple[PlayLine, ...]
    awards: tuple[AwardView, ...]
    held_up: tuple[HeldUp, ...]
    refreshers: tuple[Refresher, ...]


@dataclass(frozen=True)
class AttemptOfPerson:
    """An attempt with its questions as they were put then, and the answers.

    `answers_shown` is false while right answers would help this manager to pass.
    `corrected_at` is when a wrong key was put right and the attempt marked again.
    """

    person_id: int
    person_name: str
    snapshot: Snapshot
    handed_in_at: datetime
    result: AttemptResult
    asked: tuple[AskedQuestion, ...]
    answers_shown: bool
    corrected_at: datetime | None


@dataclass(frozen=True)
class PlayOfPerson:
    """A play with its choices in order; `words` are those that were shown."""

    person_id: int
    person_name: str
    snapshot: Snapshot
    scenario: Scenario
    ended_at: datetime
    steps: tuple[Step, ...]
    words: tuple[str, ...]
    ending: Ending


def show_person(
    session: Session, manager_id: int, person_id: int, today: date, now: datetime
) -> PersonPage:
    """Gather one person's record. Raise NotFound for anybody out of reach."""
    rows = find_person(session, load_reach(session, manager_id), person_id)
    if not rows:
        raise NotFound(person_id)
    standings = load_standings(session, [person_id], list_columns(session), today)
    teams = tuple(row.team_name for row in rows if row.team_name)
    return PersonPage(
        TeamMember(person_id, rows[0].name, teams, standings[person_id]),
        tuple(_attempt(session, r) for r in list_handed_in(session, person_id)),
        tuple(_play(session, r) for r in list_counting_plays(session, person_id)),
        tuple(list_own_awards(session, person_id, today)),
        # Nobody decides about their own attempts.
        tuple(list_held_up(session, person_id, now) if person_id != manager_id else ()),
        tuple(list_refreshers(session, person_id, list_places(session, person_id))),
    )


def show_attempt_of(
    session: Session, manager_id: int, person_id: int, attempt_id: int
) -> AttemptOfPerson:
    """Give what was asked and answered. Raise NotFound for what is out of reach.

    Right answers open to a manager who has passed this assessment: until then she may
    still sit it, and the questions are drawn from the same bank.
    """
    name = _name_of(session, manager_id, person_id)
    attempt = find_handed_in(session, person_id, attempt_id)
    if attempt is None or attempt.handed_in_at is None:
        raise NotFound(attempt_id, "This attempt is not here.")
    snapshot = load_snapshot(session, attempt.version_id)
    asked = list_asked(session, snapshot, attempt)
    result, corrected_at = result_of(session, snapshot, attempt, asked)
    return AttemptOfPerson(
        person_id,
        name,
        snapshot,
        attempt.handed_in_at,
        result,
        asked,
        has_passed(session, manager_id, attempt),
        corrected_at,
    )


def show_play_of(
    session: Session, manager_id: int, person_id: int, play_id: int
) -> PlayOfPerson:
    """Give the way somebody took through a story. Raises as `show_attempt_of`."""
    name = _name_of(session, manager_id, person_id)
    play = find_counting_play(session, person_id, play_id)
    if play is None or play.ended_at is None or play.ending_id is None:
        raise NotFound(play_id, "This play is not here.")
    snapshot = load_snapshot(session, play.version_id)
    scenario = snapshot.course.scenarios[play.scenario_id]
    made = list_choices(session, play.id)
    return PlayOfPerson(
        person_id,
        name,
        snapshot,
        scenario,
        play.ended_at,
        replay(scenario, [choice.choice_id for choice in made]),
        tuple(choice.words for choice in made),
        scenario.endings[play.ending_id],
    )


def _name_of(session: Session, manager_id: int, person_id: int) -> str:
    rows = find_person(session, load_reach(session, manager_id), person_id)
    if not rows:
        raise NotFound(person_id)
    return str(rows[0].name)


def _attempt(session: Session, row: Row[*tuple[Any, ...]]) -> AttemptLine:
    return AttemptLine(
        row.id,
        snapshot_of_row(session, row),
        row.handed_in_at,
        row.points,
        row.out_of,
        row.passed,
        bool(row.critical),
    )


def _play(session: Session, row: Row[*tuple[Any, ...]]) -> PlayLine:
    snapshot = snapshot_of_row(session, row)
    scenario = snapshot.course.scenarios[row.scenario_id]
    ending = scenario.endings[row.ending_id]
    return PlayLine(
        row.id, snapshot, scenario.title, ending.title, row.result, row.ended_at
    )
