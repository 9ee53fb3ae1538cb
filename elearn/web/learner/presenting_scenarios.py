"""Turn scenarios and plays into what the scene parts show.

What a choice does is given only for choices that were made: a page with an open
choice holds its words and nothing else.
"""

from typing import Any

from flask import url_for
from markupsafe import Markup

from elearn.coursefiles.markup_quotes import smarten
from elearn.documents.portraits import LOOKS, MOODS
from elearn.domain.scenario import (
    Choice,
    Ending,
    PlayState,
    Scenario,
    Scene,
    ScriptLine,
    Step,
    read_script,
)
from elearn.services.places import Place
from elearn.services.playing import PlayPage, PlayRecord, ScenarioPage
from elearn.services.snapshots import Snapshot
from elearn.web.learner.presenting import present_mark, present_question
from elearn.web.learner.presenting_texts import present_block, present_inline

_YOU = "you"
_CALM = "calm"


Shown = dict[str, Any]
"""What a macro reads, by name."""


def present_story(place: Place, scenario: Scenario) -> Shown:
    """Give what every page of a scenario says of it, and where it leads."""
    course, snapshot = place.course, place.snapshot
    slug = course.slug
    instead = course.modules.get(scenario.instead or "")
    found = course.find_story_card(scenario.id)
    note = scenario.content_note
    return {
        "id": scenario.id,
        "slug": slug,
        "title": _words(snapshot, scenario.title),
        "setting": _words(snapshot, scenario.setting),
        "you_are": _words(snapshot, scenario.you_are),
        "minutes": scenario.minutes,
        "content_note": _words(snapshot, note) if note else None,
        "instead": instead
        and {
            "title": _words(snapshot, instead.title),
            "url": url_for("learner.module", slug=slug, module_id=instead.id),
        },
        "backdrop": find_backdrop(scenario),
        "course": _words(snapshot, course.title),
        "course_url": url_for("learner.course", slug=slug),
        "card": found
        and {
            "title": _words(snapshot, found[1].heading),
            "url": url_for(
                "learner.card", slug=slug, module_id=found[0].id, card_id=found[1].id
            ),
        },
        "url": url_for("learner.scenario", slug=slug, scenario_id=scenario.id),
        "start_url": url_for("learner.start_play", slug=slug, scenario_id=scenario.id),
    }


def present_plays(page: ScenarioPage) -> list[Shown]:
    """List finished plays, the newest first."""
    return [_present_record(page, record) for record in reversed(page.plays)]


def present_people(place: Place, scenario: Scenario) -> list[Shown]:
    """List who is in the story, with a calm face."""
    return [
        {
            "name": _words(place.snapshot, person.name),
            "about": _words(place.snapshot, person.about),
            "portrait": _portrait(person.look, _CALM),
        }
        for person in scenario.people.values()
    ]


def find_backdrop(scenario: Scenario, scene: Scene | None = None) -> str | None:
    """Name the static file that draws a scene's place, or the story's."""
    backdrop = (scene.backdrop if scene else None) or scenario.backdrop
    return f"places/{backdrop}.svg" if backdrop else None


def present_scene(page: PlayPage) -> Shown:
    """Give the open scene of a play: where we are, what is said, what can be chosen."""
    scene = page.scene
    if scene is None:
        raise ValueError(f"play {page.number} has ended")
    choices = [(c.id, present_parts(page.snapshot, c.words)) for c in page.choices]
    # “What do you say?” would be odd above “Fetch his frame”.
    all_speak = all(
        any(part["kind"] == "words" for part in parts) for _, parts in choices
    )
    return {
        "place": _place_of(page, scene),
        "backdrop": find_backdrop(page.scenario, scene),
        "seen": _backdrop_before(page) == find_backdrop(page.scenario, scene),
        "lines": present_script(page.snapshot, page.scenario, scene.script),
        "choices": [{"id": choice_id, "parts": parts} for choice_id, parts in choices],
        "ask": "What do you say?" if all_speak else "What do you do?",
        "button": "Say this" if all_speak else "Do this",
        "gauges": present_gauges(page.scenario, page.state),
    }


def present_scene_question(page: PlayPage) -> Shown | None:
    """Give the question that the open scene asks, without its answer."""
    if page.asked is None:
        return None
    return present_question(page.snapshot, page.asked.question, page.asked.order)


def present_answered(page: PlayPage, position: int) -> Shown | None:
    """Give the question that was answered at a position (from 1), with its mark."""
    answered = page.answered.get(position - 1)
    if answered is None or answered.mark is None:
        return None
    question, order = answered.question, answered.order
    explain = question.explain
    return {
        "question": present_question(page.snapshot, question, order),
        "mark": present_mark(
            page.snapshot, question, answered.mark, order, revealed=True
        ),
        "explain": present_inline(page.snapshot, explain) if explain else None,
    }


def present_step(page: PlayPage, position: int) -> Shown:
    """Give what the choice at a position (from 1) was, and what it did."""
    step = page.steps[position - 1]
    scene = page.scenario.scenes[step.before.at]
    moved = present_gauges(page.scenario, step.after, before=step.before)
    return {
        "place": _place_of(page, scene),
        "you": _present_you(page.snapshot, step.choice),
        "lines": present_script(page.snapshot, page.scenario, step.choice.reply),
        "changed": [row for row in moved if row["value"] != row["previous"]],
        "why": present_inline(page.snapshot, step.choice.why),
    }


