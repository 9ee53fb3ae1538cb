"""The home page, a course's contents, and its glossary."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearn.services.home import show_course, show_home
from elearn.services.home import take_again as take_course_again
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.learner.routes import blueprint


@blueprint.get("/")
@allow("learner")
def home() -> str:
    page = current.read(show_home, current.person().person_id, current.today())
    return render_template("learner/home.html", page=page)


@blueprint.get("/courses/<slug>")
@allow("learner")
def course(slug: str) -> str:
    page = current.read(show_course, current.person().person_id, slug, current.today())
    return render_template("learner/course.html", page=page)


@blueprint.post("/courses/<slug>/again")
@allow("learner")
def take_again(slug: str) -> Response:
    current.write(take_course_again, current.person().person_id, slug, current.moment())
    return redirect(url_for("learner.course", slug=slug), 303)


@blueprint.get("/courses/<slug>/glossary")
@allow("learner")
def glossary(slug: str) -> str:
    page = current.read(show_course, current.person().person_id, slug, current.today())
    return render_template("learner/glossary.html", page=page)
