"""What a member's address can make the server do: read public calendars over https, and nothing else."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mutua.calendars import fetching
from mutua.calendars.fetching import Fetched, Unfetched, fetch, is_public, resolve, tidy
from mutua.calendars.reading.files import LARGEST_FILE

pytestmark = pytest.mark.once
HOST = "agenda.example"


SMALL = gzip.compress(b"BEGIN:VCALENDAR")
PACKED = {"packed": SMALL, "half": SMALL[:-9], "brotli": SMALL, "bomb": gzip.compress(b"x" * (LARGEST_FILE + 10))}


class Answers(BaseHTTPRequestHandler):
    """A site with every bad habit."""

    asked: list[tuple[str, str, dict[str, str]]]

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["Host"], dict(self.headers)))
        kind, _, rest = self.path[1:].partition("/")
        if kind == "to":
            self._say(302, b"", Location=rest)
        elif kind == "same" and self.headers.get("If-None-Match"):
            self._say(304, b"")
        elif kind == "odd":
            self._say(200, b"BEGIN:VCALENDAR", ETag='"\x00\xe9"')
        elif kind == "large":
            self._say(200, b"x" * (LARGEST_FILE + 10))
        elif kind == "gzip":
            self._say(200, b"\x1f\x8b", **{"Content-Encoding": "gzip"})
        elif kind in PACKED:
            self._say(200, PACKED[kind], ETag='"z"', **{"Content-Encoding": "br" if kind == "brotli" else "GZIP"})
        elif kind == "cut":
            self._say(200, b"BEGIN", **{"Content-Length": "5000"})
        elif kind == "status":
            self._say(int(rest), b"")
        elif kind == "drip":
            self._drip()
        else:
            self._say(200, b"BEGIN:VCALENDAR", ETag='"7"', **{"Last-Modified": "Mon, 01 Mar 2027 08:00:00 GMT"})

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A byte now and then keeps every time-out of a single reading from passing."""
        try:
            for _ in range(40):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for HOST alone, and the context that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path, ssl.create_default_context(cafile=str(path))


