"""Play a scenario: begin, choose, look back, practise from a scene."""

from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import cast

from sqlalchemy.orm import Session

from elearn.domain.progress import ItemProgress, measure_progress, measure_scenario
from elearn.domain.questions import Form
from elearn.domain.scenario import (
    PASSING,
    RULES_VERSION,
    Choice,
    Ending,
    PlayState,
    Result,
    Scenario,
    Scene,
    Step,
    choose,
    offered_choices,
    state_after,
)
from elearn.domain.scenario import play as replay
from elearn.errors import AlreadyHandedIn, BadResponse, NotFound, NotOpenYet
from elearn.services.awarding import award_if_complete
from elearn.services.drafts import drop_draft, find_drafts
from elearn.services.moment import Moment
from elearn.services.places import Place, enter_place, get_place
from elearn.services.scene_questions import (
    SceneQuestion,
    ask,
    list_answered,
    read_answer,
)
from elearn.services.snapshots import Snapshot, load_snapshot
from elearn.store.enrolments import load_facts, lock_enrolment
from elearn.store.plays import (
    find_open_play,
    find_play,
    last_play_number,
    list_choices,
    list_plays,
)
from elearn.store.tables import Play, PlayChoice


@dataclass(frozen=True)
class PlayRecord:
    """One earlier or open play, as the story's page lists it.

    `ending_title` is None where the course no longer has that ending.
    """

    number: int
    started_at: datetime
    ended_at: datetime | None
    result: Result | None
    ending_title: str | None
    practice: bool


@dataclass(frozen=True)
class ScenarioPage:
    """A scenario before it is played: what it is, and how it went so far."""

    place: Place
    scenario: Scenario
    plays: tuple[PlayRecord, ...]
    open_play: PlayRecord | None

    @property
    def done(self) -> bool:
        return any(p.result in PASSING and not p.practice for p in self.plays)


@dataclass(frozen=True)
class AfterPlay:
    """What a finished play leads to.

    `done` tells whether this scenario is done, `playing` whether another
    one from the start is open, and `next` what the course holds next.
    """

    done: bool
    playing: bool
    next: ItemProgress | None


@dataclass(frozen=True)
class PlayPage:
    """A play as it stands: `scene` and `choices` until `ending` takes their place.

    `snapshot` is the version the play is pinned to; `left` tells that another play
    took this one's place; `drafts` holds what was chosen and not yet sent. `asked` is
    the scene's question, and `answered` those before it, by their place in the play.
    """

    place: Place
    snapshot: Snapshot
    scenario: Scenario
    number: int
    practice: bool
    left: bool
    steps: tuple[Step, ...]
    state: PlayState
    scene: Scene | None
    choices: tuple[Choice, ...]
    asked: SceneQuestion | None
    answered: dict[int, SceneQuestion]
    ending: Ending | None
    after: AfterPlay | None
    drafts: dict[str, dict[str, list[str]]]

    @property
    def position(self) -> int:
        return len(self.steps)


def show_scenario(
    session: Session, person_id: int, slug: str, scenario_id: str
) -> ScenarioPage:
    """Gather a scenario's own page."""
    place = get_place(session, person_id, slug)
    scenario = _get_scenario(place.snapshot, scenario_id)
    if place.enrolment_id is None:
        return ScenarioPage(place, scenario, (), None)
    rows = list_plays(session, place.enrolment_id, scenario_id)
    records = tuple(_record(scenario, row) for row in rows)
    open_play = next((r for r in records if r.ended_at is None), None)
    ended = tuple(r for r in records if r.ended_at is not None)
    return ScenarioPage(place, scenario, ended, open_play)


def start_play(
    session: Session, person_id: int, slug: str, scenario_id: str, now: datetime
) -> int:
    """Begin a play and give its number; an open one from the start goes on."""
    place, enrolment_id = enter_place(session, person_id, slug, now)
    _get_scenario(place.snapshot, scenario_id)
    play = find_open_play(session, enrolment_id, scenario_id)
    if play is not None and play.practice_of is None:
        return play.number
    if play is not None:
        play.left_at = now
        session.flush()
    version_id = place.snapshot.version_id
    return _add_play(session, enrolment_id, scenario_id, version_id, now).number


