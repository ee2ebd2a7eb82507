"""The blueprint these doors hang on, and what they share."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.exchanges import queries, rules
from mutua.exchanges.models import Exchange, Listing
from mutua.kernel.role import Role
from mutua.pole.login import current_member

bp = Blueprint("exchanges", __name__)
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
LARGEST_ID = 2**62


def status_of(reason: object) -> int:
    if reason in rules.FASTER:
        return 409
    return 403 if reason in rules.RIGHTLESS else 422


def exchange_or_404(exchange_id: int, *, lock: bool = False) -> Exchange:
    found = queries.exchange_for(current_member(), exchange_id, lock=lock) if exchange_id < LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def listing_or_404(listing_id: int) -> Listing:
    found = queries.listing_for(current_member(), listing_id) if listing_id < LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def go(endpoint: str, message: str, **values: object) -> ResponseReturnValue:
    """After success: said once, then the page (303)."""
    flash(message)
    return redirect(url_for(endpoint, pole=current_member().pole_slug, **values), 303)  # type: ignore[arg-type]
