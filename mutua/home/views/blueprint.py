"""The one blueprint of the home pages, so that they share the name `home`."""

from flask import Blueprint

bp = Blueprint("home", __name__)
