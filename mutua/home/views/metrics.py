"""Requests counted and timed by endpoint, the outbox, the process: for Prometheus, in its text form.

With several workers each has its own counts: `PROMETHEUS_MULTIPROC_DIR` (an empty directory, set before the start)
makes them share files, and any worker answers for all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from time import perf_counter

from flask import Blueprint, Response, g, request
from flask.blueprints import BlueprintSetupState
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from mutua.home.queries import MailWaiting

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
QUIET = ("static", "health.process", "health.ready", "health.figures")

requests = Counter("mutua_requests", "Answers given.", ("endpoint", "method", "status"))
seconds = Histogram("mutua_request_seconds", "Time to answer, in seconds.", ("endpoint",), buckets=BUCKETS)


class _Outbox(Collector):
    """What waits to be mailed at the moment of asking."""

    def __init__(self, waiting: MailWaiting) -> None:
        self.waiting = waiting

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("mutua_outbox_waiting", "Letters not sent yet.", self.waiting.letters)
        yield GaugeMetricFamily("mutua_outbox_given_up", "Letters given up after all tries.", self.waiting.given_up)
        yield GaugeMetricFamily("mutua_outbox_oldest_seconds", "Age of the oldest one.", self.waiting.oldest_seconds)


def watch(bp: Blueprint) -> None:
    """Hang the counting on the whole app, once the blueprint is registered."""
    bp.record_once(_connect)
    bp.after_app_request(_count)


def text(waiting: MailWaiting) -> bytes:
    """Everything, as the text of one scrape."""
    registry: CollectorRegistry = CollectorRegistry()
    registry.register(_Outbox(waiting))
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        ProcessCollector(registry=registry)
        return bytes(generate_latest(registry))
    return bytes(generate_latest(REGISTRY)) + bytes(generate_latest(registry))


def _connect(state: BlueprintSetupState) -> None:
    state.app.before_request_funcs.setdefault(None, []).insert(0, _begin)  # before any door may answer


def _begin() -> None:
    g.begun = perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    if endpoint not in QUIET:
        method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH") else "other"
        requests.labels(endpoint, method, response.status_code).inc()
        if "begun" in g:
            seconds.labels(endpoint).observe(perf_counter() - g.begun)
    return response
