#!/bin/sh
# Installs what the tests need from the system and is not there yet: PostgreSQL, Chromium, Poppler.
set -eu
cd "$(dirname "$0")/.."
. scripts/root.sh

missing=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
command -v chromium >/dev/null || missing="$missing chromium"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || apt_install $missing
