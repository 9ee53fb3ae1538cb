"""Publish what was looked at: from the folder of courses, or from an upload."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.problems import has_errors
from elearn.errors import BadResponse, CourseChanged, NotFound
from elearn.services.deciding import Release, show_release
from elearn.services.folders import build_folder
from elearn.services.publishing import Published
from elearn.services.regrading import regrade_some
from elearn.services.releasing import Seen, leave_results, release_course
from elearn.web import current
from elearn.web.audience import allow
from elearn.web.trainer.presenting import (
    present_changes,
    present_preview,
    present_problems,
    sum_up,
)
from elearn.web.trainer.routes import blueprint
from elearn.web.wording import count

_SECONDS_OF_MARKING = 8.0


@dataclass(frozen=True)
class Sent:
    """What a page about an upload says beside: what was left out, how to drop it."""

    left_out: tuple[str, ...]
    drop_url: str


Answer = str | tuple[str, int] | Response


@blueprint.get("/courses/<slug>/publish")
@allow("trainer")
def publish(slug: str) -> str:
    return show_page(_build(slug), url_for("trainer.course", slug=slug))


@blueprint.post("/courses/<slug>/publish")
@allow("trainer")
def submit_publish(slug: str) -> Answer:
    built = _build(slug)

    def release(seen: Seen, material: dict[tuple[str, str], str]) -> Published:
        return current.write(
            release_course,
            built,
            seen,
            current.moment(),
            current.person().person_id,
            material=material,
        )

    return take_decision(built, release, url_for("trainer.course", slug=slug))


def take_decision(
    built: BuiltCourse,
    release: Callable[[Seen, dict[tuple[str, str], str]], Published],
    back_url: str,
    *,
    sent: Sent | None = None,
) -> Answer:
    """Publish as the form says, or show the page again with what has to be mended."""
    seen = Seen(
        request.form.get("content_hash", ""),
        request.form.get("online_number", 0, type=int),
    )
    release_page = current.read(show_release, built, current.today())
    if has_errors(release_page.problems) or release_page.new is None:
        return show_page(built, back_url, release_page, sent=sent), 409
    try:
        is_seen = release_page.new.content_hash == seen.content_hash
        wish = _read_wish(release_page) if is_seen else ""
        done = release(seen, _read_material(release_page) if is_seen else {})
    except BadResponse as error:
        return show_page(built, back_url, release_page, error=error, sent=sent), 400
    except CourseChanged as changed:
        return show_page(built, back_url, changed=changed, sent=sent), 409
    if done.is_new and wish == "regrade":
        return mark_again(done.slug)
    if done.is_new and wish == "leave":
        current.write(
            leave_results, done.slug, done.number, current.moment(),
            current.person().person_id,
        )  # fmt: skip
    said = "published" if done.is_new else "same"
    return redirect(url_for("trainer.course", slug=done.slug, said=said), 303)


def mark_again(slug: str) -> Response:
    """Mark attempts again, step by step, for as long as one request may take."""
    stop = monotonic() + _SECONDS_OF_MARKING
    is_done, marked = False, 0
    while not is_done and monotonic() < stop:
        step = current.write(
            regrade_some, slug, current.moment(), current.person().person_id
        )
        is_done, marked = step.is_done, marked + step.marked
    target = url_for(
        "trainer.results", slug=slug, marked=marked, done="yes" if is_done else "no"
    )
    return redirect(target, 303)


def show_page(
    built: BuiltCourse,
    back_url: str,
    release: Release | None = None,
    *,
    error: BadResponse | None = None,
    changed: CourseChanged | None = None,
    sent: Sent | None = None,
) -> str:
    """Render what publishing would do, with the form that decides it."""
    release = release or current.read(show_release, built, current.today())
    errors = sum(problem.severity == "error" for problem in release.problems)
    return render_template(
        "trainer/publish.html",
        release=release,
        title=release.new.title if release.new else release.slug,
        back_url=back_url,
        action=request.path,
        errors=errors and count(errors, "error"),
        can_publish=release.new is not None and not errors,
        problems=present_problems(release.problems),
        changes=present_changes(release.changes, release.spots),
        summary=sum_up(release.changes),
        preview=present_preview(release.preview),
        cards=release.changed_cards if release.awards else (),
        given=request.form,
        chosen=request.form.getlist("material"),
        error=error,
        error_field=str(error.thing) if error else "",
        changed=changed.sentence if changed else "",
        sent=sent,
    )


def _build(slug: str) -> BuiltCourse:
    built = build_folder(current.courses_folder(), slug)
    if built is None:
        raise NotFound(slug, "There is no folder for this course on this machine.")
    return built


def _read_wish(release: Release) -> str:
    """Read what is to happen to results; it has to be said where any would change."""
    if not release.preview.count:
        return ""
    wish = request.form.get("results", "")
    if wish not in ("leave", "regrade"):
        raise BadResponse("results", "Choose what happens to earlier results.")
    return wish


def _read_material(release: Release) -> dict[tuple[str, str], str]:
    known = {f"{m}/{c}": (m, c) for m, c, _ in release.changed_cards}
    found = {}
    for name in request.form.getlist("material"):
        if name not in known:
            raise BadResponse("material", "This card did not change. Choose again.")
        why = request.form.get(f"why-{name}", "").strip()
        if not why:
            raise BadResponse(
                f"why-{name}", "Say in a sentence why people should read it again."
            )
        found[known[name]] = why
    return found
