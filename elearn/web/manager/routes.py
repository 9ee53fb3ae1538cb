"""The blueprint that all pages for managers share."""

from flask import Blueprint

blueprint = Blueprint("manager", __name__)
