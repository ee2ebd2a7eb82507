"""The blueprint these doors hang on, and what they share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources import queries
from mutua.resources.models import Resource
from mutua.resources.rules import why_not_edit

bp = Blueprint("resources", __name__)
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
SETTERS = (Role.MANAGER, Role.COORDINATOR)


def resource_or_404(resource_id: int) -> Resource:
    found = queries.resource_for(current_member(), resource_id)
    if found is None:
        raise NotFound
    return found


def reached_or_404(resource_id: int) -> Resource:
    """Of the pole, or opened to it by another: to look at, never to set."""
    found = queries.resource_for(current_member(), resource_id, abroad=True)
    if found is None:
        raise NotFound
    return found


def editable(resource_id: int) -> Resource:
    """403 for who may see it and not set it."""
    found = resource_or_404(resource_id)
    if why_not_edit(found, current_member()) is not None:
        raise Forbidden
    return found
