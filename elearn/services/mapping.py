"""The map of a scenario, with how many first plays took each of its ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from elearn.domain.scenario import Scenario
from elearn.domain.story_map import StoryMap, Trail, map_story, trace
from elearn.errors import BadResponse, NotFound
from elearn.services.changing import find_newest
from elearn.services.snapshots import Snapshot
from elearn.store.plays import (
    count_first_choices,
    count_first_endings,
    count_first_plays,
    find_last_play,
    list_choices,
)


@dataclass(frozen=True)
class MapPage:
    """A scenario's map. `counts` tells how many first plays made each choice.

    They are by scene and choice, and by ending and “”. `versions` lists (number, first
    plays) of each version they were made in. `trail` is one's own last play.
    """

    snapshot: Snapshot
    scenario: Scenario
    story_map: StoryMap
    counts: Mapping[tuple[str, str], int]
    versions: tuple[tuple[int, int], ...]
    trail: Trail


def show_map(session: Session, person_id: int, slug: str, scenario_id: str) -> MapPage:
    """Gather the map of a scenario as it is online, or was last. Raise NotFound."""
    snapshot = find_newest(session, slug)
    scenario = snapshot.course.scenarios.get(scenario_id) if snapshot else None
    if snapshot is None or scenario is None:
        raise NotFound(scenario_id, "There is no scenario with this name.")
    counts = {
        **count_first_choices(session, slug, scenario_id),
        **count_first_endings(session, slug, scenario_id),
    }
    return MapPage(
        snapshot,
        scenario,
        _map(scenario.model_dump_json()),
        counts,
        count_first_plays(session, slug, scenario_id),
        _trace_last(session, person_id, slug, scenario),
    )


@lru_cache(maxsize=64)
def _map(scenario: str) -> StoryMap:
    """Map a story by its content: a large one takes most of a second."""
    return map_story(Scenario.model_validate_json(scenario))


def _trace_last(
    session: Session, person_id: int, slug: str, scenario: Scenario
) -> Trail:
    """Follow somebody's last play, if it fits the story as it is now."""
    play = find_last_play(session, person_id, slug, scenario.id)
    if play is None:
        return Trail()
    choices = [choice.choice_id for choice in list_choices(session, play.id)]
    try:
        return trace(scenario, choices)
    except BadResponse:
        return Trail()
