#!/bin/sh
# Lint, then every test but the deep ones on SQLite and on PostgreSQL; the browser walks last, one at a time.
# Stops at the first failing run, so that its summary closes the output. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
sh scripts/lint.sh

echo '== SQLite =='
TEST_DATABASE=sqlite .venv/bin/pytest -q -n 2 -m 'not browser and not deep' "$@"
echo '== PostgreSQL =='
TEST_DATABASE=postgresql .venv/bin/python scripts/with_postgres.py \
    .venv/bin/pytest -q -n 2 -m 'not browser and not deep' "$@"
echo '== navigateur, SQLite =='
TEST_DATABASE=sqlite .venv/bin/pytest -q -m 'browser and not deep' "$@"
echo '== navigateur, PostgreSQL =='
TEST_DATABASE=postgresql .venv/bin/python scripts/with_postgres.py \
    .venv/bin/pytest -q -m 'browser and not deep' "$@"
