"""What a browser was last asked to prove with a passkey; kept in its session, spent at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, session

if TYPE_CHECKING:
    from mutua.documents.forms.ceremony import Ceremony

CHALLENGE = "passkey_challenge"


def ceremony() -> Ceremony:
    """At the installation's own address."""
    from mutua.documents.forms.ceremony import Ceremony  # noqa: PLC0415 -- 14 MB of a server

    return Ceremony(current_app.config["SETTINGS"].base_url)


def remember_challenge(challenge: str) -> None:
    session[CHALLENGE] = challenge


def spent_challenge() -> str:
    """The challenge this browser was given last; each serves once."""
    found: str = session.pop(CHALLENGE, "")
    return found
