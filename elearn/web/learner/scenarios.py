"""Scenarios: begin, choose, see what it did, end, practise."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.errors import BadResponse, NotFound
from elearn.services import playing
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.routes import blueprint

_SCENARIO = "/courses/<slug>/scenarios/<scenario_id>"
_PLAY = f"{_SCENARIO}/plays/<int:number>"


@blueprint.get(_SCENARIO)
@allow("learner")
def scenario(slug: str, scenario_id: str) -> str:
    page = current.read(
        playing.show_scenario, current.person().person_id, slug, scenario_id
    )
    return render_template("learner/scenario.html", page=page)


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
    return redirect(_play_url(slug, scenario_id, number), 303)


@blueprint.get(_PLAY)
@allow("learner")
def play(slug: str, scenario_id: str, number: int) -> str:
    return _play_page(slug, scenario_id, number)


@blueprint.post(f"{_PLAY}/choices")
@allow("learner")
def make_choice(
    slug: str, scenario_id: str, number: int
) -> str | tuple[str, int] | Response:
    try:
        position = current.write(
            playing.make_choice,
            current.person().person_id,
            slug,
            scenario_id,
            number,
            position=request.form.get("position", 0, type=int),
            choice_id=request.form.get("choice", ""),
            moment=current.moment(),
        )
    except BadResponse as error:
        return _play_page(slug, scenario_id, number, error=error), 400
    target = url_for(
        "learner.step",
        slug=slug,
        scenario_id=scenario_id,
        number=number,
        position=position,
    )
    return redirect(target, 303)


@blueprint.get(f"{_PLAY}/steps/<int:position>")
@allow("learner")
def step(slug: str, scenario_id: str, number: int, position: int) -> str:
    """Show what one choice did: the person first, then the gauges."""
    page = current.read(
        playing.show_play, current.person().person_id, slug, scenario_id, number
    )
    if not 1 <= position <= len(page.steps):
        raise NotFound(position, "You have not come to this step yet.")
    return render_template(
        "learner/step.html", page=page, position=position, step=page.steps[position - 1]
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
        request.form.get("position", 0, type=int),
        current.now(),
    )
    return redirect(_play_url(slug, scenario_id, practice), 303)


def _play_page(
    slug: str, scenario_id: str, number: int, error: BadResponse | None = None
) -> str:
    page = current.read(
        playing.show_play, current.person().person_id, slug, scenario_id, number
    )
    name = "learner/ending.html" if page.ending else "learner/play.html"
    return render_template(name, page=page, error=error)


def _play_url(slug: str, scenario_id: str, number: int) -> str:
    return url_for("learner.play", slug=slug, scenario_id=scenario_id, number=number)
