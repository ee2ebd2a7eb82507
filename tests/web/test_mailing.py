"""Letters: their text in both tongues, their headers, and a real mail server that receives them."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask

from mutua.config import Settings
from mutua.kernel.outbox import Mail
from mutua.web import mailing
from tests.builders import NOW

BOOKING = {
    "name": "Inès Martin",
    "structure": "Le Fournil",
    "by": "Karim Benali",
    "resources": ["Salle Garance", "Kangoo"],
    "title": "Atelier levain",
    "starts": "2027-03-02T09:00:00",
    "ends": "2027-03-02T10:30:00",
    "dates": 3,
    "reason": "Salle en travaux",
    "path": "/p/trois-ponts/bookings/42",
}


class Box(Message):
    """Keeps what a mail server received."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[EmailMessage] = []

    def prepare_message(self, session, envelope):
        return email.message_from_bytes(envelope.content, policy=default)

    def handle_message(self, message) -> None:
        self.received.append(message)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def free_port() -> int:
    """aiosmtpd wants to know its port before it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def letter(template: str = "bookings/requested", to: str = "ines@couture.example", **facts: object) -> Mail:
    return Mail(id=7, template=template, recipient=to, locale="fr", facts=BOOKING | facts, created_at=NOW)


def settings(app: Flask, mail_url: str) -> Settings:
    return replace(app.config["SETTINGS"], mail_url=mail_url, mail_from="Pôle d’ici <mutua@pole.example>")


def test_a_mail_server_receives_the_letter_whole(app: Flask, server: Controller, box: Box) -> None:
    mailing.deliver(letter(), settings(app, f"smtp://127.0.0.1:{server.port}"), now=NOW)
    (found,) = box.received
    assert found["Subject"] == "À confirmer\u00a0: Salle Garance, 2\u00a0mars, pour Le Fournil"
    assert str(found["From"]) == "Pôle d’ici <mutua@pole.example>"
    assert str(found["To"]) == "ines@couture.example"
    assert found["Date"] == "Mon, 01 Mar 2027 07:30:00 +0000"
    assert found["Message-ID"] == "<7.20270301073000000000@mutua.test>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_content_type() == "text/plain"
    assert found.get_content().replace("\r\n", "\n") == (
        "Bonjour Inès Martin,\n\n"
        "Karim Benali (Le Fournil) demande à réserver\u00a0:\n\n"
        "Salle Garance, Kangoo\n"
        "Le mardi\u00a02\u00a0mars\u00a02027, 9:00\u00a0– 10:30\n"
        "Première de 3 dates.\n"
        "Pour\u00a0: Atelier levain\n\n"
        "Le créneau est gardé jusqu’à votre réponse.\n\n"
        "Accepter ou refuser\u00a0:\n"
        "http://mutua.test/p/trois-ponts/bookings/42\n"
    )


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
def test_a_line_break_in_a_fact_adds_no_header(app: Flask, break_: str) -> None:
    hostile = f"Salle{break_}Bcc: everybody@else.example{break_}{break_}Other body"
    made = mailing.message_of(letter(resources=[hostile], title=hostile), app.config["SETTINGS"], now=NOW)
    assert made["Bcc"] is None
    assert "Bcc: everybody@else.example" in made["Subject"]
    assert b"\r\nBcc" not in made.as_bytes()


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a@b\n.example", ""]
)
def test_a_recipient_is_one_address(app: Flask, address: str) -> None:
    with pytest.raises(Exception):  # noqa: B017 -- the standard library has several words for it
        mailing.message_of(letter(to=address), app.config["SETTINGS"], now=NOW)


def test_without_a_server_letters_are_files(app: Flask, tmp_path: Path) -> None:
    mailing.deliver(letter("bookings/declined"), settings(app, f"file://{tmp_path}/mail%20box"), now=NOW)
    (path,) = (tmp_path / "mail box").iterdir()
    found = email.message_from_bytes(path.read_bytes(), policy=default)
    assert path.name == "000007-bookings-declined.eml"
    assert "Raison donnée\u00a0: Salle en travaux" in found.get_content()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_password_goes_to_a_server_on_this_machine(app: Flask, box: Box) -> None:
    seen: list[tuple[bytes, bytes]] = []

    def authenticator(server, session, envelope, mechanism, data) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=authenticator,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        url = f"smtp://mutua%40pole.example:s%3Acret@127.0.0.1:{controller.port}"
        mailing.deliver(letter(), settings(app, url), now=NOW)
    finally:
        controller.stop()
    assert seen == [(b"mutua@pole.example", b"s:cret")]
    assert len(box.received) == 1


def test_a_password_is_never_sent_in_clear_to_another_machine(
    app: Flask, server: Controller, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "_is_here", lambda host: False)
    with pytest.raises(mailing.UnsafeMail):
        mailing.deliver(letter(), settings(app, f"smtp://me:secret@127.0.0.1:{server.port}"), now=NOW)
    assert box.received == []


def test_certificates_of_other_machines_are_checked() -> None:
    assert mailing._tls("mail.pole.example").verify_mode is ssl.CERT_REQUIRED
    assert mailing._tls("127.0.0.1").verify_mode is ssl.CERT_NONE


def test_a_server_that_does_not_answer_is_an_error(app: Flask) -> None:
    with pytest.raises(OSError):
        mailing.deliver(letter(), settings(app, f"smtp://127.0.0.1:{free_port()}"), now=NOW)


@pytest.mark.parametrize(
    "template, facts",
    [
        ("pole/invitation", {"pole": "Pôle d’ici", "by": "", "name": "", "path": "/invitations/x"}),
        ("pole/invitation", {"pole": "Pôle d’ici", "by": "Lucie", "name": "Ana", "structure": "Le Fil", "path": "/i"}),
        ("pole/password_reset", {"name": "Ana", "path": "/password/x", "minutes": 120}),
        ("pole/sign_in_link", {"name": "Ana", "path": "/login/link/x", "minutes": 30}),
        *((f"bookings/{event}", BOOKING) for event in ("requested", "confirmed", "declined", "cancelled", "moved")),
        ("bookings/moved", BOOKING | {"ends": "2027-03-04T10:00:00", "reason": None, "title": ""}),
    ],
)
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_letter_reads_well(app: Flask, template: str, facts: dict[str, object], locale: str) -> None:
    subject, body = mailing.render(template, facts, locale=locale, base_url="https://mutua.example")
    assert subject
    assert "\n" not in subject
    assert f"https://mutua.example{facts['path']}" in body
    assert "\n\n\n" not in body
    assert "{" not in body
