#!/bin/sh
# Style, types and the directions of imports; stops at the first that fails.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/ruff check --quiet .
.venv/bin/ruff format --check --quiet . || {
    echo 'Mise en forme à faire : make format' >&2
    exit 1
}
.venv/bin/mypy --no-error-summary
PYTHONPATH=. .venv/bin/lint-imports >.venv/lint-imports.log 2>&1 || {
    cat .venv/lint-imports.log
    exit 1
}
echo 'lint : rien à redire'
