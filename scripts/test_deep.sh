#!/bin/sh
# Fault injection, fuzzing and long races on both databases. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
echo '== épreuves longues, SQLite =='
TEST_DATABASE=sqlite .venv/bin/pytest -q -m deep --timeout 1500 "$@"
echo '== épreuves longues, PostgreSQL =='
TEST_DATABASE=postgresql .venv/bin/python scripts/with_postgres.py .venv/bin/pytest -q -m deep --timeout 1500 "$@"
