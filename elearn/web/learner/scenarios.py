"""Scenarios: begin, choose, see what it did, end, practise."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.progress import ItemProgress
from elearn.errors import BadResponse, NotFound
from elearn.services import playing
from elearn.services.places import Place
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner import presenting_scenarios as presenting
from elearn.web.learner.contents import title_of, url_of
from elearn.web.learner.presenting import present_given
from elearn.web.learner.routes import blueprint

_SCENARIO = "/courses/<slug>/scenarios/<scenario_id>"
# Numbers are bounded, because a database refuses what is too large for a column.
_PLAY = f"{_SCENARIO}/plays/<int(max=99999):number>"

CHOICE_FORM = "choice"


@blueprint.get(_SCENARIO)
@allow("learner")
def scenario(slug: str, scenario_id: str) -> str:
    page = current.read(
        playing.show_scenario, current.person().person_id, slug, scenario_id
    )
    return render_template(
        "learner/scenario.html",
        story=presenting.present_story(page.place, page.scenario),
        people=presenting.present_people(page.place, page.scenario),
        plays=presenting.present_plays(page),
        played=any(not record.practice for record in page.plays),
        open_play=_present_open(page),
    )


@blueprint.post(f"{_SCENARIO}/plays")
@allow("learner")
def start_play(slug: str, scenario_id: str) -> Response:
    number = current.write(
        playing.start_play,
        current.person().person_id,
        slug,
        scenario_id,
        current.now(),
    )
    return redirect(presenting.play_url(slug, scenario_id, number), 303)


@blueprint.get(_PLAY)
@allow("learner")
def play(slug: str, scenario_id: str, number: int) -> str | Response:
    return _play_page(slug, scenario_id, number)


@blueprint.post(f"{_PLAY}/choices")
@allow("learner")
def make_choice(
    slug: str, scenario_id: str, number: int
) -> tuple[str | Response, int] | Response:
    path = presenting.play_url(slug, scenario_id, number)
    try:
        position = current.write(
            playing.make_choice,
            current.person().person_id,
            slug,
            scenario_id,
            number,
            position=request.form.get("position", -1, type=int),
            choice_id=request.form.get("choice", ""),
            form=dict(request.form.lists()),
            moment=current.moment(),
            draft_key=f"{path}#{CHOICE_FORM}",
        )
    except BadResponse as error:
        form = dict(request.form.lists())
        return _play_page(slug, scenario_id, number, error=error, form=form), 400
    target = url_for(
        "learner.step",
        slug=slug,
        scenario_id=scenario_id,
        number=number,
        position=position,
    )
    return redirect(target, 303)


@blueprint.get(f"{_PLAY}/steps/<int(max=99999):position>")
@allow("learner")
def step(slug: str, scenario_id: str, number: int, position: int) -> str:
    """Show what one choice did: the person first, then the gauges."""
    page = current.read(
        playing.show_play, current.person().person_id, slug, scenario_id, number
    )
    if not 1 <= position <= len(page.steps):
        raise NotFound(position, "You have not come to this step yet.")
    return render_template(
        "learner/step.html",
        page=page,
        story=presenting.present_story(page.place, page.scenario),
        position=position,
        step=presenting.present_step(page, position),
        talk=presenting.present_talk(page, position),
        answered=presenting.present_answered(page, position),
        ends=page.steps[position - 1].after.ended,
    )


@blueprint.post(f"{_PLAY}/practice")
@allow("learner")
def practise(slug: str, scenario_id: str, number: int) -> Response:
    practice = current.write(
        playing.practise,
        current.person().person_id,
        slug,
        scenario_id,
        number,
        request.form.get("position", -1, type=int),
        current.now(),
    )
    return redirect(presenting.play_url(slug, scenario_id, practice), 303)


def _play_page(
    slug: str,
    scenario_id: str,
    number: int,
    *,
    error: BadResponse | None = None,
    form: Mapping[str, Sequence[str]] | None = None,
) -> str | Response:
    path = presenting.play_url(slug, scenario_id, number)
    page = current.read(
        playing.show_play, current.person().person_id, slug, scenario_id, number, path
    )
    if page.left:
        target = url_for("learner.scenario", slug=slug, scenario_id=scenario_id)
        return redirect(target, 303)
    if page.ending is not None and page.after is not None:
        return render_template(
            "learner/ending.html",
            page=page,
            story=presenting.present_story(page.place, page.scenario),
            ending=presenting.present_ending(page.snapshot, page.ending),
            gauges=presenting.present_gauges(
                page.scenario, page.state, before=page.steps[0].before
            ),
            steps=presenting.present_path(page),
            talk=presenting.present_talk(page),
            next=_present_next(page.place, page.after.next),
        )
    return render_template(
        "learner/play.html",
        page=page,
        story=presenting.present_story(page.place, page.scenario),
        path=path,
        scene=presenting.present_scene(page),
        talk=presenting.present_talk(page),
        chosen=_drafted_choice(page),
        question=presenting.present_scene_question(page),
        given=present_given(form or _draft(page)),
        error=error,
    )


def _present_open(page: playing.ScenarioPage) -> dict[str, Any] | None:
    if page.open_play is None:
        return None
    url = presenting.play_url(
        page.place.course.slug, page.scenario.id, page.open_play.number
    )
    return {"url": url, "practice": page.open_play.practice}


def _present_next(place: Place, item: ItemProgress | None) -> dict[str, str] | None:
    if item is None:
        return None
    return {"title": title_of(place, item), "url": url_of(place, item)}


def _drafted_choice(page: playing.PlayPage) -> str | None:
    return next(iter(_draft(page).get("choice", [])), None)


def _draft(page: playing.PlayPage) -> Mapping[str, Sequence[str]]:
    """Give what was chosen on this very page before a sign-in ran out."""
    draft = page.drafts.get(CHOICE_FORM, {})
    return draft if draft.get("position") == [str(page.position)] else {}
