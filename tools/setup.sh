#!/bin/sh
# Makes .venv hold exactly requirements.lock and this package.
#
# Run again at any time: it does nothing when nothing changed (no network is asked then), and
# goes on where it was when it was interrupted. PYTHON=/path/to/python3.12 picks the interpreter;
# with the word `test` it also installs what tests alone need.
set -eu
cd "$(dirname "$0")/.."

VENV=.venv
STAMP=$VENV/.samara-setup
FITS='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# ns-3's wheels are for CPython 3.11 to 3.13.
find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c "$FITS" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    if [ -n "${PYTHON:-}" ]; then
        die "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13; name one that is."
    fi
    die "no Python 3.11, 3.12 or 3.13 here, and ns-3's wheels are for these." \
        "Try: apt-get install python3.13 python3.13-venv python3.13-dev, or make setup PYTHON=/path/to/python3.13"
}

# Debian splits Python: venv and the headers come apart. The headers and g++ build the one
# dependency that has no wheel (CPyCppyy); ns-3's bindings read g++'s headers at each import too.
missing_packages() {
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo "python$version-venv"
    if [ "$(uname -sm)" = "Linux x86_64" ]; then
        "$python" -c 'import os, sysconfig, sys
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' ||
            echo "python$version-dev"
        command -v g++ >/dev/null || echo g++
    fi
}

# The broker that `make test` and a gateway prefer; where it may not be had, amqtt serves.
offer_mosquitto() {
    [ ! -x /usr/sbin/mosquitto ] && ! command -v mosquitto >/dev/null || return 0
    if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        (install_packages mosquitto) && return 0
    fi
    say "Mosquitto is not installed: its tests are skipped, and amqtt is the broker. It is had by:" \
        "apt-get install mosquitto"
}

# The browser that the console's tests look with: for `make test` alone, since it is large.
offer_chromium() {
    ! command -v chromium >/dev/null || return 0
    if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        (install_packages chromium) && return 0
    fi
    say "Chromium is not installed: the console's tests in a browser are skipped. It is had by:" \
        "apt-get install chromium"
}

install_packages() {
    command -v apt-get >/dev/null || die "please install what Debian calls: $*; then run make again."
    if [ "$(id -u)" = 0 ]; then
        as_root=env
    elif sudo -n true 2>/dev/null; then
        as_root="sudo env"
    else
        die "please type: sudo apt-get install $*    and then run make again."
    fi
    say "installing system packages: $*"
    {
        $as_root DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
                --no-install-recommends "$@"
    } >"$log" 2>&1 || { tail -n 5 "$log" >&2; die "apt-get install $* failed (above: its last words)."; }
}

# What an up-to-date .venv was made from. A moved folder counts: scripts name their interpreter.
fingerprint() {
    cat requirements.lock pyproject.toml tools/setup.sh | sha256sum
    pwd
}

pip() {
    "$VENV/bin/python" -m pip --disable-pip-version-check --no-input "$@"
}

install_locked() {
    # First what builds from source need, so that they build with locked versions too.
    awk '/^[a-z]/ { keep = /^(setuptools|wheel|cppyy-cling|cppyy-backend)==/ } keep' \
        requirements.lock >"$VENV/build-tools.lock"
    pip install --quiet --require-hashes --no-deps -r "$VENV/build-tools.lock"
    pip install --quiet --require-hashes --no-deps --no-build-isolation -r requirements.lock
    pip install --quiet --no-deps --no-build-isolation --editable .
    # cppyy looks for this folder in the package's own spelling, pip makes it in its own.
    for headers in "$VENV"/include/site/python3.*/cpycppyy; do
        [ ! -d "$headers" ] || ln -sfn cpycppyy "$(dirname "$headers")/CPyCppyy"
    done
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

if [ "${1:-}" = test ]; then
    offer_chromium
fi

if [ -x "$VENV/bin/python" ] && [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(fingerprint)" ]; then
    exit 0
fi

python=$(find_python)
missing=$(missing_packages)
# shellcheck disable=SC2086  # one word a package
[ -z "$missing" ] || install_packages $missing
offer_mosquitto

if [ -f "$STAMP" ] && [ "$(tail -n 1 "$STAMP")" != "$(pwd)" ]; then
    rm -rf "$VENV"
fi
if ! "$VENV/bin/python" -c "$FITS" 2>/dev/null || ! pip --version >/dev/null 2>&1; then
    say "making $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
fi

say "installing what requirements.lock names (about 1 GB on disk; some minutes the first time)"
install_locked
fingerprint >"$STAMP"
say "done"