def present_talk(page: PlayPage, position: int | None = None) -> list[Shown]:
    """Give what was said so far, scene by scene.

    With a position, only what was said before the choice that stands there.
    """
    if position is None:
        return [_present_past(page, step) for step in page.steps]
    earlier = [_present_past(page, step) for step in page.steps[: position - 1]]
    return [*earlier, _present_lines(page, page.steps[position - 1])]


def present_path(page: PlayPage) -> list[Shown]:
    """Give the way that was taken, each choice with its grade and why.

    From the second choice on, a step can be gone back to for practice.
    """
    may_practise = page.after is not None and not page.after.playing
    return [
        {
            "parts": present_parts(page.snapshot, step.choice.words),
            "grade": step.choice.grade,
            "why": present_inline(page.snapshot, step.choice.why),
            "again": _again(page, at) if may_practise and at else None,
        }
        for at, step in enumerate(page.steps)
    ]


def present_ending(snapshot: Snapshot, ending: Ending) -> Shown:
    """Give an ending with its words as HTML."""
    return {
        "result": ending.result,
        "title": _words(snapshot, ending.title),
        "debrief": present_block(snapshot, ending.debrief),
        "principle": present_inline(snapshot, ending.principle),
        "better": present_inline(snapshot, ending.better) if ending.better else None,
        "try_next": present_inline(snapshot, ending.try_next),
    }


def present_gauges(
    scenario: Scenario, state: PlayState, before: PlayState | None = None
) -> list[Shown]:
    """Give the gauges that learners see; `before` adds where each one came from."""
    return [
        {
            "label": smarten(gauge.label),
            "value": state.gauges[gauge_id],
            "previous": before.gauges[gauge_id] if before else None,
            "good": gauge.good,
        }
        for gauge_id, gauge in scenario.gauges.items()
        if gauge.shown
    ]


def present_script(
    snapshot: Snapshot, scenario: Scenario, script: str | None
) -> list[Shown]:
    """Give a script line by line, each with who says it and their face."""
    return [
        _present_line(snapshot, scenario, line) for line in read_script(script or "")
    ]


def _present_line(snapshot: Snapshot, scenario: Scenario, line: ScriptLine) -> Shown:
    words = _words(snapshot, line.words)
    if line.person_id is None:
        return {"kind": "direction", "words": words}
    if line.person_id == _YOU:
        return {"kind": "you", "parts": [{"kind": "words", "words": words}]}
    person = scenario.people.get(line.person_id)
    return {
        "kind": "says",
        "name": _words(snapshot, person.name if person else line.person_id),
        "mood": line.mood.replace("-", " ") if line.mood else None,
        "portrait": _portrait(person.look, line.mood) if person else None,
        "words": words,
    }


def _present_past(page: PlayPage, step: Step) -> Shown:
    reply = present_script(page.snapshot, page.scenario, step.choice.reply)
    scene = _present_lines(page, step)
    return scene | {
        "lines": [*scene["lines"], _present_you(page.snapshot, step.choice), *reply]
    }


def _present_lines(page: PlayPage, step: Step) -> Shown:
    scene = page.scenario.scenes[step.before.at]
    return {
        "place": _place_of(page, scene),
        "lines": present_script(page.snapshot, page.scenario, scene.script),
    }


def _present_record(page: ScenarioPage, record: PlayRecord) -> Shown:
    title = record.ending_title or page.scenario.title
    return {
        "title": _words(page.place.snapshot, title),
        "url": play_url(page.place.course.slug, page.scenario.id, record.number),
        "result": record.result,
        "ended_at": record.ended_at,
        "practice": record.practice,
    }


def play_url(slug: str, scenario_id: str, number: int) -> str:
    """Give the address of a play, whether it is open or has ended."""
    return url_for("learner.play", slug=slug, scenario_id=scenario_id, number=number)


def _backdrop_before(page: PlayPage) -> str | None:
    if not page.steps:
        return None
    return find_backdrop(page.scenario, page.scenario.scenes[page.steps[-1].before.at])


def _place_of(page: PlayPage, scene: Scene) -> Markup:
    return _words(page.snapshot, scene.place or page.scenario.setting)


def _present_you(snapshot: Snapshot, choice: Choice) -> Shown:
    return {"kind": "you", "parts": present_parts(snapshot, choice.words)}


def _again(page: PlayPage, at: int) -> Shown:
    action = url_for(
        "learner.practise",
        slug=page.place.course.slug,
        scenario_id=page.scenario.id,
        number=page.number,
    )
    return {
        "action": action,
        "fields": {"position": at},
        "text": "Try again from here",
    }


def present_parts(snapshot: Snapshot, words: str) -> list[Shown]:
    """Part what is done, which stands in brackets, from what is said."""
    parts: list[tuple[str, str]] = []
    for raw in words.splitlines():
        line = raw.strip()
        if not line:
            continue
        done = line.startswith("(") and line.endswith(")")
        kind, text = ("direction", line[1:-1]) if done else ("words", line)
        if parts and parts[-1][0] == kind:
            text = f"{parts.pop()[1]} {text}"
        parts.append((kind, text))
    return [{"kind": kind, "words": _words(snapshot, text)} for kind, text in parts]


def _portrait(look: str, mood: str | None) -> str | None:
    if look not in LOOKS:
        return None
    shown = mood if mood in MOODS else _CALM
    return url_for("public.portrait", look=look, mood=shown)


def _words(snapshot: Snapshot, words: str) -> Markup:
    """Give words as they were published; those of a script are set here."""
    if words in snapshot.rendered["inline"]:
        return present_inline(snapshot, words)
    return Markup.escape(smarten(words))
