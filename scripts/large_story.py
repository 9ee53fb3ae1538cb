"""A story as large as real branching lessons get: 150 scenes, 350 choices, loops."""

from typing import Any

from elearn.domain.scenario import Scenario

SCENES = 150


def make_large_story() -> Scenario:
    """Make a walk with two gauges, some harm, some danger, and ways back."""
    last = SCENES - 2
    scenes: dict[str, Any] = {
        f"s-{n}": {
            "script": "(Somebody waits.)",
            "choices": _choices(n, f"s-{n + 1}" if n < last else "gate"),
        }
        for n in range(last + 1)
    }
    scenes["gate"] = {
        "gate": [
            {"when": "critical > 0", "then": "hurt"},
            {"when": "trust >= 8 and harmful = 0", "then": "well"},
            {"when": "calm >= 5 and harmful = 0", "then": "mended"},
            {"then": "missed"},
        ]
    }
    results = {
        "well": "good", "mended": "recovered", "missed": "poor", "hurt": "unsafe",
    }  # fmt: skip
    return Scenario.model_validate(
        {
            "id": "a-long-day",
            "title": "A long day",
            "setting": "Home care",
            "you_are": "Sam",
            "minutes": 60,
            "gauges": {
                "trust": {"label": "Trust", "start": 5},
                "calm": {"label": "Calm", "start": 5},
            },
            "start": "s-0",
            "scenes": scenes,
            "endings": {name: _ending(result) for name, result in results.items()},
        }
    )


def _choices(n: int, then: str) -> list[dict[str, Any]]:
    choices = [
        _choice(f"Ask {n}", "best", then, trust=n % 10 == 0, calm=n % 9 == 0),
        _choice(f"Wait {n}", "weak", then, trust=-(n % 7 == 0), calm=-(n % 4 == 0)),
    ]
    if n % 6 == 0:
        harm = _choice(f"Rush {n}", "harmful", then, trust=-2, calm=-1)
        choices.append({**harm, "critical": n % 30 == 0})
    if n % 5 == 4:
        choices.append(_choice(f"Go back {n}", "workable", f"s-{n - 3}", calm=1))
    return choices


def _choice(words: str, grade: str, then: str, **effects: int) -> dict[str, Any]:
    moved = {gauge: int(by) for gauge, by in effects.items() if by}
    why = "It shows."
    return {
        "words": words, "grade": grade, "why": why, "effects": moved, "then": then,
    }  # fmt: skip


def _ending(result: str) -> dict[str, str]:
    words = "What to keep."
    return {
        "result": result, "title": result, "debrief": words, "principle": words,
        "try": words,
    }  # fmt: skip
