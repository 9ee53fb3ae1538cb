"""Small scenarios for tests: written out, and random ones."""

from typing import Any

from hypothesis import strategies as st

from elearn.domain.scenario import Scenario

GAUGES = ("calm", "trust")
FLAGS = ("rang", "asked")
ENDINGS = {"well": "good", "mended": "recovered", "missed": "poor", "hurt": "unsafe"}


def make_choice(words: str, then: str, grade: str = "best", **more: Any) -> Any:
    return {"words": words, "grade": grade, "why": "Because.", "then": then, **more}


def make_ending(result: str) -> Any:
    return {
        "result": result,
        "title": f"It was {result}",
        "debrief": "What happened.",
        "principle": "What to keep.",
        "try": "What to do tomorrow.",
    }


def make_scenario(scenes: dict[str, Any], **more: Any) -> Scenario:
    """Build a story from lists of choices or `{"gate": […]}`, with four endings."""
    built = {
        scene_id: scene if isinstance(scene, dict) else {"choices": scene}
        for scene_id, scene in scenes.items()
    }
    for scene in built.values():
        scene.setdefault("script", "(Something happens.)")
    data: dict[str, Any] = {
        "id": "a-story",
        "title": "A story",
        "setting": "Home care",
        "you_are": "Sam",
        "minutes": 5,
        "people": {},
        "gauges": {g: {"label": g.capitalize(), "start": 5} for g in GAUGES},
        "start": next(iter(built)),
        "scenes": built,
        "endings": {e: make_ending(result) for e, result in ENDINGS.items()},
    }
    return Scenario.model_validate(data | more)


def conditions() -> st.SearchStrategy[str]:
    """Draw any condition over the gauges, flags and counters of small stories."""
    counter = st.sampled_from(("best", "weak", "harmful", "critical"))
    sign = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
    compare = st.one_of(
        st.builds("{} {} {}".format, st.sampled_from(GAUGES), sign, st.integers(0, 10)),
        st.builds("{} {} {}".format, counter, sign, st.integers(0, 2)),
        st.builds("{} {} calm".format, st.sampled_from(("trust", "weak", "7")), sign),
        st.sampled_from((*FLAGS, "harmful", "nobody-sets-this")),
    )
    return st.recursive(
        compare,
        lambda part: st.one_of(
            st.builds("not ({})".format, part),
            st.builds("({}) and {}".format, part, part),
            st.builds("({}) or {}".format, part, part),
        ),
        max_leaves=3,
    )


@st.composite
def small_scenarios(draw: st.DrawFn, loops: bool = True) -> Scenario:
    """Draw a story of up to five scenes, some of them gates."""
    names = [f"scene-{n}" for n in range(draw(st.integers(1, 5)))]
    scenes = {}
    for at, name in enumerate(names):
        onward = [*ENDINGS, *(names if loops else names[at + 1 :])]
        then = st.sampled_from(onward)
        maybe = st.none() | conditions()
        if draw(st.integers(0, 3)) == 0:
            rule = st.fixed_dictionaries({"when": maybe, "then": then})
            scenes[name] = {"gate": draw(st.lists(rule, min_size=1, max_size=3))}
            continue
        choice = st.fixed_dictionaries(
            {
                "grade": st.sampled_from(("best", "workable", "weak", "harmful")),
                "why": st.just("Because."),
                "then": then,
                "when": st.sampled_from((None, None, None)) | maybe,
                "once": st.booleans(),
                "critical": st.sampled_from((False, False, True)),
                "flags": st.sets(st.sampled_from(FLAGS), max_size=1),
                "effects": st.dictionaries(
                    st.sampled_from(GAUGES), st.integers(-4, 4), max_size=2
                ),
            }
        )
        drawn = draw(st.lists(choice, min_size=1, max_size=3))
        scenes[name] = {
            "script": "(Something happens.)",
            "choices": [{**c, "words": f"Say {n}"} for n, c in enumerate(drawn)],
        }
    starts = st.fixed_dictionaries({g: st.integers(0, 10) for g in GAUGES})
    gauges = {g: {"label": g, "start": s} for g, s in draw(starts).items()}
    return make_scenario(scenes, gauges=gauges)
