#!/bin/sh
# Writes the lock files anew: versions and hashes for every platform, no registry address.
# The product's lock takes the versions of the developers' lock, so that both can share one environment.
set -eu
cd "$(dirname "$0")/.."
note='# Écrit par « make lock » à partir de pyproject.toml. Ne pas modifier à la main.'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# compile FILE WHAT…: uv keeps the versions FILE already has, unless told to upgrade (make lock UPGRADE=1).
compile() {
    file=$1
    shift
    rm -f "$scratch/lock"
    [ ! -f "$file" ] || cp "$file" "$scratch/lock"
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-config \
        --no-header --no-annotate ${UPGRADE:+--upgrade} --output-file "$scratch/lock" "$@"
    { echo "$note"; grep -vxF "$note" "$scratch/lock"; } >"$file"
}

compile requirements-dev.lock pyproject.toml --extra redis --group dev
compile requirements.lock pyproject.toml --extra redis --group build --constraint requirements-dev.lock
compile requirements-node.lock --group node # for machines that have no npm

if grep -n '://' requirements*.lock; then
    echo 'A lock file names an address.' >&2
    exit 1
fi
npm install --package-lock-only --silent
if grep -n '"resolved"' package-lock.json; then
    echo 'package-lock.json names a registry.' >&2
    exit 1
fi
