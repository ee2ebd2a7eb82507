"""The pole's list of features."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.models import Feature
from mutua.resources.rules import No
from mutua.resources.rules.features import Filter


def set_features(filters: Sequence[Filter], *, member: Member, now: datetime) -> None:
    """The whole list anew; an empty one brings the usual list back."""
    refuse_if(None if member.is_coordinator else No.NOT_THE_OWNER)
    for row in queries.feature_rows(member.pole_id):
        db.session.delete(row)
    db.session.flush()
    for position, entry in enumerate(filters):
        words = ", ".join(entry.words)
        db.session.add(Feature(pole_id=member.pole_id, position=position, name=entry.name, words=words))
    audit.record("pole.features_set", "pole", member.pole_id, actor=member, at=now)
