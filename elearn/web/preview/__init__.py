"""What only `elearn preview` shows: where one begins, problems, questions, maps."""

from flask import Flask

from elearn.web.audience import check_audiences
from elearn.web.preview import pages, questions
from elearn.web.preview.bar import give_bar
from elearn.web.preview.desk import NAME, Desk, Shown, blueprint
from elearn.web.preview.visits import refuse_others, sign_in

__all__ = ["Desk", "Shown", "init_preview", "pages", "questions"]


def init_preview(app: Flask, desk: Desk) -> None:
    """Make an app show what stands on a desk, to whoever opens it on this machine."""
    app.extensions[NAME] = desk
    # Cookies do not tell ports apart, and an elearn may run beside this one.
    port = app.extensions["elearn_settings"].port
    app.config["SESSION_COOKIE_NAME"] = f"elearn-preview-{port}"
    # After the request is noted, and before the guard would ask them to sign in.
    app.before_request_funcs[None][1:1] = [refuse_others, sign_in]
    app.context_processor(give_bar)
    app.register_blueprint(blueprint)
    check_audiences(app)
