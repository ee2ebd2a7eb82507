"""What the worker leaves behind."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from mutua.cli import worker
from mutua.kernel import clock, outbox
from mutua.kernel.db import db
from mutua.kernel.outbox import LOST_KEPT, MAX_ATTEMPTS, Mail
from mutua.kernel.transaction import transaction
from tests.builders import NOW, World


def letters() -> list[tuple[str, dict[str, object], bool]]:
    db.session.rollback()
    return [
        (row.recipient, row.facts, row.sent_at is not None)
        for row in db.session.scalars(select(Mail).order_by(Mail.id))
    ]


def test_a_letter_that_left_keeps_no_word_and_one_that_is_lost_a_month(app: Flask, world: World) -> None:
    facts = {"name": "Karim", "path": "/login/link/secret", "pole": "Pôle des Trois-Ponts"}
    with transaction():
        outbox.mail("pole/sign_in_link", to=world.karim.email, locale="fr", facts=facts, at=NOW)
    with clock.frozen(NOW):
        assert worker.send_mail(app) == 1
    assert letters() == [("", {}, True)]
    with transaction():
        outbox.mail("pole/sign_in_link", to=world.ines.email, locale="fr", facts=facts, at=NOW)
        db.session.flush()
        db.session.scalars(select(Mail).where(Mail.sent_at.is_(None))).one().attempts = MAX_ATTEMPTS
    for after, kept in ((LOST_KEPT, facts), (LOST_KEPT + timedelta(minutes=1), {})):
        with transaction():
            outbox.forget_lost(NOW + after)
        assert letters()[1][1] == kept
