"""What a browser was last asked to prove with a passkey; kept in its session, spent at once."""

from __future__ import annotations

from flask import current_app, session

from mutua.documents.forms import Ceremony

CHALLENGE = "passkey_challenge"


def ceremony() -> Ceremony:
    """At the installation's own address."""
    return Ceremony(current_app.config["SETTINGS"].base_url)


def remember_challenge(challenge: str) -> None:
    session[CHALLENGE] = challenge


def spent_challenge() -> str:
    """The challenge this browser was given last; each serves once."""
    found: str = session.pop(CHALLENGE, "")
    return found
