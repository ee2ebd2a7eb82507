"""What a pole filters by."""

from __future__ import annotations

from sqlalchemy import select

from mutua.kernel.db import db
from mutua.resources.models import Feature
from mutua.resources.rules.features import USUAL, Filter


def features_of(pole_id: int) -> list[Filter]:
    """The pole's own list in its order; the usual one until it has written any."""
    query = select(Feature.name, Feature.words).where(Feature.pole_id == pole_id).order_by(Feature.position, Feature.id)
    rows = db.session.execute(query).all()
    own = [Filter(name, tuple(word.strip() for word in words.split(",") if word.strip())) for name, words in rows]
    return own or list(USUAL)


def feature_rows(pole_id: int) -> list[Feature]:
    return list(db.session.scalars(select(Feature).where(Feature.pole_id == pole_id)))
