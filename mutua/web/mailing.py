"""From a letter of the outbox to a message (RFC 5322), and from the message to the mail server or to a file."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from flask_babel import force_locale
from markupsafe import escape

from mutua.config import Settings
from mutua.kernel.outbox import ENCLOSURES, HOME, Mail
from mutua.web.filters import typo

TIMEOUT = 20  # seconds: a mail server that is slower is tried again later
BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")  # what one program or another takes for the end of a line
LINKS = re.compile(r"https?://[^\s<]+")  # in text whose & < > are escaped
PORTS = {"smtp": 25, "smtps": 465}


class UnsafeMail(RuntimeError):
    """The password would travel in clear."""


def deliver(letter: Mail, settings: Settings, *, now: datetime) -> None:
    """Render and send one letter, inside an application context. Any exception: not sent, try again later."""
    message = message_of(letter, settings, now=now)
    where = urlsplit(settings.mail_url)
    if where.scheme == "file":
        _keep(message, Path(unquote(where.path)), letter)
    else:
        _send(message, where)


def message_of(letter: Mail, settings: Settings, *, now: datetime) -> EmailMessage:
    """The whole message. Its Message-ID depends on the letter alone: sent twice, mailboxes show it once."""
    subject, body = render(
        letter.template,
        letter.facts,
        locale=letter.locale,
        base_url=settings.base_url,
        reads_mail=settings.reads_mail,
    )
    sender_name, sender = parseaddr(settings.mail_from)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.recipient)  # refuses line breaks and several addresses
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    stamp = f"{letter.id}.{letter.created_at:%Y%m%d%H%M%S%f}"
    message["Message-ID"] = f"<{stamp}@{urlsplit(settings.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
    message["Content-Language"] = letter.locale
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    if "calendar" in letter.facts:
        message.add_alternative(_as_html(body, letter.locale), subtype="html", charset="utf-8", cte="quoted-printable")
        _add_calendar(message, letter.facts["calendar"], sender, settings)
    enclosed = ENCLOSURES.get(letter.template)
    for name, content in enclosed(letter.facts) if enclosed else ():
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message


def _add_calendar(message: EmailMessage, calendar: dict[str, str], sender: str, settings: Settings) -> None:
    """An event that calendar programs take over (RFC 6047): as the last form of the text, and as a file.

    The same METHOD outside as inside, or Outlook refuses it; the organizer is who sends, since only they may cancel.
    An answer is asked for where it is read (`mutua receive-mail`).
    """
    told = calendar["text"].replace("organizer@mutua.invalid", sender).replace(HOME, settings.base_url.rstrip("/"))
    if settings.reads_mail and "asks" in calendar:
        told = told.replace("\nATTENDEE;RSVP=FALSE;", "\nATTENDEE;RSVP=TRUE;")
    params = {"method": calendar["method"]}
    message.add_alternative(told, subtype="calendar", charset="utf-8", cte="base64", params=params)
    message.add_attachment(told.encode(), maintype="application", subtype="ics", filename="invite.ics")


def _as_html(body: str, locale: str) -> str:
    """The same words, paragraph by paragraph, for mailboxes that show beside an event nothing but HTML."""
    linked = LINKS.sub(r'<a href="\g<0>">\g<0></a>', str(escape(body.strip())))
    paragraphs = (part.strip().replace("\n", "<br>\n") for part in linked.split("\n\n"))
    written = "".join(f"<p>{part}</p>\n" for part in paragraphs if part)
    return (
        f'<!doctype html>\n<html lang="{locale}"><head><meta charset="utf-8"></head><body>\n{written}</body></html>\n'
    )


def render(
    template: str, facts: dict[str, Any], *, locale: str, base_url: str, reads_mail: bool = False
) -> tuple[str, str]:
    """Subject and body in the reader's language. The first line of the text is the subject.

    `reads_mail`: whether an answer sent to where the letter came from is heard.
    The environment is used directly: what pages add to templates (cookies, menus) needs a request.
    """
    with force_locale(locale):
        page = current_app.jinja_env.get_template(f"mails/{template}.txt")
        text = page.render(_one_line(facts), base_url=base_url, locale=locale, reads_mail=reads_mail)
    if locale == "fr":
        text = typo(text)
    subject, _, body = text.strip().partition("\n")
    return BREAKS.sub(" ", subject), body.strip() + "\n"


def _one_line(fact: Any) -> Any:
    """Facts without line breaks: a title cannot become a header, nor end the subject."""
    if isinstance(fact, str):
        return BREAKS.sub(" ", fact).strip()
    if isinstance(fact, dict):
        return {name: _one_line(value) for name, value in fact.items()}
    return [_one_line(value) for value in fact] if isinstance(fact, list) else fact


def _keep(message: EmailMessage, folder: Path, letter: Mail) -> None:
    """An .eml file that any mail program opens; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{letter.id:06d}-{letter.template.replace('/', '-')}.eml"
    draft = path.with_suffix(".part")
    draft.write_bytes(message.as_bytes())
    os.replace(draft, path)


def _send(message: EmailMessage, where: SplitResult) -> None:
    host, port = str(where.hostname), where.port or PORTS[where.scheme]
    context = _tls(host)
    server: smtplib.SMTP
    if where.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with server:
        server.ehlo()
        if where.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if where.username:
            _identify(server, where, host)
        server.send_message(message)


def _identify(server: smtplib.SMTP, where: SplitResult, host: str) -> None:
    if not isinstance(server.sock, ssl.SSLSocket) and not _is_here(host):
        raise UnsafeMail(f"{host} offers no TLS: the mail password is not sent in clear")
    server.login(unquote(where.username or ""), unquote(where.password or ""))


def _tls(host: str) -> ssl.SSLContext:
    """Certificates are checked, but for a server on this machine: those sign their own."""
    context = ssl.create_default_context()
    if _is_here(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
