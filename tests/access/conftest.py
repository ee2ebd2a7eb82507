"""The stage, built once for the whole folder: nothing asked here is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.access.asking import Asker
from tests.access.stage import build_stage
from tests.conftest import empty_tables


@pytest.fixture(scope="package")
def asker(migrated_app: Flask) -> Iterator[Asker]:
    with migrated_app.app_context():
        yield Asker(migrated_app, build_stage(migrated_app.config["SETTINGS"].data_dir))
        empty_tables(migrated_app)
