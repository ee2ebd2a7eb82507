"""What a supervisor asks: alive, ready, figures; without a cookie, and figures for this machine alone."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mutua.home.views import health, metrics
from mutua.kernel import outbox
from mutua.kernel.transaction import transaction
from tests.builders import NOW, World, sign_in


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_answers_without_a_cookie_and_is_not_kept(app: Flask, client: FlaskClient, address: str) -> None:
    answer = client.get(address, base_url="http://localhost:8000")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_ready_says_what_is_missing(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").json == {"status": "ok", "database": True, "migrations": True}
    monkeypatch.setattr(health, "_head", lambda: "20990101_later")
    late = client.get("/readyz")
    assert (late.status_code, late.json) == (503, {"status": "unavailable", "database": True, "migrations": False})
    monkeypatch.setattr(health.queries, "revision_or_none", lambda: None)
    lost = client.get("/readyz")
    assert (lost.status_code, lost.json) == (503, {"status": "unavailable", "database": False, "migrations": False})
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "host, remote, headers",
    [
        ("mutua.example.org", "127.0.0.1", {}),
        ("localhost", "203.0.113.9", {}),
        ("localhost", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("localhost", "127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
    ],
)
def test_figures_are_for_this_machine_alone(
    app: Flask, client: FlaskClient, host: str, remote: str, headers: dict[str, str]
) -> None:
    asked = {"base_url": f"http://{host}", "environ_base": {"REMOTE_ADDR": remote}, "headers": headers}
    assert client.get("/metrics", **asked).status_code == 404


def test_figures_count_answers_by_endpoint_and_letters_that_wait(world: World, client: FlaskClient) -> None:
    with transaction():
        outbox.mail("pole/reset", to="a@b.test", locale="fr", facts={}, at=NOW)
    sign_in(client, world.ines)
    client.get("/p/trois-ponts/report")
    client.get("/nowhere")
    text = client.get("/metrics", base_url="http://127.0.0.1").text
    assert 'mutua_requests_total{endpoint="home.report",method="GET",status="200"}' in text
    assert 'mutua_requests_total{endpoint="none",method="GET",status="404"}' in text
    assert 'mutua_request_seconds_count{endpoint="home.report"}' in text
    assert "health" not in text
    waiting = next(line for line in text.splitlines() if line.startswith("mutua_outbox_waiting"))
    assert float(waiting.split()[1]) >= 1
    assert "mutua_outbox_oldest_seconds" in text


def test_several_workers_answer_from_shared_files(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert b"mutua_outbox_waiting 2.0" in metrics.text(metrics.MailWaiting(2, 0, 1.0))
