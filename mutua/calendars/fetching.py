"""Reading an address that a member gave, without lending them our place in the network.

The name is resolved once, every answer must be a public address, and the connection goes to the very address that was
checked, so that a name which answers otherwise the next moment (rebinding) gains nothing. Redirects are checked alike.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from mutua.calendars.reading.files import LARGEST_FILE

SECONDS = 10.0
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2000
REDIRECTS = (301, 302, 303, 307, 308)
# Addresses inside others: 6to4 and NAT64 lead to the IPv4 they hold, Teredo to whoever runs it.
HIDING = tuple(map(ipaddress.ip_network, ("2002::/16", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "::/96")))

# (host, port) -> addresses, as text.
Resolver = Callable[[str, int], list[str]]


class Unfetched(Exception):
    """`code`: a refusal of rules.No, without its `outside_`; `detail`: the status of the answer, where it had one."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Fetched:
    """`body` None: not changed since (304)."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def tidy(address: str) -> str:
    """The address as it is kept: webcal is https. Raises Unfetched for what would never be read."""
    text = address.strip()
    if text.lower().startswith(("webcal://", "webcals://")):
        text = "https://" + text.partition("://")[2]
    host, _port, _path = _target(text)
    if _is_literal(host) and not is_public(host):
        raise Unfetched("private")
    return text


def _is_literal(host: str) -> bool:
    """An address written as such; a name is resolved when it is read."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _target(address: str) -> tuple[str, int, str]:
    """(host, port, path with query)."""
    if len(address) > LONGEST_ADDRESS or not address.isascii() or any(mark <= " " for mark in address):
        raise Unfetched("bad_address")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        raise Unfetched("bad_address") from None
    if parts.scheme.lower() != "https":
        raise Unfetched("not_https")
    if not host:
        raise Unfetched("bad_address")
    if parts.username is not None or parts.password is not None:
        raise Unfetched("password")
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def resolve(host: str, port: int) -> list[str]:
    """What the machine's resolver says; it also turns 2130706433 and 0x7f.1 into the address they mean."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether it is somewhere on the Internet that is not ourselves, our network or a way back into it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in HIDING):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def fetch(
    address: str,
    *,
    etag: str = "",
    last_modified: str = "",
    resolver: Resolver = resolve,
    trusted: ssl.SSLContext | None = None,
    may_reach: Callable[[str], bool] = is_public,
    seconds: float = SECONDS,
) -> Fetched:
    """The bytes behind an address, all redirects included within `seconds`. Raises Unfetched."""
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "identity", "User-Agent": "Mutua"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    watch = _Watch(seconds)
    try:
        for _ in range(MOST_REDIRECTS + 1):
            if watch.is_over:
                raise Unfetched("too_slow")
            host, port, path = _target(address)
            line = _Line(host, port, _checked(host, port, resolver, may_reach, watch), trusted, watch)
            try:
                found = _answer(line, path, headers)
            finally:
                line.close()
            if isinstance(found, Fetched):
                return found
            address = urljoin(address, found)
        raise Unfetched("redirects")
    except Unfetched:
        if watch.is_over:
            raise Unfetched("too_slow") from None
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        if watch.is_over or isinstance(error, TimeoutError):
            raise Unfetched("too_slow") from None
        raise Unfetched("certificate" if isinstance(error, ssl.SSLError) else "unreachable") from None
    finally:
        watch.stop()


def _checked(host: str, port: int, resolver: Resolver, may_reach: Callable[[str], bool], watch: _Watch) -> list[str]:
    """Its addresses, all of them public. The resolver has its own thread: it knows no time limit."""
    found: list[str] = []

    def ask() -> None:
        try:
            found.extend(resolver(host, port))
        except (OSError, UnicodeError):
            return

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(watch.left)
    if asking.is_alive():
        raise Unfetched("too_slow")
    if not found:
        raise Unfetched("unknown_host")
    if not all(map(may_reach, found)):
        raise Unfetched("private")
    return list(dict.fromkeys(found))


class _Watch:
    """Cuts whatever connection is open when the time is over: a server that drips bytes never times out by itself."""

    def __init__(self, seconds: float) -> None:
        self.is_over, self._open = False, list[socket.socket]()
        self._until = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def left(self) -> float:
        return max(0.1, self._until - time.monotonic())

    def see(self, line: socket.socket) -> None:
        self._open.append(line)

    def stop(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.is_over = True
        for line in self._open:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Line(http.client.HTTPSConnection):
    """A connection to addresses that were checked, under the name that the certificate must bear."""

    def __init__(
        self, host: str, port: int, addresses: list[str], trusted: ssl.SSLContext | None, watch: _Watch
    ) -> None:
        self._trusted = trusted or ssl.create_default_context()
        super().__init__(host, port, context=self._trusted, timeout=watch.left)
        self._addresses, self.watch = addresses, watch

    def connect(self) -> None:
        plain = self._reach()
        self.watch.see(plain)
        secret = self._trusted.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = secret
        self.watch.see(secret)
        secret.do_handshake()

    def _reach(self) -> socket.socket:
        last: OSError = OSError("no address")
        for address in self._addresses[:4]:
            try:
                return socket.create_connection((address, self.port), timeout=self.watch.left / 2)
            except OSError as error:
                last = error
        raise last


def _answer(line: _Line, path: str, headers: dict[str, str]) -> Fetched | str:
    """What the server has, or where it sends us."""
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    if answer.status in REDIRECTS:
        where = answer.getheader("Location")
        if not where:
            raise Unfetched("status", str(answer.status))
        return where
    etag, changed = (_mark(answer.getheader(name, "")) for name in ("ETag", "Last-Modified"))
    if answer.status == 304:
        return Fetched(None, etag, changed)
    if answer.status != 200:
        raise Unfetched(_why_not(answer.status), str(answer.status))
    body = answer.read(LARGEST_FILE + 1)
    if len(body) > LARGEST_FILE:
        raise Unfetched("too_large")
    if answer.length:  # the line was cut before the end
        raise Unfetched("too_slow" if line.watch.is_over else "unreachable")
    return Fetched(_plain(body, answer.getheader("Content-Encoding") or "identity"), etag, changed)


def _why_not(status: int) -> str:
    """What whoever gave the address can do about it: ask for another, wait, or ask for the right to read it."""
    if status in (404, 410):
        return "gone"
    return "down" if status >= 500 or status == 429 else "status"


def _plain(body: bytes, coding: str) -> bytes:
    """Some sites compress whatever is asked; never more is unpacked than a calendar may hold."""
    if coding.lower() == "identity":
        return body
    if coding.lower() not in ("gzip", "x-gzip"):
        raise Unfetched("not_calendar")
    unpacking = zlib.decompressobj(wbits=31)
    try:
        whole = unpacking.decompress(body, LARGEST_FILE + 1)
    except zlib.error:
        raise Unfetched("not_calendar") from None
    if len(whole) > LARGEST_FILE:
        raise Unfetched("too_large")
    if not unpacking.eof:
        raise Unfetched("not_calendar")
    return whole


def _mark(value: str) -> str:
    """A mark to send back next time; one that no header may hold is none."""
    return value if value.isascii() and value.isprintable() and len(value) <= 300 else ""
