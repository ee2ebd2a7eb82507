"""The product with a clock that runs ahead by TEST_CLOCK_SHIFT seconds: a journey cannot wait for its date to pass.

`tests.shifted:app()` is what the application server loads; `python -m tests.shifted` is one round of the worker.
"""

from __future__ import annotations

import os
from datetime import timedelta

from flask import Flask

from mutua.app import create_app
from mutua.cli.worker import once
from mutua.config import read
from mutua.kernel import clock

VARIABLE = "TEST_CLOCK_SHIFT"


def shift_clock() -> None:
    """From here on in this process, now is that much later (or earlier)."""
    ahead = timedelta(seconds=float(os.environ[VARIABLE]))
    real = clock.now
    clock.now = lambda: real() + ahead


def app() -> Flask:
    """The application on the environment's settings, on shifted time."""
    shift_clock()
    return create_app(read())


if __name__ == "__main__":
    shifted = app()
    with shifted.app_context():
        while once(shifted):
            pass
