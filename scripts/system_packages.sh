#!/bin/sh
# Installs what the tests need from the system and is not there yet: PostgreSQL, Chromium, Poppler, and Evolution's
# engine, whose test is skipped where it does not install.
set -eu
cd "$(dirname "$0")/.."
. scripts/root.sh

missing=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
command -v chromium >/dev/null || missing="$missing chromium"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || apt_install $missing

[ -e /usr/libexec/evolution-calendar-factory ] || ! command -v apt-get >/dev/null ||
    apt_install evolution-data-server gir1.2-ecal-2.0 gir1.2-edataserver-1.2 python3-gi dbus ||
    echo "evolution-data-server ne s'installe pas ici : son essai sera passé." >&2
