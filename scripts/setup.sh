#!/bin/sh
# Makes the virtual environment that everything runs in, with exactly the locked versions.
set -eu
venv=$1
python=${PYTHON:-python3}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs root, or sudo: $*" >&2
        exit 1
    fi
}

version_is_enough() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if ! version_is_enough || ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "Installing Python's venv from Debian's packages …"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv >/dev/null
fi
if ! version_is_enough; then
    echo "Python 3.11 or newer is needed; $python is $("$python" --version). Say PYTHON=…" >&2
    exit 1
fi

"$python" -m venv "$venv"
install="$venv/bin/pip install --quiet --disable-pip-version-check --use-pep517"
$install --require-hashes -r requirements.lock
$install --no-deps --editable .
