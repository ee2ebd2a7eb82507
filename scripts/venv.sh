#!/bin/sh
# Makes .venv with Python 3.11 or later; Debian ships the needed module apart, in python3-venv.
set -eu
cd "$(dirname "$0")/.."
. scripts/root.sh
python=${PYTHON:-python3}

if ! command -v "$python" >/dev/null; then
    apt_install python3 python3-venv
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Mutua demande Python 3.11 ou plus récent ; $python est $("$python" --version). Essayez : make PYTHON=python3.12" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # The package of this very version: on Ubuntu python3-venv may belong to another.
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    apt_install "$version-venv"
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear .venv
fi
