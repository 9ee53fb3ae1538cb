"""The blueprint that all pages for learners share."""

from flask import Blueprint

blueprint = Blueprint("learner", __name__)
