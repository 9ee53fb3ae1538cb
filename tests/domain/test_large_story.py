"""A story as large as they get is proved, and told in figures, while one waits."""

import time

from elearn.domain.proof import prove_scenario
from scripts.large_story import make_large_story


def test_a_story_of_150_scenes_with_loops_is_proved_quickly() -> None:
    story = make_large_story()
    assert len(story.scenes) == 150
    assert sum(len(scene.choices) for scene in story.scenes.values()) >= 350
    start = time.process_time()
    proof = prove_scenario(story, with_figures=False)
    taken = time.process_time() - start
    assert proof.complete
    assert proof.reach
    assert proof.reach.unreachable_scenes == proof.reach.unreachable_endings == ()
    assert proof.reach.idle_rules == proof.reach.idle_choices == ()
    assert proof.best_astray is proof.worst_astray is proof.harmful_ends_good is None
    assert proof.critical_not_unsafe is None
    assert taken < 1
