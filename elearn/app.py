"""Wire settings, database, pages and error handlers together; nothing else."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from elearn.config import Settings, load_settings
from elearn.demo_accounts import ACCOUNTS, PASSWORD
from elearn.metrics import make_observer
from elearn.resources import find_bundled
from elearn.secret_key import load_secret_key
from elearn.store.database import PATIENCE_SECONDS, Database
from elearn.web import account, admin, joining, learner, manager, public, trainer
from elearn.web.audience import check_audiences
from elearn.web.errors import init_errors
from elearn.web.navigation import init_navigation
from elearn.web.security import init_security
from elearn.web.signing_in import init_signing_in
from elearn.web.templating import init_templating
from elearn.web.watching import init_watching


def create_app(settings: Settings | None = None) -> Flask:
    """Make the web application; opens no connection before the first request."""
    settings = settings or load_settings()
    app = Flask("elearn", template_folder=str(find_bundled("templates")))
    app.secret_key = load_secret_key(settings)
    app.extensions["elearn_settings"] = settings
    app.extensions["elearn_database"] = Database(
        settings.database_url, pool_size=settings.threads, patience=PATIENCE_SECONDS
    )
    if settings.demo:
        app.config.update(DEMO_ACCOUNTS=ACCOUNTS, DEMO_PASSWORD=PASSWORD)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own advice
            app.wsgi_app, x_for=hops, x_proto=hops
        )
    observers = [make_observer()] if settings.metrics_port else []
    init_watching(app, trust_header=bool(settings.trusted_proxies), observers=observers)
    init_security(app, https=settings.is_https)
    init_templating(app)
    init_errors(app)
    init_signing_in(app)
    init_navigation(app)
    for part in (public, account, joining, learner, manager, trainer, admin):
        app.register_blueprint(part.blueprint)
    check_audiences(app)
    return app