def practise(
    session: Session,
    person_id: int,
    slug: str,
    scenario_id: str,
    number: int,
    position: int,
    now: datetime,
) -> int:
    """Go back to a scene of a finished play to try again; this never counts.

    Gives the number of the new play. `position` is how many choices are kept. Raise
    NotOpenYet while a play that counts is open, because practice would end it.
    """
    _, enrolment_id = enter_place(session, person_id, slug, now)
    earlier = _get_play(session, enrolment_id, scenario_id, number)
    if earlier.ended_at is None:
        raise NotOpenYet(number, "Finish this scenario first, then try a scene again.")
    made = list_choices(session, earlier.id)
    if not 0 <= position < len(made):
        raise BadResponse(number, "Choose one of the scenes on this page.")
    choices = made[:position]
    play = find_open_play(session, enrolment_id, scenario_id)
    if play is not None and play.practice_of is None:
        raise NotOpenYet(
            number, "You have begun a play that counts. Finish it before you practise."
        )
    if play is not None:
        same = [c.choice_id for c in list_choices(session, play.id)] == [
            c.choice_id for c in choices
        ]
        if play.practice_of == number and same:
            return play.number
        play.left_at = now
        session.flush()
    play = _add_play(
        session, enrolment_id, scenario_id, earlier.version_id, now, number
    )
    for choice in choices:
        session.add(
            PlayChoice(
                play_id=play.id,
                position=choice.position,
                scene_id=choice.scene_id,
                choice_id=choice.choice_id,
                words=choice.words,
                response=choice.response,
                shown=choice.shown,
                made_at=now,
            )
        )
    return play.number


def show_play(
    session: Session,
    person_id: int,
    slug: str,
    scenario_id: str,
    number: int,
    page: str = "",
) -> PlayPage:
    """Gather a play's page. Raise NotFound if it is not this person's.

    `page` is the path under which drafts are kept, if they are wanted.
    """
    place = get_place(session, person_id, slug)
    if place.enrolment_id is None:
        raise NotFound(number)
    play = _get_play(session, place.enrolment_id, scenario_id, number)
    snapshot = _pinned(session, place, play)
    scenario = _get_scenario(snapshot, scenario_id)
    made = list_choices(session, play.id)
    steps = replay(scenario, [c.choice_id for c in made])
    state = state_after(scenario, steps)
    scene = None if state.ended else scenario.scenes[state.at]
    return PlayPage(
        place=place,
        snapshot=snapshot,
        scenario=scenario,
        number=number,
        practice=play.practice_of is not None,
        left=play.left_at is not None,
        steps=steps,
        state=state,
        scene=scene,
        choices=offered_choices(scenario, state),
        asked=ask(scene, play, len(made)) if scene else None,
        answered=list_answered(scenario, made),
        # What was frozen at the end holds, whatever the rules say today.
        ending=scenario.endings[play.ending_id or state.at] if state.ended else None,
        after=_after(session, place, scenario_id) if state.ended else None,
        drafts=find_drafts(session, person_id, page) if page else {},
    )


def _after(session: Session, place: Place, scenario_id: str) -> AfterPlay:
    ids = [place.enrolment_id] if place.enrolment_id else []
    facts = load_facts(session, ids)[ids[0]]
    progress = measure_progress(place.course, facts)
    known = scenario_id in place.course.scenarios
    return AfterPlay(
        done=known
        and measure_scenario(place.course, scenario_id, facts).state == "done",
        playing=scenario_id in facts.open_scenarios,
        next=progress.next,
    )


