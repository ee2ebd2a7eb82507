#!/bin/sh
# Every test but the deep ones on SQLite, with style and types beside them, then on PostgreSQL what its SQL may change.
# Stops at the first failing run, so that its summary closes the output. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
jobs=${JOBS:-2}
sh scripts/lint.sh &
lint=$!
trap 'kill "$lint" 2>/dev/null || :' EXIT

echo '== SQLite =='
TEST_DATABASE=sqlite .venv/bin/pytest -q -n "$jobs" --dist loadgroup -m 'not deep' "$@"
wait "$lint"
echo '== PostgreSQL =='
TEST_DATABASE=postgresql .venv/bin/python scripts/with_postgres.py \
    .venv/bin/pytest -q -n "$jobs" --dist loadgroup -m 'not deep' "$@"
