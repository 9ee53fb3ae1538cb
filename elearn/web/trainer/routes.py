"""The blueprint that all pages for trainers share."""

from flask import Blueprint

blueprint = Blueprint("trainer", __name__, url_prefix="/trainer")