@pytest.fixture
def site(certified: tuple[Path, ssl.SSLContext]) -> Iterator[tuple[int, type[Answers]]]:
    """A port on this machine, and the handler that notes what it is asked."""
    handler = type("Noting", (Answers,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified[0])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, handler
    server.shutdown()
    server.server_close()
    thread.join()


def code_of(address: str, **more: object) -> str:
    with pytest.raises(Unfetched) as caught:
        fetch(address, **more)
    return caught.value.code


def test_only_public_addresses_are_public() -> None:
    for private in (
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "::127.0.0.1",
        "2001:0:7f00:1::", "2001:db8::1", "nonsense", "",
    ):  # fmt: skip
        assert not is_public(private), private
    assert all(map(is_public, ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34")))


def test_every_spelling_of_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the machine's own resolver, which reads numbers its own way; nothing is connected to."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(fetching.socket, "create_connection", never)
    for host in (
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "169.254.169.254", "[fe80::1]", "[64:ff9b::7f00:1]",
    ):  # fmt: skip
        assert code_of(f"https://{host}/a.ics") in ("private", "unknown_host"), host
    assert code_of("https://2130706433/a.ics") == "private"
    assert "127.0.0.1" in resolve("2130706433", 443)
    mixed = ["93.184.216.34", "10.0.0.1"]
    assert code_of("https://a.example/", resolver=lambda _host, _port: mixed) == "private"
    assert code_of("https://a.example/", resolver=lambda _host, _port: []) == "unknown_host"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://a.example/b.ics", "not_https"), ("file:///etc/passwd", "not_https"),
        ("gopher://a.example/", "not_https"),
        ("", "not_https"), ("https://", "bad_address"), ("https://a.example:99999/", "bad_address"),
        ("https://u:p@a.example/", "password"), ("https://u@a.example/", "password"),
        ("https://a.example/\r\nHost: b", "bad_address"), ("https://a.example/é", "bad_address"),
        ("https://192.168.1.1/a.ics", "private"), ("webcal://[::1]/a.ics", "private"),
        ("https://[::1", "bad_address"), ("https://a.example/" + "x" * 3000, "bad_address"),
    ],
)  # fmt: skip
def test_addresses_that_are_never_tried(address: str, code: str) -> None:
    with pytest.raises(Unfetched) as caught:
        tidy(address)
    assert caught.value.code == code


def test_a_name_that_answers_otherwise_the_next_moment_gains_nothing(
    site: tuple[int, type[Answers]], certified: tuple[Path, ssl.SSLContext]
) -> None:
    """The connection goes to what was checked: the name is asked once, and the certificate is the name's."""
    port, handler = site
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    def here(address: str) -> bool:
        return address == "127.0.0.1"

    base = f"https://{HOST}:{port}"
    options = {"trusted": certified[1], "may_reach": here, "seconds": 3.0}
    found = fetch(f"{base}/agenda.ics?cle=1", resolver=rebinding, **options)
    assert (found.body, found.etag) == (b"BEGIN:VCALENDAR", '"7"')
    assert (asked, handler.asked[0][:2]) == ([HOST], ("/agenda.ics?cle=1", f"{HOST}:{port}"))
    assert "Cookie" not in handler.asked[0][2]
    # Asked again for the next address of a redirect, it shows its other face.
    assert code_of(f"{base}/to//next", resolver=rebinding, **options) == "private"
    same = {"resolver": lambda _host, _port: ["127.0.0.1"], **options}
    for where, code in (
        (f"http://{HOST}:{port}/", "not_https"), ("https://u:p@x.example/", "password"),
        ("file:///etc/passwd", "not_https"),
        ("to//to//to//to//to//x", "redirects"),
    ):  # fmt: skip
        assert code_of(f"{base}/to/{where}" if "://" in where else f"{base}/{where}", **same) == code, where
    assert fetch(f"{base}/to//agenda.ics", **same).body == b"BEGIN:VCALENDAR"
    assert code_of(f"https://autre.example:{port}/", **same) == "certificate"
    assert code_of(f"{base}/a", resolver=same["resolver"], may_reach=here) == "certificate"


def test_what_a_site_may_answer(site: tuple[int, type[Answers]], certified: tuple[Path, ssl.SSLContext]) -> None:
    port, _handler = site
    base = f"https://{HOST}:{port}"
    options = {"trusted": certified[1], "may_reach": bool, "resolver": lambda _h, _p: ["127.0.0.1"], "seconds": 3.0}
    assert fetch(f"{base}/same/", etag='"7"', **options) == Fetched(None)
    assert fetch(f"{base}/same/", **options).last_modified.startswith("Mon")
    assert fetch(f"{base}/odd/", **options).etag == ""
    for path, code in (
        ("large", "too_large"), ("gzip", "not_calendar"), ("cut", "unreachable"), ("status/404", "gone"),
        ("status/410", "gone"), ("status/403", "status"), ("status/500", "down"), ("status/503", "down"),
        ("status/429", "down"), ("status/204", "status"), ("status/304", "status"), ("bomb", "too_large"),
        ("brotli", "not_calendar"), ("half", "not_calendar"),
    ):  # fmt: skip
        try:
            found = code_of(f"{base}/{path}", **options)
        except pytest.fail.Exception:
            found = "status" if path == "status/304" else "read"
        assert found == code, path
    assert fetch(f"{base}/packed/", **options) == Fetched(b"BEGIN:VCALENDAR", '"z"')
    slow = {**options, "seconds": 0.5}
    assert code_of(f"{base}/drip", **slow) == "too_slow"  # read to its end, it would be no calendar
    answered = threading.Event()
    try:
        assert code_of(f"{base}/a", **{**slow, "resolver": lambda _h, _p: answered.wait() and []}) == "too_slow"
    finally:
        answered.set()
    with socket.socket() as silent:  # it takes the connection and never says hello
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert code_of(f"https://{HOST}:{silent.getsockname()[1]}/", **slow) == "too_slow"