def make_choice(
    session: Session,
    person_id: int,
    slug: str,
    scenario_id: str,
    number: int,
    *,
    position: int,
    moment: Moment,
    choice_id: str = "",
    form: Form = MappingProxyType({}),
    draft_key: str = "",
) -> int:
    """Choose, or answer the scene's question, and give the number of the step to show.

    A choice that was already made at this position stays: a double click or the
    back button shows what came of it. Raise BadResponse if the choice is not on
    offer, AlreadyHandedIn if the story was left in another window.
    """
    place, enrolment_id = _enter_play(session, person_id, slug)
    play = _get_play(session, enrolment_id, scenario_id, number)
    made = [c.choice_id for c in list_choices(session, play.id)]
    if 0 <= position < len(made):
        return position + 1
    if play.left_at is not None:
        raise AlreadyHandedIn(
            number, "You began this scenario again in another window."
        )
    if position != len(made):
        raise BadResponse(number, "Choose one of the answers on this page.")
    scenario = _get_scenario(_pinned(session, place, play), scenario_id)
    before = state_after(scenario, replay(scenario, made))
    scene = scenario.scenes.get(before.at)
    asked = ask(scene, play, position) if scene else None
    answered = read_answer(asked, scene, form) if asked and scene else None
    if answered:
        choice_id = answered.choice_id
    after = choose(scenario, before, choice_id)
    chosen = next(c for c in offered_choices(scenario, before) if c.id == choice_id)
    session.add(
        PlayChoice(
            play_id=play.id,
            position=position,
            scene_id=before.at,
            choice_id=choice_id,
            words=chosen.words,
            response=answered.response if answered else None,
            shown=answered.shown if answered else None,
            made_at=moment.now,
        )
    )
    drop_draft(session, person_id, draft_key)
    if after.ended:
        end_play(play, scenario, after, moment.now)
        session.flush()
        if play.practice_of is None:
            award_if_complete(session, place, enrolment_id, moment)
    return position + 1


def end_play(play: Play, scenario: Scenario, state: PlayState, now: datetime) -> None:
    """Freeze the ending that a play has come to."""
    play.ended_at = now
    play.ending_id = state.at
    play.result = scenario.endings[state.at].result
    play.rules_version = RULES_VERSION
    play.final_state = {
        key: sorted(value) if isinstance(value, frozenset) else value
        for key, value in asdict(state).items()
    }


def _enter_play(session: Session, person_id: int, slug: str) -> tuple[Place, int]:
    place = get_place(session, person_id, slug)
    if place.enrolment_id is None:
        raise NotFound(slug)
    lock_enrolment(session, place.enrolment_id)
    return place, place.enrolment_id


def _get_scenario(snapshot: Snapshot, scenario_id: str) -> Scenario:
    scenario = snapshot.course.scenarios.get(scenario_id)
    if scenario is None:
        raise NotFound(scenario_id, "This scenario is no longer in the course.")
    return scenario


def _pinned(session: Session, place: Place, play: Play) -> Snapshot:
    if play.version_id == place.snapshot.version_id:
        return place.snapshot
    return load_snapshot(session, play.version_id)


def _get_play(
    session: Session, enrolment_id: int, scenario_id: str, number: int
) -> Play:
    play = find_play(session, enrolment_id, scenario_id, number)
    if play is None:
        raise NotFound(number, "This play is not here.")
    return play


def _add_play(
    session: Session,
    enrolment_id: int,
    scenario_id: str,
    version_id: int,
    now: datetime,
    practice_of: int | None = None,
) -> Play:
    play = Play(
        enrolment_id=enrolment_id,
        scenario_id=scenario_id,
        number=last_play_number(session, enrolment_id, scenario_id) + 1,
        version_id=version_id,
        practice_of=practice_of,
        started_at=now,
    )
    session.add(play)
    session.flush()
    return play


def _record(scenario: Scenario, play: Play) -> PlayRecord:
    ending = scenario.endings.get(play.ending_id or "")
    return PlayRecord(
        number=play.number,
        started_at=play.started_at,
        ended_at=play.ended_at,
        result=cast(Result | None, play.result),
        ending_title=ending.title if ending else None,
        practice=play.practice_of is not None,
    )
